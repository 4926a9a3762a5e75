"""Turn results into files."""
