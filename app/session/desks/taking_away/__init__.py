"""What leaves the program as files is looked at here before it is written."""
