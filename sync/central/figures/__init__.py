"""Figures of a day, read from the tables hall by hall."""
