"""What the two ends agreed to say is frozen in v1.json; any change to it is a visible diff."""
