"""Keep numbers, names and colours with the same thing over all k; labels are not looked at."""
