"""Read areas of interest from files, and find the pixels of a scene that lie in them."""
