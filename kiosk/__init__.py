"""The program at the window."""

__version__ = "0.1.0"  # a test holds it against the package; asking the package costs 40 ms of every start
