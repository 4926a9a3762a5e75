"""Clouds and their shadows: found in a later scene by what a clear one of the same place shows."""
