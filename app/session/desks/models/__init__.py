"""Desks of models: saved from what is shown, applied to what is open, and to many scenes."""
