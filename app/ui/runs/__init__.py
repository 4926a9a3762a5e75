"""Show which runs there are, and how two maps differ."""
