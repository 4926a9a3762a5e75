"""Commands without a window, and starting within limits; nothing that shows a widget."""
