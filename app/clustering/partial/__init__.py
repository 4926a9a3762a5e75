"""Partial labels: few labelled pixels, many clusters, and a class for every pixel by their vote."""
