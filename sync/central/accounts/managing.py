"""Managing people: who may manage whom, and that nobody gives away more than they have.

A system administrator of some halls manages the people of those halls and of no others; the condition is in the query.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, select, true

from sync.central.accounts.models import Account, AccountDepartment, AccountHall, SecondFactor
from sync.central.accounts.passwords import temporary
from sync.central.accounts.people import AccountTrouble, change_account, create_account, reset_password
from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Role
from sync.central.accounts.sessions import log_out_everywhere
from sync.central.places.models import Department, Hall


class NoSuchAccount(LookupError):
    """There is none, or it is not theirs to manage; the two look the same from outside."""


class OwnAccount(ValueError):
    """Nobody changes their own rights: the last administrator would lock everybody out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person is to be. `everywhere`: all halls, also those to come; `departments` are (hall, department)."""

    shown: str
    role: Role
    everywhere: bool = False
    halls: tuple[str, ...] = ()
    departments: tuple[tuple[str, str], ...] = ()
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """A person as the list has them. `second_factor`: they have an authenticator app."""

    name: str
    shown: str
    role: str
    everywhere: bool
    halls: list[str]
    departments: list[str]
    disabled: bool
    must_change: bool
    second_factor: bool
    made_at: str


def manageable(who: Reader) -> ColumnElement[bool]:
    """Return the condition for accounts: all of what they may see, this reader may see too."""
    if who.halls is None:
        return true()
    beyond = select(AccountHall.hall_id).where(
        AccountHall.account == Account.name, AccountHall.hall_id.not_in(sorted(who.halls))
    )
    return and_(Account.everywhere.is_(False), ~beyond.exists())


def accounts(who: Reader) -> Select[*tuple[Any, ...]]:
    """Return the query for the people this reader may manage."""
    columns = (Account.name, Account.shown, Account.role, Account.everywhere, Account.disabled, Account.must_change)
    return select(*columns, Account.made_at).where(manageable(who))


def lines(db: Connection, rows: Collection[Any]) -> list[AccountLine]:
    """Return the lines of these accounts, with their places."""
    names = [row.name for row in rows]
    halls = _by_name(db, AccountHall.account, AccountHall.hall_id, names)
    of = AccountDepartment
    departments = _by_name(db, of.account, of.hall_id + "/" + of.department_id, names)
    confirmed = SecondFactor.confirmed_at.is_not(None)
    apps = set(db.execute(select(SecondFactor.account).where(SecondFactor.account.in_(names), confirmed)).scalars())
    return [
        AccountLine(
            name=row.name,
            shown=row.shown,
            role=row.role,
            everywhere=row.everywhere,
            halls=halls.get(row.name, []),
            departments=departments.get(row.name, []),
            disabled=row.disabled,
            must_change=row.must_change,
            second_factor=row.name in apps,
            made_at=row.made_at,
        )
        for row in rows
    ]


def one(db: Connection, who: Reader, name: str) -> AccountLine:
    """Return a person this reader may manage.

    Raises:
        NoSuchAccount: there is none such.
    """
    row = db.execute(accounts(who).where(Account.name == name)).first()
    if row is None:
        raise NoSuchAccount(f"there is no account {name[:64]} that you may manage")
    return lines(db, [row])[0]


def make(db: Connection, who: Reader, name: str, wanted: Wanted, now: datetime) -> str:
    """Make a person; return the password to hand over, which they change at the first log-in.

    Raises:
        AccountTrouble: it cannot be, or is more than the reader may give.
    """
    _may_give(db, who, wanted)
    password = temporary()
    halls = None if wanted.everywhere else wanted.halls
    create_account(
        db,
        name,
        password,
        halls=halls,
        now=now,
        must_change=True,
        role=wanted.role,
        departments=wanted.departments,
        shown=wanted.shown,
    )
    return password


def change(db: Connection, who: Reader, name: str, wanted: Wanted) -> None:
    """Give a person other rights.

    Raises:
        NoSuchAccount: not theirs to manage.
        OwnAccount: it is their own.
        AccountTrouble: it cannot be, or is more than the reader may give.
    """
    _others(db, who, name)
    _may_give(db, who, wanted)
    change_account(
        db,
        name,
        halls=None if wanted.everywhere else wanted.halls,
        shown=wanted.shown,
        role=wanted.role,
        departments=wanted.departments,
        disabled=wanted.disabled,
    )


def reset(db: Connection, who: Reader, name: str) -> str:
    """Return a new password to hand over; the person's second factor is taken away with the old one.

    Raises:
        NoSuchAccount: not theirs to manage.
        OwnAccount: it is their own.
    """
    _others(db, who, name)
    return reset_password(db, name)


def end_sessions(db: Connection, who: Reader, name: str) -> int:
    """Log a person out everywhere; return how many sessions ended.

    Raises:
        NoSuchAccount: not theirs to manage.
    """
    one(db, who, name)
    return log_out_everywhere(db, name)


def _others(db: Connection, who: Reader, name: str) -> None:
    one(db, who, name)
    if who.who == f"account:{name}":
        raise OwnAccount("nobody changes their own rights: ask another system administrator")


def _may_give(db: Connection, who: Reader, wanted: Wanted) -> None:
    if wanted.everywhere and who.halls is not None:
        raise AccountTrouble("only who manages every hall can give every hall", "account_too_much")
    if wanted.everywhere and wanted.departments:
        raise AccountTrouble("a department's account sees its departments, not every hall", "account_fit")
    asked = {*wanted.halls, *(hall for hall, _ in wanted.departments)}
    there = set(db.execute(select(Hall.id).where(Hall.id.in_(sorted(asked)), who.covers(Hall.id))).scalars())
    if asked - there:
        lacking = ", ".join(sorted(asked - there))[:100]
        raise AccountTrouble(f"there is no hall {lacking} that you may give", "account_no_place", place=lacking)
    for hall, department in wanted.departments:
        wanted_here = (Department.hall_id == hall, Department.id == department)
        if db.execute(select(Department.id).where(*wanted_here)).first() is None:
            place = f"{hall}/{department[:64]}"
            raise AccountTrouble(f"there is no department {place}", "account_no_place", place=place)


def _by_name(db: Connection, name: Any, value: Any, names: list[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for account, text in db.execute(select(name, value).where(name.in_(names)).order_by(name, value)):
        found.setdefault(account, []).append(text)
    return found
