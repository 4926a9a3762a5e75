"""Maps, tables and records of clouds and their shadows."""
