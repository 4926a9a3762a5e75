"""Ask the platform: whose files these are, and where the program may keep its own."""
