"""One's own account: password, second factor, sessions. After each step up the session gets a new cookie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from sync.central.accounts.models import Account, LogIn
from sync.central.accounts.passwords import Weak, hash_password, why_not
from sync.central.accounts.reader import Reader
from sync.central.accounts.second import has_second
from sync.central.accounts.sessions import Session, Step, hashed, sessions_of
from sync.central.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What a person sees of their account. `limited`: they may do nothing else before `must_change`, or the app, is done."""

    name: str
    shown: str
    role: str
    halls: list[str] | None
    departments: list[str]
    must_change: bool
    second_factor: bool
    limited: bool
    sessions: list[Session]


def name_of(who: Reader) -> str:
    """Return the user name of a logged-in person; a token has none."""
    kind, _, name = who.who.partition(":")
    return name if kind == "account" else ""


def own(db: Connection, who: Reader, cookie: str, now: datetime) -> Own:
    """Return a person's own account."""
    name = name_of(who)
    must_change = db.execute(select(Account.must_change).where(Account.name == name)).scalar()
    step = db.execute(select(LogIn.step).where(LogIn.sha256 == hashed(cookie))).scalar()
    return Own(
        name=name,
        shown=who.shown,
        role=who.role,
        halls=None if who.halls is None else sorted(who.halls),
        departments=sorted("/".join(one) for one in who.departments or ()),
        must_change=bool(must_change),
        second_factor=has_second(db, name),
        limited=step == Step.LIMITED,
        sessions=sessions_of(db, name, cookie, now),
    )


def chosen(database: Database, who: Reader, password: str) -> str | Weak:
    """Return what is kept of a new password, or why it will not do. Takes a while: not inside a transaction."""
    name = name_of(who)
    with database.read() as db:
        beside = has_second(db, name)
    return why_not(password, beside=beside, words=(name, who.shown)) or hash_password(password)
