"""Give pixels their clusters and describe what lies under each; no centres are moved."""
