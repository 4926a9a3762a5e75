"""Show news over the picture; does not ask."""
