"""Compare maps of runs with maps of files: read them, show where they differ, write it."""
