"""What the desktop is asked for that a person chose there for all programs."""
