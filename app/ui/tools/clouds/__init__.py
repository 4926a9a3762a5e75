"""Clouds by a clear scene: what is chosen, what a quality band says of it, what is done."""
