"""Have kernels walk around the patches of a map, and hold what bounds them; no files."""
