"""Lay rows and columns on the ground, and say how large pixels are there; no band, no file."""
