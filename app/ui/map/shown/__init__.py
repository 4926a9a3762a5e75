"""What belongs to the picture: how it is stretched, and what its colours stand for."""
