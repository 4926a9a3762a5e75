"""Compare bands with one another, their order, place and sameness; no band for itself."""
