"""Greet with ways to begin, and with what was opened before; open nothing itself."""
