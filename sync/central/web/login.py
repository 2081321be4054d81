"""Logging in and out: password, then a code where there is a second factor."""

from __future__ import annotations

from contextlib import nullcontext
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sync.central.accounts.audit import CENTRE, append
from sync.central.accounts.browsers import LASTS_S, browser_of, new_mark
from sync.central.accounts.crowd import Crowd
from sync.central.accounts.door import COOKIE, reader
from sync.central.accounts.entering import Answer, Half, LoggedIn, Wait, log_in, prove
from sync.central.accounts.log import note
from sync.central.accounts.sessions import HALF_LASTS, LASTS, half_of, log_out
from sync.central.accounts.tries import From
from sync.central.central import Central
from sync.central.throttle import address_of
from sync.central.web.pages import page, words_of

HALF = "yiping_half"  # the cookie between password and code
KNOWN = "yiping_known"  # the cookie by which a person's own browser is known again; it opens nothing
MAX_NAME, MAX_PASSWORD, MAX_CODE = 64, 256, 40  # characters
MOST_STRANGERS = 8  # whose password is looked at, at a time; kiosks wait for the same threads
COME_AGAIN_S = 3
_COOKIES = {  # how many seconds each lasts, and where it is sent
    COOKIE: (int(LASTS.total_seconds()), "/"),
    HALF: (int(HALF_LASTS.total_seconds()), "/login"),
    KNOWN: (LASTS_S, "/"),
}


def login(central: Central) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)
    second_for = central.settings.accounts.second_for
    strangers = Crowd(MOST_STRANGERS)

    @router.get("/login")
    def login_page(request: Request, next: str = "/") -> HTMLResponse:  # noqa: A002 - the address's own word
        return page(request, "login.html", words=words_of(request), trouble="", name="", next=_inside(next))

    @router.post("/login")
    def enter(
        request: Request,
        name: str = Form("", max_length=MAX_NAME),
        password: str = Form("", max_length=MAX_PASSWORD),
        next: str = Form("/"),  # noqa: A002 - the form's own word
    ) -> Response:
        _from_here(request)
        name, now = name.replace("\0", "").strip()[:MAX_NAME], central.clock.now()
        came = came_from(central, request, name)
        with nullcontext(True) if came.browser else strangers.one() as room:
            if not room:
                return _refused(request, "login.html", Wait(COME_AGAIN_S), "login_wrong", name=name, next=_inside(next))
            answer = log_in(central.database, name, password, now=now, came=came, second_for=second_for)
        _note(central, name, "log-in", answer)
        if isinstance(answer, Half):
            made = page(request, "login_code.html", words=words_of(request), trouble="", next=_inside(next))
            _keep(central, request, made, HALF, answer.cookie)
            return made
        if isinstance(answer, LoggedIn):
            return _entered(central, request, answer, _inside(next))
        return _refused(request, "login.html", answer, "login_wrong", name=name, next=_inside(next))

    @router.post("/login/code")
    def prove_it(request: Request, code: str = Form("", max_length=MAX_CODE), next: str = Form("/")) -> Response:  # noqa: A002
        _from_here(request)
        half, now = request.cookies.get(HALF, ""), central.clock.now()
        with central.database.read() as db:
            name = half_of(db, half, now) or ""
        came = came_from(central, request, name)
        answer = prove(central.database, half, code, now=now, came=came, second_for=second_for)
        if isinstance(answer, LoggedIn):
            _note(central, answer.name, "log-in", answer)
            return _entered(central, request, answer, _inside(next))
        _note(central, "?", "log-in, second factor", answer)
        return _refused(request, "login_code.html", answer, "code_wrong", next=_inside(next))

    @router.post("/logout")
    def leave(request: Request, form: str = Form("")) -> Response:
        now = central.clock.now()
        who = reader(central.database, request, now)
        if who and form != who.form:
            raise HTTPException(403, "log out from this centre's own page")
        with central.database.write() as db:
            log_out(db, request.cookies.get(COOKIE, ""))
            if who:
                append(db, CENTRE, who=who.who, act="log_out", what="log-out", now=now)
        answer = to_login("/")
        answer.delete_cookie(COOKIE, path="/")
        return answer

    return router


def to_login(after: str) -> RedirectResponse:
    """Return the way to the log-in and back to here."""
    return RedirectResponse(f"/login?next={quote(after, safe='')}", 303)


def keep_session(central: Central, request: Request, answer: Response, cookie: str) -> None:
    """Give the browser the cookie of a session: out of reach for scripts, and not sent along from other sites."""
    _keep(central, request, answer, COOKIE, cookie)


def came_from(central: Central, request: Request, name: str) -> From:
    """Return where a try to be this person comes from, and whether from a browser of theirs."""
    browser = browser_of(central.keys.secret, name, request.cookies.get(KNOWN, ""))
    return From(address_of(request), request.headers.get("user-agent", ""), browser)


def _entered(central: Central, request: Request, entered: LoggedIn, to: str) -> Response:
    answer = RedirectResponse("/account" if entered.limited else to, 303)
    _keep(central, request, answer, KNOWN, new_mark(central.keys.secret, entered.name))
    keep_session(central, request, answer, entered.cookie)
    if HALF in request.cookies:
        answer.delete_cookie(HALF, path="/login")
    return answer


def _keep(central: Central, request: Request, answer: Response, name: str, cookie: str) -> None:
    secure = request.url.scheme == "https" or central.settings.server.public_url.startswith("https:")
    lasts, path = _COOKIES[name]
    kept = {"max_age": lasts, "httponly": True, "secure": secure, "path": path}
    answer.set_cookie(name, cookie, samesite="lax" if name == COOKIE else "strict", **kept)  # type: ignore[arg-type]


def _refused(request: Request, template: str, answer: Answer, wrong: str, **facts: object) -> HTMLResponse:
    words = words_of(request)
    wait = isinstance(answer, Wait)
    trouble = words("login_wait", seconds=answer.seconds) if isinstance(answer, Wait) else words(wrong)
    made = page(request, template, words=words, status=429 if wait else 401, trouble=trouble, **facts)
    if isinstance(answer, Wait):
        made.headers["retry-after"] = str(answer.seconds)
    return made


def _from_here(request: Request) -> None:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403, "log in from this centre's own page")


def _inside(path: str) -> str:
    """Return where to go after the log-in: a path of ours, never another site."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else "/"


def _note(central: Central, name: str, what: str, answer: Answer) -> None:
    """Write down a log-in: one that came through in the audit, the others in the access log."""
    who, now = f"account:{name}", central.clock.now()
    with central.database.write() as db:
        if isinstance(answer, LoggedIn):
            append(db, CENTRE, who=who, act="log_in", what=what, now=now)
        note(db, who=who, hall="", what=what, given=isinstance(answer, LoggedIn), now=now)
