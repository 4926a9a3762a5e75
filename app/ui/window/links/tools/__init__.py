"""Join the guided tools, one at a time, to their desks and to the map."""
