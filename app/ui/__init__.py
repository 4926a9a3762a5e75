"""Show panels and views, one room per part of the window; no numerics, no files."""
