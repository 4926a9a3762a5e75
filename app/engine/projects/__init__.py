"""Save a piece of work, keep it aside, find its scene again, and open it as it was."""
