"""What the map area is put together from."""
