"""People who log in at the centre, reading tokens, and the log of who read what."""
