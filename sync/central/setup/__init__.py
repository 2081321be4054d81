"""A hall set up without typing commands: pages behind log-in, and the same over the API."""
