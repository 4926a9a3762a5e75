"""Turn pixels into models, labels and scores."""
