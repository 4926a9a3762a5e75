"""Keep models of classes in files: their own, tables, spectral libraries, a description."""
