"""Results of earlier work where new ones are to go: named, and removed only on demand."""
