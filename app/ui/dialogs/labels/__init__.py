"""Ask for files of labels."""
