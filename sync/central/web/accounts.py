"""People who may log in, over HTTP: listed, made, changed, reset. For who manages accounts, and only in their halls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Annotated, TypeVar

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Connection

from sync.central.accounts import managing
from sync.central.accounts.door import act, enter
from sync.central.accounts.managing import AccountLine, NoSuchAccount, OwnAccount, Wanted
from sync.central.accounts.models import Account
from sync.central.accounts.people import AccountTrouble
from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Act, Role
from sync.central.central import Central
from sync.central.problems import refusals
from sync.central.web.api import NO_STORE
from sync.central.web.cursor import USUAL, After, Limit, Listed, page_of

T = TypeVar("T")
Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f/]+$")]
Shown = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00-\x1f]*$")]
Reason = Annotated[str, StringConstraints(max_length=500)]


class Place(BaseModel):
    """A department of a hall."""

    hall: Id
    department: Id


class AccountWanted(BaseModel):
    """What a person is to be from now on; `reason` goes into the audit. Their sessions end."""

    shown: Shown = ""
    role: Role
    everywhere: bool = False
    halls: list[Id] = Field(default_factory=list, max_length=500)
    departments: list[Place] = Field(default_factory=list, max_length=500)
    disabled: bool = False
    reason: Reason = ""

    def wanted(self) -> Wanted:
        """Return it as the service wants it."""
        return Wanted(
            shown=self.shown,
            role=self.role,
            everywhere=self.everywhere,
            halls=tuple(self.halls),
            departments=tuple((one.hall, one.department) for one in self.departments),
            disabled=self.disabled,
        )


class NewAccount(AccountWanted):
    """A person to be made."""

    name: Id


class Why(BaseModel):
    """Why; it goes into the audit."""

    reason: Reason = ""


class HandedOver(BaseModel):
    """A password, told this once; its person changes it at the next log-in."""

    name: str
    password: str


class Ended(BaseModel):
    """How many sessions ended."""

    ended: int


class Refused(HTTPException):
    """422, with a page's words for it."""

    def __init__(self, text: str, key: str, facts: Mapping[str, object]) -> None:
        super().__init__(422, text)
        self.key = key
        self.facts = facts


def accounts(central: Central) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/api/v1/accounts", tags=["accounts"], responses=refusals(401, 403, 404, 409, 422))

    @router.get("", summary="The people you may manage", response_model=Listed[AccountLine])
    def get_accounts(request: Request, after: After = "", limit: Limit = USUAL) -> JSONResponse:
        who = enter(central.database, request, what="accounts", act=Act.MANAGE_ACCOUNTS, now=central.clock.now())
        with central.database.read() as db:
            found = page_of(db, managing.accounts(who), [Account.name], after=after, limit=limit)
            made = managing.lines(db, found.rows)
        return JSONResponse({"items": [asdict(one) for one in made], "next": found.next}, headers=NO_STORE)

    @router.get("/{name}", summary="One of them", response_model=AccountLine)
    def get_account(request: Request, name: str) -> JSONResponse:
        what = f"account {name[:64]}"
        who = enter(central.database, request, what=what, act=Act.MANAGE_ACCOUNTS, now=central.clock.now())
        with central.database.read() as db:
            return JSONResponse(asdict(told(lambda: managing.one(db, who, name))), headers=NO_STORE)

    @router.post("", summary="Make a person", status_code=201, response_model=HandedOver)
    def post_account(request: Request, wanted: NewAccount) -> HandedOver:
        password = make(central, request, wanted.name, wanted.wanted(), wanted.reason)
        return HandedOver(name=wanted.name, password=password)

    @router.put("/{name}", summary="Give them other rights", response_model=AccountLine)
    def put_account(request: Request, name: str, wanted: AccountWanted) -> AccountLine:
        return change(central, request, name, wanted.wanted(), wanted.reason)

    @router.post("/{name}/reset", summary="A new password, and no second factor", response_model=HandedOver)
    def post_reset(request: Request, name: str, why: Why) -> HandedOver:
        return HandedOver(name=name, password=reset(central, request, name, why.reason))

    @router.delete("/{name}/sessions", summary="Log them out everywhere", response_model=Ended)
    def delete_sessions(request: Request, name: str) -> Ended:
        return Ended(ended=end_sessions(central, request, name))

    return router


def make(central: Central, request: Request, name: str, wanted: Wanted, reason: str, *, form: str | None = None) -> str:
    """Make a person; return the password to hand over."""
    now = central.clock.now()

    def do(db: Connection, who: Reader) -> str:
        return managing.make(db, who, name, wanted, now)

    return _managed(central, request, f"account {name[:64]} made, {wanted.role.value}", do, form=form, reason=reason)


def change(
    central: Central, request: Request, name: str, wanted: Wanted, reason: str, *, form: str | None = None
) -> AccountLine:
    """Give a person other rights; return them."""
    off = ", disabled" if wanted.disabled else ""

    def do(db: Connection, who: Reader) -> AccountLine:
        managing.change(db, who, name, wanted)
        return managing.one(db, who, name)

    what = f"account {name[:64]} changed, {wanted.role.value}{off}"
    return _managed(central, request, what, do, form=form, reason=reason)


def reset(central: Central, request: Request, name: str, reason: str, *, form: str | None = None) -> str:
    """Return a person's new password."""

    def do(db: Connection, who: Reader) -> str:
        return managing.reset(db, who, name)

    return _managed(central, request, f"account {name[:64]} reset", do, form=form, reason=reason)


def end_sessions(central: Central, request: Request, name: str, *, form: str | None = None) -> int:
    """Log a person out everywhere."""

    def do(db: Connection, who: Reader) -> int:
        return managing.end_sessions(db, who, name)

    return _managed(central, request, f"account {name[:64]} logged out everywhere", do, form=form)


def told(do: Callable[[], T]) -> T:
    """Return what is done; what cannot be is told as a refusal.

    Raises:
        HTTPException: 404, 409 or 422 (`Refused`).
    """
    try:
        return do()
    except NoSuchAccount as trouble:
        raise HTTPException(404, str(trouble)) from None
    except OwnAccount as trouble:
        raise HTTPException(409, str(trouble)) from None
    except AccountTrouble as trouble:
        raise Refused(str(trouble), trouble.key, trouble.facts) from None


def _managed(
    central: Central,
    request: Request,
    what: str,
    do: Callable[[Connection, Reader], T],
    *,
    form: str | None = None,
    reason: str = "",
) -> T:
    return act(
        central.database,
        request,
        "",
        what=what,
        act=Act.MANAGE_ACCOUNTS,
        now=central.clock.now(),
        do=lambda db, scope: told(lambda: do(db, scope.reader)),
        form=form,
        reason=reason,
    )
