"""Measure what speaks for which k, and say so in words; fits nothing."""
