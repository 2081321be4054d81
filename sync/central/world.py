"""What the world does to the centre: a full disk, a database that is away. It is said as such, with when to come again."""

from __future__ import annotations

import errno
import sqlite3
from dataclasses import dataclass

import psycopg
from sqlalchemy.exc import TimeoutError as NoConnection


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing just now: the status of the answer, a sentence, and in how many seconds to come again."""

    status: int
    detail: str
    retry_s: int

    @property
    def headers(self) -> dict[str, str]:
        """The answer's header that says when."""
        return {"retry-after": str(self.retry_s)}


FULL = Lack(
    507, "the centre's disk is full: nothing was taken in, nothing is lost, send it again once there is room", 60
)
AWAY = Lack(503, "the centre's database does not answer: nothing was taken in, send it again in a moment", 10)

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_SQLITE_AWAY = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
)
_POSTGRES_FULL = "53100"
_POSTGRES_AWAY = ("08", "53", "57", "58")  # connection, resources, operator (shutdown), the system around it


def lacking(trouble: BaseException) -> Lack | None:
    """Return what the world lacks, None where the mistake is ours."""
    cause = getattr(trouble, "orig", None) or trouble  # SQLAlchemy wraps what the driver said
    match cause:
        case sqlite3.Error():
            return _of_sqlite(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
        case psycopg.Error():
            return _of_postgres(cause)
        case NoConnection():
            return AWAY
        case OSError(errno=number) if number in _NO_ROOM:
            return FULL
        case _:
            return None


def trouble_line(trouble: BaseException) -> str:
    """Return what a log says of it: one line, without the statement and its values."""
    return str(getattr(trouble, "orig", None) or trouble).partition("\n")[0][:300]


def _of_sqlite(code: int) -> Lack | None:
    if code == sqlite3.SQLITE_FULL:
        return FULL
    return AWAY if code in _SQLITE_AWAY else None


def _of_postgres(cause: psycopg.Error) -> Lack | None:
    if cause.sqlstate == _POSTGRES_FULL:
        return FULL
    if cause.sqlstate is None:  # nothing of the server's own: it was not reached, or it went away in between
        return AWAY if isinstance(cause, (psycopg.OperationalError, psycopg.InterfaceError)) else None
    return AWAY if cause.sqlstate[:2] in _POSTGRES_AWAY else None
