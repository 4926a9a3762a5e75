"""What became of classes from one map to another, of runs and of files."""
