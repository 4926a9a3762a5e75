"""Write how good a map is, and places at which that can be seen."""
