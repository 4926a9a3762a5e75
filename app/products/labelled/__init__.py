"""Files of labels that a person painted."""
