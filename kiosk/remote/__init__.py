"""What an administrator far away asks of this tablet. Loaded when the first command comes."""
