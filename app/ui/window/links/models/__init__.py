"""Join what is done with models to the session."""
