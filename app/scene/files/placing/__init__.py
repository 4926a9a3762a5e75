"""Bring pixels of a file onto the grid of the scene; nothing here opens a file."""
