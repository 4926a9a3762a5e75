"""Put files in place whole or not at all; nothing about what is in them."""
