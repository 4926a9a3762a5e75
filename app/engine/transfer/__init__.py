"""Label other scenes with a model: see that it fits, label every pixel, write what was found."""
