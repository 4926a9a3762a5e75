"""Make classes out of clusters: numbers, names, colours and members; label maps never change."""
