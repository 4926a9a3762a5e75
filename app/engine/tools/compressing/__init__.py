"""Compress scenes to indices into few spectra, size by size, and rebuild them."""
