"""Turn files into aligned bands, and bands into pixels."""
