"""What a person says of bands: which sensor they are of, and which are computed from others."""
