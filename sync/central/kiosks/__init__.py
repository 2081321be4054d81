"""The kiosks seen from the centre: enrolment, keys, heartbeats, settings."""
