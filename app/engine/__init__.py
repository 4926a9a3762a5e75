"""Open, sweep, refine, restore, label: frozen values in, steps out; no Qt, no state between calls.

Heavy libraries are imported inside the functions: they run in workers, after a window is on screen.
"""
