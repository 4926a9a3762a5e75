"""Numbers as the person chose to read and type them: who hears of a choice, fields for them."""
