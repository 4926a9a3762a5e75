"""Say which pixels do not take part, and hold that for every pixel of a scene; opens no file."""
