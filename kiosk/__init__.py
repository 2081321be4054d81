"""The program at the window."""
