"""Compare bands with one another: order, place, sameness."""
