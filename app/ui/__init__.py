"""Show panels and views; run no numerics."""
