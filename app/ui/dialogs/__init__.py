"""Ask and tell beside the window: export, preferences, help, questions; decides nothing."""
