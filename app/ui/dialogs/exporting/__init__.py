"""Ask how exports are written: kinds of files in groups, and options of each; no files."""
