"""Desks of guided uses of clusters beside the sweep."""
