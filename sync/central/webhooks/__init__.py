"""Webhooks: what happens in a hall is told to the programs that asked for it, signed, tried again, with a log."""
