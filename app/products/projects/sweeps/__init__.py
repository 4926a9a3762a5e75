"""Keep sweeps, and where their scenes lie, in projects and run records."""
