"""What stands on the maps beside the picture: how large things are, and what colours mean."""
