"""Bars above the maps for work that is looked at before it is done; not the maps themselves."""
