"""Write and read project files, and trust nothing that is read; restores nothing."""
