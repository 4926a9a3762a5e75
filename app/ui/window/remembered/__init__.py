"""What the window remembers between starts, subject by subject."""
