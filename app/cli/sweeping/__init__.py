"""Write what a sweep without a window finds: maps on the way, tables and record at the end."""
