"""This kiosk's SQLite."""
