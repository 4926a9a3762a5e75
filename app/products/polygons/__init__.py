"""Write label maps as polygons, of classes or of patches; no rasters, no tables."""
