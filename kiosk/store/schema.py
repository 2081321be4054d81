"""Bringing the tables to this version: Alembic's revisions, after a copy, all or nothing."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from kiosk.store.database import transaction
from kiosk.store.models import APPLICATION_ID, REVISION
from kiosk.store.trouble import Damaged, Newer

SCRIPTS = Path(__file__).parent / "migrations"


def prepare(db: Connection, folder: Path, scripts: Path = SCRIPTS, newest: str = REVISION) -> None:
    """Make or migrate the tables; a file of an older version is copied to `before-<revision>.sqlite` first.

    Raises:
        Damaged: the file belongs to another program.
        Newer: it belongs to a newer version of this one.
    """
    application = db.exec_driver_sql("PRAGMA application_id").scalar_one()
    found = revision(db)
    if application != APPLICATION_ID and (application != 0 or _tables(db)):
        raise Damaged("the database file belongs to another program")
    if found == newest:
        return
    if found is not None and found > newest:
        raise Newer(
            f"the database is of revision {found}; this version knows {newest}: install the newer version again"
        )
    if found is not None:
        _copy(db, folder / f"before-{newest}.sqlite")
    _migrate(db, scripts)


def revision(db: Connection) -> str | None:
    """Return the revision of the tables; None where there are none."""
    if "alembic_version" not in _tables(db):
        return None
    found: str | None = db.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


def _tables(db: Connection) -> set[str]:
    return {name for (name,) in db.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _copy(db: Connection, to: Path) -> None:
    to.unlink(missing_ok=True)
    db.exec_driver_sql("VACUUM INTO ?", (str(to),))


def _migrate(db: Connection, scripts: Path) -> None:
    from alembic import command  # loaded only when there is something to do: it costs a start 0.1 s
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(scripts).replace("%", "%%"))
    settings.attributes["connection"] = db
    with transaction(db):
        db.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        command.upgrade(settings, "head")
