"""What is done with odd things that were found: pictures of them, files, a page."""
