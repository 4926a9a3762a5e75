"""Join what opens and describes a scene to the session; nothing of its clusters."""
