"""Find, open and read raster files, and refuse unsafe ones; nothing about what their bands mean."""
