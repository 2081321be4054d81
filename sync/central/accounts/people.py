"""People who log in: making them, their passwords, their sessions, and the wait that wrong passwords earn."""

from __future__ import annotations

import hashlib
import math
import secrets
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from sync.central.accounts.models import Account, AccountDepartment, AccountHall, LogIn, LogInTries
from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Role, acts_of
from sync.central.database import Database
from sync.contract import moment, rfc3339
from sync.suite import hash_pin, pin_matches

LASTS = timedelta(hours=12)  # a session; a working day
FREE_TRIES = 5  # then 30 s · 2ⁿ
FIRST_WAIT = 30
LONGEST_WAIT = 3600
SHORTEST = 8  # characters of a password
_two_at_a_time = threading.BoundedSemaphore(2)  # a check takes 64 MiB


class AccountTrouble(ValueError):
    """An account cannot be made; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """The cookie's value, shown this once."""

    cookie: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """The name or the password is not right."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Too many tries for this name."""

    seconds: int


def create_account(
    db: Connection,
    name: str,
    password: str,
    *,
    halls: Collection[str] | None,
    now: datetime,
    shown: str = "",
    role: Role = Role.HALL_MANAGER,
    departments: Collection[tuple[str, str]] = (),
) -> None:
    """Make a person of these halls (None: all), or of these departments (hall, department) and nothing else.

    Raises:
        AccountTrouble: the name is taken or empty, the password is short, or role and departments do not fit.
    """
    name = name.strip()
    if not 1 <= len(name) <= 64:
        raise AccountTrouble("a user name has 1 to 64 characters")
    if len(password) < SHORTEST:
        raise AccountTrouble(f"the password of {name} has {len(password)} characters: take at least {SHORTEST}")
    if db.execute(select(Account.name).where(Account.name == name)).first():
        raise AccountTrouble(f"there is already an account {name}: choose another name")
    if (role is Role.DEPARTMENT) != bool(departments):
        raise AccountTrouble("a department's account needs its departments, and only that account has some")
    row = {"name": name, "shown": (shown or name)[:100], "password": hash_pin(password), "made_at": rfc3339(now)}
    everywhere = halls is None and not departments
    db.execute(insert(Account).values(**row, role=role.value, everywhere=everywhere, disabled=False))
    for hall in sorted({*(halls or ()), *(hall for hall, _ in departments)}):
        db.execute(insert(AccountHall).values(hall_id=hall, account=name))
    for hall, department in sorted(set(departments)):
        db.execute(insert(AccountDepartment).values(hall_id=hall, account=name, department_id=department))


def log_in(
    database: Database, name: str, password: str, *, now: datetime, matches: Callable[[str, str], bool] = pin_matches
) -> LoggedIn | Wrong | Wait:
    """Return a new session, or why not. A name that does not exist takes as long and is throttled the same.

    The try is counted before the password is looked at, so that many at once gain nothing, and no transaction is open
    while it is.
    """
    name = name.strip()[:64]
    with database.write() as db:
        wait = _wait(db, name, now)
        if wait > 0:
            return Wait(wait)
        row = db.execute(select(Account.password, Account.disabled).where(Account.name == name)).first()
    with _two_at_a_time:
        right = matches(password, row.password if row else _nobody())
    if not right or row is None or row.disabled:
        return Wrong()
    with database.write() as db:
        return _opened(db, name, now)


def _opened(db: Connection, name: str, now: datetime) -> LoggedIn:
    db.execute(delete(LogInTries).where(LogInTries.name == name))
    db.execute(delete(LogIn).where(LogIn.ends_at < rfc3339(now)))
    cookie = secrets.token_urlsafe(32)
    session = {"sha256": hashed(cookie), "account": name, "form": secrets.token_urlsafe(16)}
    db.execute(insert(LogIn).values(**session, opened_at=rfc3339(now), ends_at=rfc3339(now + LASTS)))
    return LoggedIn(cookie)


def person_of(db: Connection, cookie: str, *, now: datetime) -> Reader | None:
    """Return who holds this cookie, or None: unknown, ended, or the account is disabled."""
    row = db.execute(
        select(Account.name, Account.shown, Account.everywhere, Account.role, LogIn.form)
        .join(Account, Account.name == LogIn.account)
        .where(LogIn.sha256 == hashed(cookie), LogIn.ends_at > rfc3339(now), Account.disabled.is_(False))
    ).first()
    if row is None:
        return None
    halls = db.execute(select(AccountHall.hall_id).where(AccountHall.account == row.name)).scalars()
    covered = None if row.everywhere else frozenset(halls)
    departments = _departments(db, row.name) if row.role == Role.DEPARTMENT else None
    return Reader(
        who=f"account:{row.name}",
        shown=row.shown,
        halls=covered,
        form=row.form,
        role=row.role,
        acts=acts_of(row.role),
        departments=departments,
    )


def _departments(db: Connection, name: str) -> frozenset[tuple[str, str]]:
    columns = select(AccountDepartment.hall_id, AccountDepartment.department_id)
    return frozenset((row[0], row[1]) for row in db.execute(columns.where(AccountDepartment.account == name)))


def log_out(db: Connection, cookie: str) -> None:
    """End a session."""
    db.execute(delete(LogIn).where(LogIn.sha256 == hashed(cookie)))


def disable(db: Connection, name: str) -> bool:
    """Let a person in no more; the account stays. Return whether there is one."""
    db.execute(delete(LogIn).where(LogIn.account == name))
    return bool(db.execute(update(Account).where(Account.name == name).values(disabled=True)).rowcount)


def hashed(secret: str) -> str:
    """Return what is stored of a secret that is random by itself."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _wait(db: Connection, name: str, now: datetime) -> int:
    """Return the seconds this name must wait; where it need not, count one more try and what that one will earn."""
    row = db.execute(select(LogInTries.tries, LogInTries.wait_until).where(LogInTries.name == name)).first()
    left = (moment(row.wait_until) - now).total_seconds() if row else 0.0
    if left > 0:
        return math.ceil(left)
    tries = (row.tries if row else 0) + 1
    over = tries - FREE_TRIES
    earned = min(FIRST_WAIT * 2 ** min(over, 20), LONGEST_WAIT) if over >= 0 else 0
    db.execute(delete(LogInTries).where(LogInTries.name == name))
    until = rfc3339(now + timedelta(seconds=earned))
    db.execute(insert(LogInTries).values(name=name, tries=tries, wait_until=until))
    return 0


_made: list[str] = []


def _nobody() -> str:
    if not _made:  # a hash that nothing matches, made once: checking it costs what checking a real one costs
        _made.append(hash_pin(secrets.token_hex(16)))
    return _made[0]
