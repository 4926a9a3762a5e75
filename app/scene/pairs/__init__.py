"""Pairs of scenes: two dates of one place, read together on the grid of the later one."""
