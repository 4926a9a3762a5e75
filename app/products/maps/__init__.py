"""Write label maps as rasters and pictures that open styled; no tables."""
