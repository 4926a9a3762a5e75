"""Two bands against each other: where pixels and classes lie."""
