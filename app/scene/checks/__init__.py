"""Tell what a person should know about a scene before a run; nothing that reads files."""
