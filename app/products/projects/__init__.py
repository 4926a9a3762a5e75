"""Write and read project files; trust nothing that is read."""
