"""Alarms that a person should look at: kiosks gone silent, what is shown of an alarm, and closing one with a reason."""
