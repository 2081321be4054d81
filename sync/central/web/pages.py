"""Renders pages: one strict template environment, the reader's language, and the headers every page carries."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sync.central.web.choosing import choose
from sync.central.web.words import Words

HERE = Path(__file__).parent
STATIC = HERE / "static"
LANGUAGE_COOKIE = "yiping_lang"
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}

_pages = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def moment(text: str) -> str:
    """Return a time of the tables as people read it; the reader's zone is not known, so it is UTC and says so."""
    return f"{text[:10]} {text[11:16]} UTC"


_pages.filters["moment"] = moment


def words_of(request: Request, asked: str | None = None) -> Words:
    """Return the texts for whoever asks: `asked` (a form's), the address's ?lang=, their last choice, their browser."""
    asked = asked or request.query_params.get("lang")
    kept, accepted = request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", "")
    return choose(asked, kept, accepted, request.app.state.languages)


def page(request: Request, template: str, *, words: Words, status: int = 200, **facts: object) -> HTMLResponse:
    """Return a page. A language asked for in the address is remembered."""
    switch = "?" + urlencode({**request.query_params, "lang": words.other})
    shared = {"words": words, "switch": switch, "person": None, "form": ""}
    text = _pages.get_template(template).render({**shared, **facts})
    answer = HTMLResponse(text, status_code=status, headers=HEADERS)
    answer.headers["content-language"] = words.tag
    if request.query_params.get("lang") == words.language:
        answer.set_cookie(LANGUAGE_COOKIE, words.language, max_age=365 * 86400, httponly=True, samesite="lax")
    return answer
