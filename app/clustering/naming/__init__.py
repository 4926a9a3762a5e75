"""Give clusters numbers, names and colours that stay with the same thing over all k."""
