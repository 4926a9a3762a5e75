"""Ask the platform, for memory, folders, threads, processes; nothing of pixels and clusters."""
