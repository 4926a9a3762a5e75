"""Show news over the picture."""
