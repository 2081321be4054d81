"""The door: who asks, whether their role may, and a line for every read and write, given or refused.

Every route of people and programs comes through `read` (one hall), `enter` (all of theirs) or `act` (a write), and names
the act it is; what the role may not do is refused here, what is not in their halls has no rows.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from fastapi import HTTPException, Request
from sqlalchemy import Connection

from sync.central.accounts.audit import append
from sync.central.accounts.log import note
from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Act
from sync.central.accounts.sessions import must_be_seen, person_of, seen
from sync.central.accounts.tokens import May, reader_of
from sync.central.database import Database, again
from sync.central.figures.scope import HallFacts, Scope, hall_of

COOKIE = "yiping"
FORM = "yiping-form"  # the header with the log-in's secret, where a program sends no form
T = TypeVar("T")


def reader(database: Database, request: Request, now: datetime, may: May = May.READ) -> Reader | None:
    """Return who asks: the holder of a token for this, else a logged-in person, else nobody."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    cookie = request.cookies.get(COOKIE)
    with database.read() as db:
        if scheme.lower() == "bearer":
            return reader_of(db, token.strip(), may)
        who = person_of(db, cookie, now=now) if cookie else None
        old = who is not None and must_be_seen(db, cookie or "", now)
    if old:
        with database.write() as db:
            seen(db, cookie or "", now)
    return who


def bearer(database: Database, request: Request, may: May) -> Reader | None:
    """Return the holder of a token for this; a log-in does not do."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    with database.read() as db:
        return reader_of(db, token.strip(), may)


def known(database: Database, request: Request, now: datetime) -> bool:
    """Return whether somebody we know asks; strangers are not told what is wrong with what they sent."""
    return any(reader(database, request, now, may) for may in May)


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
    act: Act,
    now: datetime,
    get: Callable[[Connection, Scope, HallFacts], T],
    before: Callable[[Scope], object] = lambda _: None,
) -> T:
    """Return what `get` finds in a hall, for whoever asks; log it first. `before` may bring the hall's figures up to date.

    Raises:
        HTTPException: 401 without a valid token or log-in; 403 their role may not; 404 for a hall that is not there or
            not theirs.
    """
    who = _somebody(database, request, hall, what, act, now)
    scope = Scope(hall, who)
    with database.read() as db:
        found = hall_of(db, scope)
    _note(database, who.who, hall, what, given=found is not None, now=now)
    if found is None:
        raise _no_hall(hall)
    before(scope)
    with database.read() as db:
        return get(db, scope, found)


def enter(database: Database, request: Request, *, what: str, act: Act, now: datetime) -> Reader:
    """Return who asks about all their halls at once; log it first.

    Raises:
        HTTPException: 401 without a valid token or log-in; 403 their role may not.
    """
    who = _somebody(database, request, "", what, act, now)
    _note(database, who.who, "", what, given=True, now=now)
    return who


def act(
    database: Database,
    request: Request,
    hall: str,
    *,
    what: str,
    act: Act,
    now: datetime,
    do: Callable[[Connection, Scope], T],
    form: str | None = None,
    reason: str = "",
) -> T:
    """Return what `do` does in one transaction, with its line in the audit. `hall` is empty for what is done to no hall.

    A log-in must bring its secret, in the form (`form`) or in the header `yiping-form`: no other site can post for it.
    What `do` refuses by raising is rolled back, and a refusal in the access log.

    Raises:
        HTTPException: 401, 403 and 404 as `read`; 403 also without the form's secret.
    """
    who = _somebody(database, request, hall, what, act, now)
    try:
        from_own_page(who, form if form is not None else request.headers.get(FORM, ""))
    except HTTPException:
        _note(database, who.who, hall, what, given=False, now=now)
        raise
    scope = Scope(hall, who)

    def done() -> T:
        with database.write() as db:
            if hall and hall_of(db, scope) is None:
                raise _no_hall(hall)
            made = do(db, scope)
            append(db, hall, who=who.who, act=act.value, what=what, now=now, reason=reason)
        return made

    try:
        return again(done)
    except HTTPException:
        _note(database, who.who, hall, what, given=False, now=now)
        raise


def may(who: Reader, act: Act) -> None:
    """Refuse what a role may not do.

    Raises:
        HTTPException: 403.
    """
    if not who.may(act):
        role = f"the role {who.role}" if who.role else "this token"
        raise HTTPException(403, f"{role} may not do this ({act.value}): ask who manages the accounts")


def from_own_page(who: Reader, form: str) -> None:
    """Refuse what another site has sent in a person's name.

    Raises:
        HTTPException: 403.
    """
    if who.form and not _same(who.form, form):
        raise HTTPException(403, f"send this from the centre's own page, or with the log-in's secret as {FORM}")


def _somebody(database: Database, request: Request, hall: str, what: str, act: Act, now: datetime) -> Reader:
    who = reader(database, request, now)
    if who is None:
        _note(database, "nobody", hall, what, given=False, now=now)
        raise HTTPException(
            401, "log in, or send a reading token: Authorization: Bearer yr_…", {"www-authenticate": "Bearer"}
        )
    if not who.may(act):
        _note(database, who.who, hall, what, given=False, now=now)
    may(who, act)
    return who


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode(errors="replace"))


def _no_hall(hall: str) -> HTTPException:
    return HTTPException(404, f"there is no hall {hall[:64]} that you may read")


def _note(database: Database, who: str, hall: str, what: str, *, given: bool, now: datetime) -> None:
    with database.write() as db:
        note(db, who=who, hall=hall, what=what, given=given, now=now)
