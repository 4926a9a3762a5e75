"""Desks that read classes for a person: cards, and values of bands against each other."""
