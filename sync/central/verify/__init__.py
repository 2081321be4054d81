"""Recomputes everything the tables say from the texts that were sent, and finds what differs."""
