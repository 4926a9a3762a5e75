"""Choose bands and settings, run and refine; nothing that shows results."""
