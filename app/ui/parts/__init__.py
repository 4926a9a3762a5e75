"""Small widgets, colours and formats that every room of the interface uses; they know no room."""
