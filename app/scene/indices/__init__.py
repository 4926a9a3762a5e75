"""Indices: what formulas over bands come to, by usual names or as a person writes them."""
