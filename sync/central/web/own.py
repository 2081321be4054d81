"""One's own account, as a page and over HTTP: password, second factor, and where one is logged in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from sync.central.accounts import second, totp
from sync.central.accounts.door import COOKIE, act, enter, from_own_page
from sync.central.accounts.entering import Wait, entered, knows
from sync.central.accounts.own import Own, chosen, name_of, own
from sync.central.accounts.passwords import Weak
from sync.central.accounts.people import set_password
from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Act
from sync.central.accounts.sessions import log_out_everywhere
from sync.central.central import Central
from sync.central.kiosks.picture import picture
from sync.central.problems import refusals
from sync.central.web.accounts import Ended
from sync.central.web.login import MAX_CODE, MAX_PASSWORD, came_from, keep_session
from sync.central.web.pages import page, words_of

T = TypeVar("T")
SAID = ("password_set", "second_gone", "sessions_ended")


class No(Exception):
    """What was asked for cannot be, and nothing of it is written; `key` and `facts` are the words that say why."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


def own_account(central: Central) -> APIRouter:
    """Return the routes."""
    router = APIRouter()
    desk = Desk(central)
    database = central.database

    @router.get("/account", include_in_schema=False)
    def account_page(request: Request, said: str = "") -> HTMLResponse:
        return desk.shown(request, said=words_of(request)(said) if said in SAID else "")

    @router.post("/account/password", include_in_schema=False)
    def change_password(
        request: Request,
        old: str = Form("", max_length=MAX_PASSWORD),
        new: str = Form("", max_length=2 * MAX_PASSWORD),
        repeated: str = Form("", max_length=2 * MAX_PASSWORD),
        form: str = Form(""),
    ) -> Response:
        def changed() -> Response:
            who = desk.proved(request, old, form)
            if new != repeated:
                raise No("password_differs")
            kept = chosen(database, who, new)
            if isinstance(kept, Weak):
                raise No(f"password_{kept.why}", has=kept.has, bound=kept.bound)

            def do(db: Connection, reader: Reader) -> str:
                set_password(db, name_of(reader), kept)
                return desk.anew(request, db, reader)

            return desk.back(request, desk.done(request, "own password changed", form, do)[1], "password_set")

        return desk.tried(request, changed)

    @router.post("/account/second-factor", include_in_schema=False)
    def begin(request: Request, password: str = Form("", max_length=MAX_PASSWORD), form: str = Form("")) -> Response:
        def do(db: Connection, reader: Reader) -> bytes | None:
            return second.begin(db, database.secret, name_of(reader), central.clock.now())

        def begun() -> Response:
            desk.proved(request, password, form)  # whoever finds an open page must not lock its person out
            who, secret = desk.done(request, "second factor begun", form, do)
            return _app(request, who, secret) if secret else RedirectResponse("/account", 303)

        return desk.tried(request, begun)

    @router.post("/account/second-factor/confirm", include_in_schema=False)
    def confirm(request: Request, code: str = Form("", max_length=MAX_CODE), form: str = Form("")) -> Response:
        def do(db: Connection, reader: Reader) -> tuple[tuple[str, ...], str]:
            given = second.confirm(db, database.secret, name_of(reader), second.bare(code), central.clock.now())
            if given is None:
                raise No("code_wrong_begin")
            return given, desk.anew(request, db, reader)

        def confirmed() -> Response:
            who, (codes, cookie) = desk.done(request, "second factor set up", form, do)
            answer = page(request, "account_codes.html", words=words_of(request), codes=codes, person=who.shown)
            keep_session(central, request, answer, cookie)
            return answer

        return desk.tried(request, confirmed)

    @router.post("/account/second-factor/remove", include_in_schema=False)
    def remove(request: Request, password: str = Form("", max_length=MAX_PASSWORD), form: str = Form("")) -> Response:
        def do(db: Connection, reader: Reader) -> str:
            if reader.role in central.settings.accounts.second_for:
                raise No("second_needed")
            second.take_away(db, name_of(reader))
            return desk.anew(request, db, reader)

        def removed() -> Response:
            desk.proved(request, password, form)
            return desk.back(request, desk.done(request, "second factor taken away", form, do)[1], "second_gone")

        return desk.tried(request, removed)

    @router.post("/account/sessions", include_in_schema=False)
    def end_others(request: Request, form: str = Form("")) -> Response:
        desk.end_others(request, form)
        return desk.back(request, None, "sessions_ended")

    @router.get("/api/v1/me", summary="Your own account", tags=["accounts"], responses=refusals(401, 403))
    def get_me(request: Request) -> Own:
        return desk.own(request)[1]

    @router.delete(
        "/api/v1/me/sessions", summary="Log out everywhere else", tags=["accounts"], responses=refusals(401, 403)
    )
    def delete_sessions(request: Request) -> Ended:
        return Ended(ended=desk.end_others(request, None))

    return router


class Desk:
    """What those routes share."""

    def __init__(self, central: Central) -> None:
        self._central = central
        self._database = central.database

    def own(self, request: Request) -> tuple[Reader, Own]:
        """Return who is logged in, and their account."""
        now = self._central.clock.now()
        who = enter(self._database, request, what="own account", act=Act.OWN_ACCOUNT, now=now)
        with self._database.read() as db:
            return who, own(db, who, request.cookies.get(COOKIE, ""), now)

    def shown(self, request: Request, *, trouble: str = "", said: str = "", status: int = 200) -> HTMLResponse:
        """Return the page of one's own account."""
        who, mine = self.own(request)
        may = {"accounts": who.may(Act.MANAGE_ACCOUNTS), "audit": who.may(Act.READ_AUDIT)}
        facts = {"own": mine, "person": who.shown, "form": who.form, "trouble": trouble, "said": said}
        return page(request, "account.html", words=words_of(request), status=status, may=may, **facts)

    def proved(self, request: Request, password: str, form: str) -> Reader:
        """Return who is logged in, once they have shown that they know the password; it is throttled as a log-in.

        Raises:
            HTTPException: 403, the form is not of this log-in.
            No: they do not.
        """
        now = self._central.clock.now()
        who = enter(self._database, request, what="own password asked", act=Act.OWN_ACCOUNT, now=now)
        from_own_page(who, form)
        trouble = knows(
            self._database, name_of(who), password, now=now, came=came_from(self._central, request, name_of(who))
        )
        if isinstance(trouble, Wait):
            raise No("login_wait", seconds=trouble.seconds)
        if trouble is not None:
            raise No("password_wrong")
        return who

    def done(
        self, request: Request, what: str, form: str | None, do: Callable[[Connection, Reader], T]
    ) -> tuple[Reader, T]:
        """Do something to one's own account; return who did, and what came of it."""
        return act(
            self._database,
            request,
            "",
            what=what,
            act=Act.OWN_ACCOUNT,
            now=self._central.clock.now(),
            do=lambda db, scope: (scope.reader, do(db, scope.reader)),
            form=form,
        )

    def anew(self, request: Request, db: Connection, who: Reader) -> str:
        """Return the cookie of this session opened anew, with what its person may do now."""
        now, rules = self._central.clock.now(), self._central.settings.accounts
        old = request.cookies.get(COOKIE, "")
        return entered(
            db, name_of(who), now, came_from(self._central, request, name_of(who)), rules.second_for, old=old
        ).cookie

    def end_others(self, request: Request, form: str | None) -> int:
        """End every session of whoever asks but this one; return how many."""
        cookie = request.cookies.get(COOKIE, "")

        def do(db: Connection, who: Reader) -> int:
            return log_out_everywhere(db, name_of(who), but=cookie)

        return self.done(request, "logged out everywhere else", form, do)[1]

    def tried(self, request: Request, do: Callable[[], Response]) -> Response:
        """Return what is done, or the page that says why it is not."""
        try:
            return do()
        except No as why:
            return self.shown(request, trouble=words_of(request)(why.key, **why.facts), status=422)

    def back(self, request: Request, cookie: str | None, said: str) -> Response:
        """Return the way back to the page, with the new cookie where there is one."""
        answer = RedirectResponse(f"/account?said={said}", 303)
        if cookie:
            keep_session(self._central, request, answer, cookie)
        return answer


def _app(request: Request, who: Reader, secret: bytes) -> HTMLResponse:
    text = totp.as_text(secret)
    groups = " ".join(text[at : at + 4] for at in range(0, len(text), 4))
    drawn = picture(totp.address(secret, name_of(who)))
    facts = {"picture": drawn, "secret": groups, "person": who.shown, "form": who.form}
    return page(request, "account_app.html", words=words_of(request), **facts)  # type: ignore[arg-type]
