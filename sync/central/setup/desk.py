"""How a page of setting up is shown and how its forms are taken: log-in, role, hall, access log, and what was mistyped.

A form that cannot be is shown again as it was typed, with the reason; one that was taken leads back to its page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection

from sync.central.accounts.door import act as act_in
from sync.central.accounts.door import read, reader
from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.scope import HallFacts, Scope
from sync.central.places.typed import Wrong
from sync.central.setup.forms import Form
from sync.central.web.login import to_login
from sync.central.web.pages import page, words_of
from sync.central.web.words import Words

Get = Callable[[Connection, Scope], dict[str, Any]]
Do = Callable[[Connection, Scope], Any]
TABS = (  # of a hall, in the order in which a new one is set up
    ("", Act.READ_PLACES),
    ("departments", Act.SET_UP_PLACES),
    ("windows", Act.SET_UP_PLACES),
    ("people", Act.SET_UP_STAFF),
    ("calendar", Act.SET_UP_PLACES),
    ("settings", Act.SET_UP_PLACES),
    ("questionnaire", Act.SET_UP_PLACES),
    ("kiosks", Act.SEE_KIOSKS),
    ("tokens", Act.MANAGE_TOKENS),
    ("import", Act.SET_UP_PLACES),
)
SAID = frozenset({"saved", "added", "removed", "retired", "unchanged", "revoked", "ended", "asked"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page: its template, the tab it stands under, who may see it, and what it shows."""

    template: str
    tab: str
    act: Act
    get: Get


@dataclass(frozen=True, slots=True)
class Desk:
    """Shows the pages of a hall and takes their forms."""

    central: Central

    def show(
        self,
        request: Request,
        hall: str,
        sheet: Sheet,
        *,
        status: int = 200,
        wrong: Wrong | None = None,
        typed: Form | None = None,
        once: Any = None,
    ) -> Response:
        """Return a page. `once` is what is shown this one time, a PIN or a token."""
        database, now = self.central.database, self.central.clock.now()
        who = reader(database, request, now)
        if who is None:
            return to_login(request.url.path)

        def get(db: Connection, scope: Scope, found: HallFacts) -> dict[str, Any]:
            return {"hall": found, **sheet.get(db, scope)}

        try:
            what = f"set-up {sheet.tab or 'overview'}"
            facts = read(database, request, hall, what=what, act=sheet.act, now=now, get=get)
        except HTTPException as trouble:
            return refused(request, who, trouble)
        said = request.query_params.get("said", "")
        shared = {
            "person": who.shown,
            "form": who.form,
            "tab": sheet.tab,
            "tabs": [name for name, act in TABS if who.may(act)],
            "may": {one.value for one in Act if who.may(one)},
            "base": f"/halls/{quote(hall, safe='')}/setup",
            "said": f"said_{said}" if said in SAID and request.method == "GET" else "",
            "wrong": wrong,
            "typed": typed,
            "once": once,
        }
        return page(request, sheet.template, words=words_of(request), status=status, **shared, **facts)

    def take(
        self,
        request: Request,
        hall: str,
        sheet: Sheet,
        form: Form,
        *,
        what: str,
        act: Act,
        do: Do,
        then: str,
        reason: str = "",
    ) -> Response:
        """Do what a form asks, in one transaction with its line in the log, and lead to `then`; else show it again."""
        return self._taken(request, hall, sheet, form, what, act, do, lambda _: RedirectResponse(then, 303), reason)

    def reveal(
        self,
        request: Request,
        hall: str,
        sheet: Sheet,
        form: Form,
        *,
        what: str,
        act: Act,
        do: Do,
        shown: Sheet | None = None,
    ) -> Response:
        """Do what a form asks and show what it made, this once, on its own page or on `shown`."""

        def made(once: Any) -> Response:
            return self.show(request, hall, shown or sheet, once=once)

        return self._taken(request, hall, sheet, form, what, act, do, made)

    def _taken(
        self,
        request: Request,
        hall: str,
        sheet: Sheet,
        form: Form,
        what: str,
        act: Act,
        do: Do,
        then: Callable[[Any], Response],
        reason: str = "",
    ) -> Response:
        database, now = self.central.database, self.central.clock.now()
        who = reader(database, request, now)
        if who is None:
            return to_login(request.url.path)
        try:
            made = act_in(
                database,
                request,
                hall,
                what=what,
                act=act,
                now=now,
                do=told_wrong(do),
                form=form("form"),
                reason=reason,
            )
        except HTTPException as trouble:
            if isinstance(trouble.__cause__, Wrong):
                return self.show(request, hall, sheet, status=422, wrong=trouble.__cause__, typed=form)
            return refused(request, who, trouble)
        return then(made)


def told_wrong(do: Do) -> Do:
    """Have what cannot be set up refused with 422, so that the door rolls back and logs it as refused."""

    def told(db: Connection, scope: Scope) -> Any:
        try:
            return do(db, scope)
        except Wrong as wrong:
            raise HTTPException(422, english(wrong)) from wrong

    return told


def english(wrong: Wrong) -> str:
    """Return what is wrong for whoever reads the API's answers and the log."""
    return Words("en")(wrong.key, **wrong.facts)


def refused(request: Request, who: Reader, trouble: HTTPException) -> Response:
    """Return the page that says that somebody may not, or that there is nothing there."""
    if not who.may(Act.OWN_ACCOUNT) or not who.may(Act.READ_PLACES):
        return RedirectResponse("/account", 303)  # a password or a second factor of their own comes first
    words = words_of(request)
    key = "not_allowed" if trouble.status_code == 403 else "not_found"
    facts = {"title": words(key), "text": words(f"{key}_more"), "person": who.shown, "form": who.form}
    return page(request, "trouble.html", words=words, status=trouble.status_code, **facts)
