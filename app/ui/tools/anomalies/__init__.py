"""The page of the tool that finds odd things on a plain ground."""
