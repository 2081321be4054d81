"""The centre's database: SQLite by default, PostgreSQL by URL; whoever needs it is handed a connection.

A write is one transaction. On SQLite there is exactly one writer, in this process (a pool of one) and beside it (a lock
file): two connections that write and checkpoint at once can corrupt a WAL database before SQLite 3.51.3.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar, cast

from sqlalchemy import Connection, Engine, Index, LargeBinary, String, Table, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from sync.central.seals import UNSEALED, keep_sealed

log = logging.getLogger(__name__)

T = TypeVar("T")

RECYCLE_S = 1800
CROSSED = ("40P01", "40001")  # PostgreSQL: deadlock detected, could not serialize
TRIES = 5
CHECKPOINT_PAGES = 4000  # 16 MB: a busy page is written back once, not at every sixth batch
PAGE_CACHE_KIB = 65_536
_AFTER = "yiping_after_commit"
BUSY_MS = 60_000  # a writer in another process (a long load) is waited for this long


class Base(DeclarativeBase):
    """What every table of the centre is declared on."""


def after_commit(connection: Connection, tell: Callable[[], object]) -> None:
    """Have something done once the transaction of `Database.write()` is on disk, and not if it is rolled back."""
    connection.info.setdefault(_AFTER, []).append(tell)


def table_of(model: type[Base]) -> Table:
    """Return the table of a declared model."""
    return cast(Table, model.__table__)


def rows_at_once(table: Table) -> int:
    """Return how many rows of a table may be in memory together: few of one that holds bytes."""
    return 32 if any(isinstance(column.type, LargeBinary) for column in table.columns) else 2000


class Told:
    """A table that records cannot prove (people, keys, settings): each row carries a seal that `verify` recomputes.

    Writing through SQLAlchemy's insert and update seals by itself; a row changed by any other way no longer fits.
    """

    seal: Mapped[str] = mapped_column(String(64), default="", server_default="")


def unsealed(table: str) -> Index:
    """Return the index by which rows of a large sealed table are found that an update has to seal; it is empty between two."""
    return Index(f"{table}_unsealed", "hall_id", sqlite_where=text(UNSEALED), postgresql_where=text(UNSEALED))


def again(work: Callable[[], T]) -> T:
    """Do a whole transaction; where PostgreSQL ended it because two waited for each other, do it anew."""
    for _ in range(TRIES - 1):
        try:
            return work()
        except Exception as trouble:
            if getattr(getattr(trouble, "orig", trouble), "sqlstate", None) not in CROSSED:
                raise
            log.info("two transactions waited for each other; this one begins anew")
    return work()


class Database:
    """Connections to the centre's tables: `write()` is one transaction, `read()` sees one state and changes nothing.

    `secret` is what rows are sealed with; it is not in the database.
    """

    def __init__(self, url: str, secret: bytes) -> None:
        self.url: URL = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.secret = secret
        self._gate: IO[bytes] | None = None
        self._one = threading.Lock()
        self._writer, self._reader = self._sqlite_engines() if self.sqlite else self._postgres_engines()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection inside one transaction: committed at the end, rolled back if anything is raised."""
        with self._alone(), self._writer.begin() as connection:
            connection.info.pop(_AFTER, None)  # what a rolled-back transaction of this connection left
            yield connection
            told = connection.info.pop(_AFTER, [])
        for tell in told:
            tell()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database and may not change it."""
        with self._reader.connect() as connection:
            yield connection

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """Give a connection for one statement that reads, without a transaction around it."""
        with self._reader.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection

    def count_anew(self, *tables: str) -> None:
        """Have PostgreSQL look at what is in these tables; until it has, it walks a hall's rows instead of its indexes."""
        if not self.sqlite:
            with self._writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(f"ANALYZE {', '.join(tables)}")

    def scrub(self, *tables: str) -> None:
        """Have what was taken out of these tables gone from the disk too, and not only out of sight."""
        if self.sqlite:  # an erased page lives on in the log until it is written back
            with self._alone():
                raw = self._writer.raw_connection()
                try:
                    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                finally:
                    raw.close()
            return
        with self._writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM {', '.join(tables)}")

    def close(self) -> None:
        """Close every connection."""
        self._reader.dispose()
        self._writer.dispose()
        if self._gate:
            self._gate.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self.sqlite:
            yield
            return
        with self._one:
            _lock(self._gate, True)
            try:
                yield
            finally:
                _lock(self._gate, False)

    def _sqlite_engines(self) -> tuple[Engine, Engine]:
        path = Path(self.url.database or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        self._gate = path.with_name(path.name + ".lock").open("ab")
        writer = create_engine(self.url, pool_size=1, max_overflow=0, pool_timeout=BUSY_MS / 1000)
        reader = create_engine(self.url, pool_size=8, max_overflow=32)
        event.listen(writer, "connect", _writing)
        event.listen(reader, "connect", _reading)
        event.listen(writer, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        event.listen(reader, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        keep_sealed(writer, self.secret)
        return writer, reader

    def _postgres_engines(self) -> tuple[Engine, Engine]:
        # READ COMMITTED for writers: the hall's lock orders them, and each statement must see what came before it
        # No ping before each use: it costs a round trip; a connection that broke fails one request, which comes again.
        writer = create_engine(self.url, pool_size=8, max_overflow=16, pool_recycle=RECYCLE_S)
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        reader = create_engine(
            self.url, pool_size=8, max_overflow=32, pool_recycle=RECYCLE_S, execution_options=options
        )
        keep_sealed(writer, self.secret)
        return writer, reader


def _writing(connection: Any, _record: object) -> None:
    _prepared(connection)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")


def _reading(connection: Any, _record: object) -> None:
    _prepared(connection)
    connection.execute("PRAGMA query_only=ON")


def _prepared(connection: sqlite3.Connection) -> None:
    connection.isolation_level = None  # pysqlite must not open transactions of its own; the events above do
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    connection.execute(f"PRAGMA cache_size=-{PAGE_CACHE_KIB}")
    connection.execute("PRAGMA foreign_keys=ON")


def _lock(gate: IO[bytes] | None, on: bool) -> None:
    if gate is None:
        return
    try:
        import fcntl
    except ImportError:  # not on Windows, where a centre is one process
        return
    fcntl.flock(gate, fcntl.LOCK_EX if on else fcntl.LOCK_UN)
