"""What a project keeps of the guided tools: the settings of each, and what was decided in it."""
