"""Files of compressed scenes: indices with their codebook, what is lost, and the scene again."""
