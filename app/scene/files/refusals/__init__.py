"""Look into files, before GDAL does, for what it would be unsafe or wrong to read."""
