"""What a guided tool lays over the views: a map of its own, and marks."""
