"""Bandsweep: sweep k-means over the bands of a satellite scene."""

__version__ = "0.1.0"
