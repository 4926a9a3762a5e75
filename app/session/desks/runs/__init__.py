"""Desks for the runs that are kept beside each other."""
