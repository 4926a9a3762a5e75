"""Ask for what is chosen once for the computer; keep none of it."""
