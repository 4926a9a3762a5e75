"""Show the clusters of one k: table, spectrum, values."""
