"""Find pixels that were lost: rows, tiles, ends."""
