"""The door: every read needs a log-in or a token, and leaves a line in the access log, given or refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from fastapi import HTTPException, Request
from sqlalchemy import Connection

from sync.central.accounts.log import note
from sync.central.accounts.people import person_of
from sync.central.accounts.reader import Reader
from sync.central.accounts.tokens import May, reader_of
from sync.central.database import Database
from sync.central.figures.scope import HallFacts, Scope, hall_of

COOKIE = "yiping"
T = TypeVar("T")


def reader(database: Database, request: Request, now: datetime, may: May = May.READ) -> Reader | None:
    """Return who asks: the holder of a token for this, else a logged-in person, else nobody."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    cookie = request.cookies.get(COOKIE)
    with database.read() as db:
        if scheme.lower() == "bearer":
            return reader_of(db, token.strip(), may)
        return person_of(db, cookie, now=now) if cookie else None


def bearer(database: Database, request: Request, may: May) -> Reader | None:
    """Return the holder of a token for this; a log-in does not do."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    with database.read() as db:
        return reader_of(db, token.strip(), may)


def refuse(database: Database, hall: str, what: str, how: str, *, now: datetime) -> HTTPException:
    """Return the refusal of somebody unknown, after it was logged; `how` says what to send."""
    _note(database, "nobody", hall, what, given=False, now=now)
    return HTTPException(401, f"{how}: Authorization: Bearer …", {"www-authenticate": "Bearer"})


def read(
    database: Database,
    request: Request,
    hall: str,
    *,
    what: str,
    now: datetime,
    get: Callable[[Connection, Scope, HallFacts], T],
    before: Callable[[Scope], object] = lambda _: None,
) -> T:
    """Return what `get` finds in a hall, for whoever asks; log it first. `before` may bring the hall's figures up to date.

    Raises:
        HTTPException: 401 without a valid token or log-in; 404 for a hall that is not there or not theirs.
    """
    who = _somebody(database, request, hall, what, now)
    scope = Scope(hall, who)
    with database.read() as db:
        found = hall_of(db, scope)
    _note(database, who.who, hall, what, given=found is not None, now=now)
    if found is None:
        raise HTTPException(404, f"there is no hall {hall[:64]} that you may read")
    before(scope)
    with database.read() as db:
        return get(db, scope, found)


def enter(database: Database, request: Request, *, what: str, now: datetime) -> Reader:
    """Return who asks about all their halls at once; log it first.

    Raises:
        HTTPException: 401 without a valid token or log-in.
    """
    who = _somebody(database, request, "", what, now)
    _note(database, who.who, "", what, given=True, now=now)
    return who


def _somebody(database: Database, request: Request, hall: str, what: str, now: datetime) -> Reader:
    who = reader(database, request, now)
    if who is None:
        _note(database, "nobody", hall, what, given=False, now=now)
        raise HTTPException(
            401, "log in, or send a reading token: Authorization: Bearer yr_…", {"www-authenticate": "Bearer"}
        )
    return who


def _note(database: Database, who: str, hall: str, what: str, *, given: bool, now: datetime) -> None:
    with database.write() as db:
        note(db, who=who, hall=hall, what=what, given=given, now=now)
