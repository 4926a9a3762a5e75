"""Show the clusters of one k, as table, spectrum and values; not where they lie."""
