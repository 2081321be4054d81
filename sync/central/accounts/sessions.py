"""Log-ins that last: kept at the centre, ended by time, by idleness, by the person or by whoever manages the accounts.

The cookie is 256 random bits made anew at every step up (password, second factor), and only its hash is kept.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from sync.central.accounts.models import Account, AccountDepartment, AccountHall, LogIn
from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Act, Role, acts_of
from sync.contract import moment, rfc3339

LASTS = timedelta(hours=12)  # a working day, whatever is done meanwhile
IDLE = timedelta(hours=1)
HALF_LASTS = timedelta(minutes=5)  # between the password and the code
SEEN_AGAIN = timedelta(minutes=1)  # how often being there is written down


class Step(StrEnum):
    """How far a log-in has come."""

    CODE = "code"  # the password was right; the second factor is still asked for
    LIMITED = "limited"  # in, but only to set a password of one's own or a second factor
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Session:
    """One log-in as its person sees it in the list; `id` names it without opening it."""

    id: str
    opened_at: str
    seen_at: str
    address: str
    agent: str
    this: bool


def open_session(
    db: Connection, name: str, step: Step, now: datetime, *, address: str = "", agent: str = "", old: str = ""
) -> str:
    """Return the cookie of a new session; `old`, the one before this step, opens nothing any more."""
    gone = (LogIn.ends_at < rfc3339(now), LogIn.seen_at < rfc3339(now - IDLE), LogIn.sha256 == hashed(old))
    db.execute(delete(LogIn).where(or_(*gone)))
    cookie = secrets.token_urlsafe(32)
    ends = now + (HALF_LASTS if step is Step.CODE else LASTS)
    session = {"sha256": hashed(cookie), "account": name, "form": secrets.token_urlsafe(16), "step": step.value}
    times = {"opened_at": rfc3339(now), "seen_at": rfc3339(now), "ends_at": rfc3339(ends)}
    db.execute(insert(LogIn).values(**session, **times, address=address[:64], agent=agent[:200]))
    return cookie


def half_of(db: Connection, cookie: str, now: datetime) -> str | None:
    """Return whose password was right and whose second factor is awaited."""
    row = db.execute(select(LogIn.account).where(*_alive(cookie, now), LogIn.step == Step.CODE.value)).first()
    return str(row.account) if row else None


def person_of(db: Connection, cookie: str, *, now: datetime) -> Reader | None:
    """Return who holds this cookie, or None: unknown, ended, idle for too long, half-way, or the account is disabled."""
    columns = (Account.name, Account.shown, Account.everywhere, Account.role, LogIn.form, LogIn.step)
    row = db.execute(
        select(*columns)
        .join(Account, Account.name == LogIn.account)
        .where(*_alive(cookie, now), LogIn.step != Step.CODE.value, Account.disabled.is_(False))
    ).first()
    if row is None:
        return None
    halls = db.execute(select(AccountHall.hall_id).where(AccountHall.account == row.name)).scalars()
    acts = acts_of(row.role)
    return Reader(
        who=f"account:{row.name}",
        shown=row.shown,
        halls=None if row.everywhere else frozenset(halls),
        form=row.form,
        role=row.role,
        acts=acts if row.step == Step.OPEN else acts & {Act.OWN_ACCOUNT},
        departments=_departments(db, row.name) if row.role == Role.DEPARTMENT else None,
    )


def must_be_seen(db: Connection, cookie: str, now: datetime) -> bool:
    """Return whether it is time to write down that this session is in use."""
    seen = db.execute(select(LogIn.seen_at).where(LogIn.sha256 == hashed(cookie))).scalar()
    return seen is not None and moment(seen) < now - SEEN_AGAIN


def seen(db: Connection, cookie: str, now: datetime) -> None:
    """Write down that a session is in use."""
    db.execute(update(LogIn).where(*_alive(cookie, now)).values(seen_at=rfc3339(now)))


def sessions_of(db: Connection, name: str, cookie: str, now: datetime) -> list[Session]:
    """Return where a person is logged in, the newest first."""
    wanted = (LogIn.account == name, LogIn.step != Step.CODE.value)
    living = (LogIn.ends_at > rfc3339(now), LogIn.seen_at >= rfc3339(now - IDLE))
    rows = db.execute(select(LogIn.__table__).where(*wanted, *living).order_by(LogIn.opened_at.desc())).mappings()
    return [
        Session(
            id=row["sha256"][:16],
            opened_at=row["opened_at"],
            seen_at=row["seen_at"],
            address=row["address"],
            agent=row["agent"],
            this=row["sha256"] == hashed(cookie),
        )
        for row in rows
    ]


def log_out(db: Connection, cookie: str) -> None:
    """End a session."""
    db.execute(delete(LogIn).where(LogIn.sha256 == hashed(cookie)))


def log_out_everywhere(db: Connection, name: str, but: str = "") -> int:
    """End every session of a person, but the one with this cookie; return how many."""
    this = (LogIn.account == name, LogIn.sha256 != hashed(but))
    return db.execute(delete(LogIn).where(*this)).rowcount


def hashed(secret: str) -> str:
    """Return what is stored of a secret that is random by itself."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _alive(cookie: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    living = (LogIn.ends_at > rfc3339(now), LogIn.seen_at >= rfc3339(now - IDLE))
    return (LogIn.sha256 == hashed(cookie), *living)


def _departments(db: Connection, name: str) -> frozenset[tuple[str, str]]:
    columns = select(AccountDepartment.hall_id, AccountDepartment.department_id)
    return frozenset((row[0], row[1]) for row in db.execute(columns.where(AccountDepartment.account == name)))
