"""The page of the tool that compresses: choose, measure, look, write."""
