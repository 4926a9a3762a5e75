"""Put the program where a person starts it from, and let it open its files by a double click."""
