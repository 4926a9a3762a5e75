"""Tell what one class is like beside the others: spread, distance, counts of values, patches."""
