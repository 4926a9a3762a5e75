"""Join what sweeps and shows clusters to the session; nothing that describes the scene."""
