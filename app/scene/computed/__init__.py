"""Computed bands: formulas bound to the bands of a scene, and their values wherever bands are read.

Nothing of them is stored: whoever holds the values of stored bands, a block or a preview, has the
computed ones laid out beside them when they are asked for.
"""
