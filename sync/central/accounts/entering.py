"""Logging in: the password, then the second factor where there is one; each try is counted before it is looked at."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from sync.central.accounts.models import Account
from sync.central.accounts.passwords import hash_password, password_matches
from sync.central.accounts.second import has_second, proves
from sync.central.accounts.sessions import Step, half_of, open_session
from sync.central.accounts.tries import NOWHERE, From, count_try, forget_tries, give_back
from sync.central.database import Database, again


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """The cookie's value, shown this once. `limited`: until they have a password of their own or a second factor."""

    cookie: str
    name: str
    limited: bool = False


@dataclass(frozen=True, slots=True)
class Half:
    """The password was right; this cookie lets the second factor be tried for five minutes, and opens nothing."""

    cookie: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """The name or the password, or the code, is not right."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Too many tries."""

    seconds: int


Answer = LoggedIn | Half | Wrong | Wait


def log_in(
    database: Database,
    name: str,
    password: str,
    *,
    now: datetime,
    matches: Callable[[str, str], bool] = password_matches,
    came: From = NOWHERE,
    second_for: Collection[str] = (),
) -> Answer:
    """Return a new session, or why not. A name that does not exist takes as long and is throttled the same.

    `second_for` are the roles that need a second factor. The try is counted before the password is looked at, so that
    many at once gain nothing, and no transaction is open while it is.
    """
    name = name.strip()[:64]
    trouble = knows(database, name, password, now=now, matches=matches, came=came)
    if trouble is not None:
        return trouble
    with database.write() as db:
        if has_second(db, name):
            return Half(open_session(db, name, Step.CODE, now, address=came.address, agent=came.agent))
        return entered(db, name, now, came, second_for)


def knows(
    database: Database,
    name: str,
    password: str,
    *,
    now: datetime,
    matches: Callable[[str, str], bool] = password_matches,
    came: From = NOWHERE,
) -> Wrong | Wait | None:
    """Return None where this is the person's password; else the try counts, whoever makes it."""
    wait, row = again(lambda: _tried(database, name, came, now))
    if wait > 0:
        return Wait(wait)
    right = matches(password, row.password if row else _nobody())
    if not right or row is None or row.disabled:
        return Wrong()
    again(lambda: _given_back(database, name, came, now))
    return None


def prove(
    database: Database,
    half: str,
    code: str,
    *,
    now: datetime,
    came: From = NOWHERE,
    second_for: Collection[str] = (),
) -> Answer:
    """Return the session of whoever's password was right before and whose code is right now. Tries count as for it."""
    with database.read() as db:
        name = half_of(db, half, now)
    if name is None:
        return Wrong()
    wait, _ = again(lambda: _tried(database, name, came, now))
    if wait > 0:
        return Wait(wait)
    with database.write() as db:
        if not proves(db, database.secret, name, code, now):
            return Wrong()
        give_back(db, name, came, now)
        return entered(db, name, now, came, second_for, old=half)


def entered(
    db: Connection, name: str, now: datetime, came: From, second_for: Collection[str], *, old: str = ""
) -> LoggedIn:
    """Open a session for somebody who has proved everything they can; `old` is the cookie of the step before."""
    forget_tries(db, name, came)
    row = db.execute(select(Account.role, Account.must_change).where(Account.name == name)).one()
    limited = row.must_change or (row.role in second_for and not has_second(db, name))
    step = Step.LIMITED if limited else Step.OPEN
    return LoggedIn(open_session(db, name, step, now, address=came.address, agent=came.agent, old=old), name, limited)


def _tried(database: Database, name: str, came: From, now: datetime) -> tuple[int, Any]:
    with database.write() as db:
        wait = count_try(db, name, came, now)
        if wait > 0:
            return wait, None
        return 0, db.execute(select(Account.password, Account.disabled).where(Account.name == name)).first()


def _given_back(database: Database, name: str, came: From, now: datetime) -> None:
    with database.write() as db:
        give_back(db, name, came, now)


_made: list[str] = []


def _nobody() -> str:
    if not _made:  # a hash that nothing matches, made once: checking it costs what checking a real one costs
        _made.append(hash_password(secrets.token_hex(16)))
    return _made[0]
