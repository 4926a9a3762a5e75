"""Assess the map that is shown: its places are drawn, looked at, read, saved and counted."""
