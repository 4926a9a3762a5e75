"""Guided uses of clusters beside the sweep: each a function of opened scenes that returns steps."""
