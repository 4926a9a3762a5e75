"""Files of odd things that were found: a map, a table, and their outlines."""
