"""Points and polygons that say what is there: read from files, and laid onto pixels."""
