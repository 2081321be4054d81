"""Reading tokens: a program's right to read one hall, shown once, kept as a hash."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from sync.central.accounts.models import ReadingToken
from sync.central.accounts.people import hashed
from sync.central.accounts.reader import Reader
from sync.contract import rfc3339

PREFIX = "yr_"


def create_token(db: Connection, hall: str, *, now: datetime, label: str = "") -> str:
    """Make a token that reads this hall; return it. Only its hash is kept."""
    token = PREFIX + secrets.token_urlsafe(32)
    row = {"hall_id": hall, "sha256": hashed(token), "label": label[:100], "made_at": rfc3339(now)}
    db.execute(insert(ReadingToken).values(**row))
    return token


def reader_of(db: Connection, token: str) -> Reader | None:
    """Return who holds this token, or None."""
    found = hashed(token)
    row = db.execute(
        select(ReadingToken.hall_id, ReadingToken.label).where(
            ReadingToken.sha256 == found, ReadingToken.revoked_at.is_(None)
        )
    ).first()
    if row is None:
        return None
    return Reader(who=f"token:{found[:8]}", shown=row.label, halls=frozenset({row.hall_id}))


def revoke_token(db: Connection, hall: str, token: str, *, now: datetime) -> bool:
    """End a token; return whether there was one."""
    this = (ReadingToken.hall_id == hall, ReadingToken.sha256 == hashed(token), ReadingToken.revoked_at.is_(None))
    return bool(db.execute(update(ReadingToken).where(*this).values(revoked_at=rfc3339(now))).rowcount)
