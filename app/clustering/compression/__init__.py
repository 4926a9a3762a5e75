"""Scenes as indices into a short list of spectra: the list, its indices, and what is lost."""
