"""Tell a map and how it was made on one page for a browser; no tables for programs."""
