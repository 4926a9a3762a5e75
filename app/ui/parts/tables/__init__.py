"""How every table of the interface holds and shows its rows; no table of any one subject."""
