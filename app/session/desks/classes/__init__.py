"""Make something of the clusters of a run; no sweep is begun here."""
