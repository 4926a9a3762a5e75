"""Hold pixels, hand them out in windows, and survey all of them; nothing that opens a file."""
