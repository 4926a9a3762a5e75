"""Tidy maps of classes: sieve patches, smooth borders, give patches away; no fit, no names."""
