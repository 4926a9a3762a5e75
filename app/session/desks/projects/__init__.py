"""What is kept of the open scene beside its files: what a project holds, and work kept aside."""
