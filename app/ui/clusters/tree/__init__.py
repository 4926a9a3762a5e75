"""The tree of the classes: which are alike, and what merging them would make."""
