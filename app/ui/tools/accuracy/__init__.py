"""The page that assesses a map, and the tables of what came of it."""
