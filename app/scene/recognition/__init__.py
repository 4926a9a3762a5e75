"""Tell what bands are, and which of them form a scene; nothing that reads pixels."""
