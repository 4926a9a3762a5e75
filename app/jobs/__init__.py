"""Threads that walk long work, and who waits for them; nothing of what the work is about."""
