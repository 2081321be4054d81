"""What the window shows while nobody is served: notices, their times, and where they come from."""
