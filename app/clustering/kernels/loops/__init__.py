"""The loops that are compiled, in the words a compiler takes; nothing here calls or checks them."""
