"""Words of a command line: numbers within bounds, and the files that a word stands for."""
