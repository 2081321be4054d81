"""One hall, one day: figures and the manager's file; used by both ends."""
