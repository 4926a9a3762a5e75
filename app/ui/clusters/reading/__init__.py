"""The card of a class: what it is like beside the others, in figures and small pictures."""
