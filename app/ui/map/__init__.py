"""Show scene and clusters where they lie."""
