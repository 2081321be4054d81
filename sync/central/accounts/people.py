"""People who may log in: making, changing and disabling them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from sync.central.accounts.models import Account, AccountDepartment, AccountHall
from sync.central.accounts.passwords import hash_password, temporary, why_not
from sync.central.accounts.roles import Role
from sync.central.accounts.second import take_away
from sync.central.accounts.sessions import log_out_everywhere
from sync.contract import rfc3339

Departments = Collection[tuple[str, str]]  # (hall, department)


class AccountTrouble(ValueError):
    """An account cannot be made or changed; the text says why and what to do, `key` and `facts` are a page's words for it."""

    def __init__(self, text: str, key: str, **facts: object) -> None:
        super().__init__(text)
        self.key = key
        self.facts = facts


def create_account(
    db: Connection,
    name: str,
    password: str,
    *,
    halls: Collection[str] | None,
    now: datetime,
    shown: str = "",
    role: Role = Role.HALL_MANAGER,
    departments: Departments = (),
    must_change: bool = False,
) -> None:
    """Make a person of these halls (None: all), or of these departments and nothing else.

    Raises:
        AccountTrouble: the name is taken or empty, the password will not do, or role and departments do not fit.
    """
    name = name.strip()
    if not 1 <= len(name) <= 64 or not name.isprintable() or "/" in name:
        raise AccountTrouble("a user name has 1 to 64 characters that can be typed, and no slash", "account_bad_name")
    _fit(role, departments)
    if db.execute(select(Account.name).where(Account.name == name)).first():
        raise AccountTrouble(f"there is already an account {name}: choose another name", "account_taken", name=name)
    if why := why_not(password, beside=False, words=(name, shown)):
        raise AccountTrouble(str(why), f"password_{why.why}", has=why.has, bound=why.bound)
    row = {"name": name, "shown": (shown or name)[:100], "password": hash_password(password), "made_at": rfc3339(now)}
    everywhere = halls is None and not departments
    kind = {"role": role.value, "everywhere": everywhere, "disabled": False, "must_change": must_change}
    db.execute(insert(Account).values(**row, **kind))
    _place(db, name, halls or (), departments)


def change_account(
    db: Connection,
    name: str,
    *,
    halls: Collection[str] | None,
    shown: str,
    role: Role,
    departments: Departments = (),
    disabled: bool = False,
) -> None:
    """Give a person these rights from now on; every session of theirs ends, so that none keeps the old ones.

    Raises:
        AccountTrouble: role and departments do not fit.
    """
    _fit(role, departments)
    everywhere = halls is None and not departments
    values = {"shown": (shown or name)[:100], "role": role.value, "everywhere": everywhere, "disabled": disabled}
    db.execute(update(Account).where(Account.name == name).values(**values))
    _place(db, name, halls or (), departments)
    log_out_everywhere(db, name)


def set_password(db: Connection, name: str, kept: str) -> None:
    """Give a person the password they chose, as `hash_password` made it; their sessions end."""
    db.execute(update(Account).where(Account.name == name).values(password=kept, must_change=False))
    log_out_everywhere(db, name)


def reset_password(db: Connection, name: str) -> str:
    """Return a new password, to be handed over and changed at the next log-in; the second factor is taken away too."""
    made = temporary()
    db.execute(update(Account).where(Account.name == name).values(password=hash_password(made), must_change=True))
    take_away(db, name)
    log_out_everywhere(db, name)
    return made


def disable(db: Connection, name: str) -> bool:
    """Let a person in no more; the account stays. Return whether there is one."""
    log_out_everywhere(db, name)
    return bool(db.execute(update(Account).where(Account.name == name).values(disabled=True)).rowcount)


def _fit(role: Role, departments: Departments) -> None:
    if (role is Role.DEPARTMENT) != bool(departments):
        raise AccountTrouble(
            "a department's account needs its departments, and only that account has some", "account_fit"
        )


def _place(db: Connection, name: str, halls: Collection[str], departments: Departments) -> None:
    db.execute(delete(AccountHall).where(AccountHall.account == name))
    db.execute(delete(AccountDepartment).where(AccountDepartment.account == name))
    for hall in sorted({*halls, *(hall for hall, _ in departments)}):
        db.execute(insert(AccountHall).values(hall_id=hall, account=name))
    for hall, department in sorted(set(departments)):
        db.execute(insert(AccountDepartment).values(hall_id=hall, account=name, department_id=department))
