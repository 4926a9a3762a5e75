"""Show scene and clusters where they lie; no tables, no settings of a sweep."""
