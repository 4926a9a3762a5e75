"""Do a recorded run again: find its inputs, know them again, take its steps."""
