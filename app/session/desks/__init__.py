"""One desk per subject of the session: what is known of it, who may change it, what changed."""
