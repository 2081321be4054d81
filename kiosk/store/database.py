"""The one connection to this kiosk's SQLite file, and its transactions.

WAL with synchronous=FULL lost nothing in simulated power cuts; NORMAL and DELETE+FULL did. SQLite before 3.51.3 can
corrupt a WAL file that two connections checkpoint at once, hence exactly one, and exclusive.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlalchemy.pool import StaticPool

FILE = "kiosk.sqlite"
PRAGMAS = (
    "PRAGMA locking_mode=EXCLUSIVE",  # before the first read: keeps the WAL index in memory, so no SIGBUS on a full disk
    "PRAGMA page_size=4096",  # salvage counts on it
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA wal_autocheckpoint=2000",  # a safety net; the store checkpoints when nobody waits
    "PRAGMA journal_size_limit=16777216",
    "PRAGMA foreign_keys=ON",
)


def connect(path: Path) -> Connection:
    """Return the exclusive connection; every statement outside `transaction` stands alone."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False),
        poolclass=StaticPool,
    )
    db = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        for pragma in PRAGMAS:
            db.exec_driver_sql(pragma).close()
    except BaseException:
        disconnect(db)
        raise
    return db


def disconnect(db: Connection) -> None:
    """Close the connection and the file."""
    db.close()
    db.engine.dispose()


@contextmanager
def transaction(db: Connection) -> Iterator[None]:
    """Everything inside happens, durably, or nothing does."""
    db.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        yield
        db.exec_driver_sql("COMMIT")
    except BaseException:
        _roll_back(db)
        raise


def torn(trouble: BaseException) -> bool:
    """Return whether this error says that the file itself is damaged."""
    return _code(trouble) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def locked(trouble: BaseException) -> bool:
    """Return whether this error says that another program has the file."""
    return _code(trouble) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def misfit(trouble: BaseException) -> bool:
    """Return whether the tables are not the ones we know: damage when opening, later a mistake of ours."""
    return _code(trouble) == sqlite3.SQLITE_ERROR


def _code(trouble: BaseException) -> int | None:
    if not isinstance(trouble, DatabaseError):
        return None
    code = getattr(trouble.orig, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _roll_back(db: Connection) -> None:
    driver = db.connection.driver_connection
    if driver is not None and driver.in_transaction:  # a full disk has often rolled back already
        try:
            db.exec_driver_sql("ROLLBACK")
        except DBAPIError:  # the first error is the one to tell
            return
