"""Few odd things on a plain ground: found as rare clusters far from it, and measured as pieces."""
