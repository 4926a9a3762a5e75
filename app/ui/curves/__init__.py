"""Show what speaks for which k; weighs nothing itself."""
