"""Join views to the session, one module per subject; no view is made here."""
