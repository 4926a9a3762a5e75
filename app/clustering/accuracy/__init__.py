"""Assess a map by what is known of places: how many, where, and what follows for the whole."""
