"""Bringing the centre's database up to date, with Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from sync.central.database import Database

FOLDER = Path(__file__).with_name("migrations")


def migrate(database: Database, to: str | None = None) -> tuple[str | None, str | None]:
    """Bring the tables up to date (or `to` an older version) in one transaction; return (version before, version now)."""
    with database.read() as connection:
        before = version(connection)
    if before != (to or newest()):
        config = _config()
        with database.write() as connection:
            config.attributes["connection"] = connection
            config.attributes["secret"] = database.secret
            command.upgrade(config, to or "head")
    return before, to or newest()


def newest() -> str | None:
    """Return the newest version this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def version(connection: Connection) -> str | None:
    """Return the version of the tables, None where there are none yet."""
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config
