"""Tokens: a program's right to do one thing in one hall, shown once, kept as a hash.

What a token may do is written in its first letters; they are hashed with the rest, so nobody can change them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from sync.central.accounts.models import ReadingToken
from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Act
from sync.central.accounts.sessions import hashed
from sync.contract import rfc3339

PREFIX = "yr_"
LONGEST = 100


class May(StrEnum):
    """What a token's holder may do: read figures, push the queue's events, answer help calls."""

    READ = "read"
    QUEUE = "queue"
    HELP = "help"


_ACTS = {
    May.READ: frozenset({Act.READ_FIGURES, Act.READ_PLACES, Act.READ_STORIES, Act.SEE_KIOSKS}),
    May.QUEUE: frozenset({Act.PUSH_QUEUE}),
    May.HELP: frozenset({Act.ANSWER_HELP}),
}
_PREFIXES = {May.READ: PREFIX, May.QUEUE: "yq_", May.HELP: "yh_"}


@dataclass(frozen=True, slots=True)
class Known:
    """A token as a list shows it: `name` is its hash, `may` is empty where it was made before that was kept."""

    name: str
    label: str
    may: str
    made_at: str
    revoked_at: str | None


def create_token(db: Connection, hall: str, *, now: datetime, label: str = "", may: May = May.READ) -> str:
    """Make a token for one thing in this hall; return it. Only its hash is kept."""
    token = _PREFIXES[may] + secrets.token_urlsafe(32)
    row = {"hall_id": hall, "sha256": hashed(token), "label": label[:100], "made_at": rfc3339(now)}
    db.execute(insert(ReadingToken).values(**row, may=may.value))
    return token


def reader_of(db: Connection, token: str, may: May = May.READ) -> Reader | None:
    """Return who holds this token, or None: it is unknown, revoked, or for something else."""
    if not token.startswith(_PREFIXES[may]) or len(token) > LONGEST:
        return None
    found = hashed(token)
    row = db.execute(
        select(ReadingToken.hall_id, ReadingToken.label).where(
            ReadingToken.sha256 == found, ReadingToken.revoked_at.is_(None)
        )
    ).first()
    if row is None:
        return None
    return Reader(who=f"token:{found[:8]}", shown=row.label, halls=frozenset({row.hall_id}), acts=_ACTS[may])


def revoke_token(db: Connection, hall: str, token: str, *, now: datetime) -> bool:
    """End a token; return whether there was one."""
    return end_token(db, hall, hashed(token), now=now)


def tokens_of(db: Connection, hall: str) -> list[Known]:
    """Return a hall's tokens, the newest first; those that were ended last."""
    columns = (ReadingToken.sha256, ReadingToken.label, ReadingToken.may, ReadingToken.made_at, ReadingToken.revoked_at)
    rows = db.execute(select(*columns).where(ReadingToken.hall_id == hall).order_by(ReadingToken.made_at.desc()))
    return sorted((Known(*row) for row in rows), key=lambda one: one.revoked_at is not None)


def end_token(db: Connection, hall: str, name: str, *, now: datetime) -> bool:
    """End a token by its name in the list; return whether there was one."""
    this = (ReadingToken.hall_id == hall, ReadingToken.sha256 == name, ReadingToken.revoked_at.is_(None))
    return bool(db.execute(update(ReadingToken).where(*this).values(revoked_at=rfc3339(now))).rowcount)
