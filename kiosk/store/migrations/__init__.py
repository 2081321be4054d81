"""Alembic's revisions of this kiosk's tables, and the one function that runs them."""
