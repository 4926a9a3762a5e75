"""Desks of names and colours that classes may have: lists, palettes, other maps."""
