"""Show what speaks for which k."""
