"""Read what classes are like, from a sample first and from every pixel then."""
