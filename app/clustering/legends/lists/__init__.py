"""Read names and colours that classes may take from lists and style files; none is given here."""
