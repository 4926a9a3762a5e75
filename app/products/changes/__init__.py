"""Write what became of classes from one map to another."""
