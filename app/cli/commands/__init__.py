"""The commands beside `sweep`, one module each."""
