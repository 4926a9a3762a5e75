"""Build the one window, start and end it; the only room of the interface that knows the others."""
