"""Choose where pixels take part: areas, clusters of earlier sweeps, a window."""
