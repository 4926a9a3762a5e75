"""How a person names classes in the table; not the table."""
