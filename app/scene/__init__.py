"""Turn files into aligned bands, and bands into pixels; knows no clusters."""
