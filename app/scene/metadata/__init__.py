"""Read what stands beside the bands: metadata files, and what names of products tell; no pixels."""
