"""Pages of the guided tools, which stand in the left column in place of scene and bands."""
