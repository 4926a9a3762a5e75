"""Clouds of a later scene by a clear one: found, looked at, left out and written."""
