"""Show the bands of a scene, what it is, and what is to be known of it; no settings of a sweep."""
