"""Turn results into files, one module per product; measures nothing, shows nothing."""
