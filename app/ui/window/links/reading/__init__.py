"""Join the card of a class to what is selected, read and pointed at."""
