"""Describe products for catalogues that find them by place and date; no pixels."""
