"""Know inputs and outputs again, and write down all that repeats a run."""
