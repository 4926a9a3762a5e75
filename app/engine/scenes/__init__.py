"""Open scenes, and settle what of them takes part before a fit; no clusters are made."""
