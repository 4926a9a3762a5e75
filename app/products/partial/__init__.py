"""Files of classes by few labels: the map, how sure it is, and what was checked."""
