"""Pages for who manages accounts: the list, a form for one person, and a password shown once."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select

from sync.central.accounts import managing
from sync.central.accounts.door import enter
from sync.central.accounts.managing import AccountLine, Wanted
from sync.central.accounts.models import Account
from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Act, Role
from sync.central.central import Central
from sync.central.figures.scope import halls_of
from sync.central.places.models import Department
from sync.central.web.accounts import Refused, change, end_sessions, make, reset, told
from sync.central.web.pages import page, words_of

AT_ONCE = 500  # accounts on the page; more are found by the API's pages
Words = Annotated[list[str], Form()]
Asked = Annotated[Role, Form()]


def account_pages(central: Central) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)

    def manager(request: Request) -> Reader:
        return enter(central.database, request, what="accounts page", act=Act.MANAGE_ACCOUNTS, now=central.clock.now())

    def found(who: Reader, name: str) -> AccountLine:
        with central.database.read() as db:
            return told(lambda: managing.one(db, who, name))

    def sheet(
        request: Request,
        who: Reader,
        one: AccountLine | None,
        *,
        typed: AccountLine | None = None,
        trouble: str = "",
        said: str = "",
        status: int = 200,
    ) -> HTMLResponse:
        with central.database.read() as db:
            halls = halls_of(db, who)
            columns = select(Department.hall_id, Department.id, Department.name).where(who.covers(Department.hall_id))
            departments = db.execute(columns.order_by(Department.hall_id, Department.id)).all()
        facts: dict[str, Any] = {"one": one, "filled": typed or one or BLANK, "roles": list(Role)}
        facts |= {"halls": halls, "departments": departments, "may_everywhere": who.halls is None}
        facts |= {"trouble": trouble, "said": said, "own": one is not None and who.who == f"account:{one.name}"}
        words = words_of(request)
        return page(request, "account_sheet.html", words=words, status=status, person=who.shown, form=who.form, **facts)

    @router.get("/accounts")
    def list_page(request: Request) -> HTMLResponse:
        who = manager(request)
        with central.database.read() as db:
            rows = db.execute(managing.accounts(who).order_by(Account.name).limit(AT_ONCE)).all()
            found = managing.lines(db, rows)
        facts: dict[str, Any] = {"accounts": found, "person": who.shown, "form": who.form}
        return page(request, "accounts.html", words=words_of(request), **facts)

    @router.get("/accounts/new")
    def new_page(request: Request) -> HTMLResponse:
        return sheet(request, manager(request), None)

    @router.get("/accounts/one")
    def one_page(request: Request, name: str, said: str = "") -> HTMLResponse:
        who = manager(request)
        words = words_of(request)
        return sheet(
            request, who, found(who, name), said=words(said) if said in ("account_saved", "account_out") else ""
        )

    @router.post("/accounts/new")
    def make_one(
        request: Request,
        name: str = Form("", max_length=64),
        shown: str = Form("", max_length=100),
        role: Asked = Role.HALL_MANAGER,
        places: Words = [],  # noqa: B006 - FastAPI copies it
        form: str = Form(""),
        reason: str = Form("", max_length=500),
    ) -> Response:
        try:
            password = make(central, request, name.strip(), _wanted(shown, role, places), reason, form=form)
        except Refused as why:
            trouble = words_of(request)(why.key, **why.facts)
            typed = _typed(name, _wanted(shown, role, places))
            return sheet(request, manager(request), None, typed=typed, trouble=trouble, status=422)
        return _handed_over(request, manager(request), name.strip(), password)

    @router.post("/accounts/one")
    def change_one(
        request: Request,
        name: str = Form(""),
        shown: str = Form("", max_length=100),
        role: Asked = Role.HALL_MANAGER,
        places: Words = [],  # noqa: B006
        disabled: str = Form(""),
        form: str = Form(""),
        reason: str = Form("", max_length=500),
    ) -> Response:
        try:
            change(central, request, name, _wanted(shown, role, places, off=bool(disabled)), reason, form=form)
        except Refused as why:
            who = manager(request)
            trouble = words_of(request)(why.key, **why.facts)
            typed = _typed(name, _wanted(shown, role, places, off=bool(disabled)))
            return sheet(request, who, found(who, name), typed=typed, trouble=trouble, status=422)
        return RedirectResponse(f"/accounts/one?name={quote(name, safe='')}&said=account_saved", 303)

    @router.post("/accounts/reset")
    def reset_one(
        request: Request, name: str = Form(""), form: str = Form(""), reason: str = Form("", max_length=500)
    ) -> Response:
        password = reset(central, request, name, reason, form=form)
        return _handed_over(request, manager(request), name, password)

    @router.post("/accounts/sessions")
    def end_theirs(request: Request, name: str = Form(""), form: str = Form("")) -> Response:
        end_sessions(central, request, name, form=form)
        return RedirectResponse(f"/accounts/one?name={quote(name, safe='')}&said=account_out", 303)

    return router


def _wanted(shown: str, role: Role, places: list[str], *, off: bool = False) -> Wanted:
    """Return what a form asks for: `*` is every hall, `H001` one, `H001/D1` a department of it.

    A department's account is given the ticked departments, every other the ticked halls.
    """
    departments = [tuple(one.split("/", 1)) for one in places if "/" in one]
    of_department = role is Role.DEPARTMENT
    return Wanted(
        shown=shown,
        role=role,
        everywhere="*" in places and not of_department,
        halls=() if of_department else tuple(one for one in places if "/" not in one and one != "*"),
        departments=tuple((hall, department) for hall, department in departments) if of_department else (),
        disabled=off,
    )


def _typed(name: str, wanted: Wanted) -> AccountLine:
    """Return what was typed, so that a form with a mistake in it comes back filled in."""
    return AccountLine(
        name=name,
        shown=wanted.shown,
        role=wanted.role.value,
        everywhere=wanted.everywhere,
        halls=list(wanted.halls),
        departments=["/".join(one) for one in wanted.departments],
        disabled=wanted.disabled,
        must_change=False,
        second_factor=False,
        made_at="",
    )


BLANK = _typed("", Wanted(shown="", role=Role.HALL_MANAGER))


def _handed_over(request: Request, who: Reader, name: str, password: str) -> HTMLResponse:
    facts: dict[str, Any] = {"name": name, "password": password, "person": who.shown, "form": who.form}
    return page(request, "account_password.html", words=words_of(request), **facts)
