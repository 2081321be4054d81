"""Every table of the centre, so that whoever works on all of them (migrations, backup, verify) has them in one place."""

from __future__ import annotations

import importlib

from sqlalchemy import Table

from sync.central.database import Base

_MODELS = (
    "sync.central.places.models",
    "sync.central.kiosks.models",
    "sync.central.intake.models",
    "sync.central.figures.models",
    "sync.central.accounts.models",
    "sync.central.followup.models",
    "sync.central.help.models",
    "sync.central.passing.models",
    "sync.central.files.models",
    "sync.central.alarms.models",
    "sync.central.turns",
    "sync.central.webhooks.models",
)
for _name in _MODELS:
    importlib.import_module(_name)  # declaring a table is what importing a models module does

METADATA = Base.metadata


def tables() -> list[Table]:
    """Return every table, those that others lean on first."""
    return list(METADATA.sorted_tables)
