"""The phone page at /r/{token}: works without script; opening it, however often and by whatever, consumes nothing."""

from __future__ import annotations

from typing import Any, assert_never
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from sync.central.central import Central
from sync.central.web.opening import Expired, Opened, Unreadable
from sync.central.web.pages import page, words_of
from sync.central.web.phone import AlreadyRated, Ask, Kept, Outcome, Phone, Refused, Thanked
from sync.central.web.phone_form import MAX_FORM_BYTES, Form, read_form
from sync.central.web.words import Words
from sync.contract import uuid7


def phone_page(central: Central, phone: Phone) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["citizen"], include_in_schema=False)

    @router.api_route("/r/{token}", methods=["GET", "HEAD"])
    def look(request: Request, token: str) -> HTMLResponse:
        return _shown(request, words_of(request), phone.look(token, now=central.clock.now()), central)

    @router.post("/r/{token}")
    async def take(request: Request, token: str) -> HTMLResponse:
        fields = await _fields(request)
        form = read_form(fields)
        words = words_of(request, next(iter(fields.get("lang", ())), None))
        return await run_in_threadpool(_took, request, token, form, words)

    def _took(request: Request, token: str, form: Form, words: Words) -> HTMLResponse:
        outcome = phone.take(token, form, language=words.tag, now=central.clock.now())
        return _shown(request, words, outcome, central, form)

    return router


async def _fields(request: Request) -> dict[str, list[str]]:
    """Return the form's fields; {} where it is too long or not a form."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_FORM_BYTES:
            return {}
    try:
        return parse_qs(body.decode(), keep_blank_values=True, max_num_fields=64)
    except ValueError:
        return {}


def _shown(
    request: Request, words: Words, outcome: Outcome, central: Central, form: Form | None = None
) -> HTMLResponse:
    match outcome:
        case Unreadable():
            return _said(request, words, None, "bad_token", status=404)
        case Expired():
            return _said(request, words, None, "expired", status=410)
        case AlreadyRated(opened):
            return _said(request, words, opened, "already", status=409 if form else 200)
        case Refused(opened, key):
            return _refused(request, words, opened, key)
        case Ask(opened):
            return _ask(request, words, opened, central)
        case Kept():
            return _explain(request, words, outcome, central)
        case Thanked(opened, receipt):
            title = opened.questionnaire.text("thanks", words.tag)
            return _said(request, words, opened, "thanks", title=title, good=True, receipt=receipt)
    assert_never(outcome)


def _visit(words: Words, opened: Opened) -> dict[str, str | None]:
    token = opened.token
    staff = words("staff_number", n=token.staff) if token.staff else None
    return {
        "ticket": token.ticket,
        "window": token.window,
        "service": token.service,
        "hall": opened.hall_name,
        "staff": staff,
    }


def _said(
    request: Request,
    words: Words,
    opened: Opened | None,
    key: str,
    *,
    status: int = 200,
    title: str = "",
    good: bool = False,
    receipt: str = "",
) -> HTMLResponse:
    facts: dict[str, Any] = {"title": title or words(key), "text": words(f"{key}_more"), "good": good}
    visit = _visit(words, opened) if opened else None
    return page(request, "said.html", words=words, status=status, visit=visit, receipt=receipt, **facts)


def _ask(request: Request, words: Words, opened: Opened, central: Central) -> HTMLResponse:
    question = opened.questionnaire.text("question", words.tag)
    return page(request, "ask.html", words=words, question=question, **_page(words, opened, central))


def _page(words: Words, opened: Opened, central: Central) -> dict[str, Any]:
    """Return what every page with levels needs: whose visit, where to post, and the id the next tap will have."""
    return {
        "visit": _visit(words, opened),
        "action": f"/r/{opened.text}",
        "rating": uuid7(central.now_ms()),
        "replaces": "",
        "proof": "",
    }


def _explain(request: Request, words: Words, kept: Kept, central: Central) -> HTMLResponse:
    asked = kept.opened.questionnaire
    reasons = asked.reasons_for(kept.level)
    extended = [one for one in reasons if not one.core]
    ticked = kept.sent.reasons if kept.sent else ()
    facts = {
        **_page(words, kept.opened, central),
        "kept": kept.rating,
        "replaces": kept.rating,
        "proof": kept.proof,
        "level": int(kept.level),
        "why": asked.text("reasons", words.tag),
        "comment_label": asked.text("comment", words.tag),
        "core": [one for one in reasons if one.core],
        "extended": extended,
        "texts": asked.words(words.tag),
        "ticked": ticked,
        "more_open": any(one.code in ticked for one in extended),
        "comment": (kept.sent.comment or "") if kept.sent else "",
        "trouble": words(kept.trouble) if kept.trouble else "",
    }
    return page(request, "explain.html", words=words, **facts)


def _refused(request: Request, words: Words, opened: Opened, key: str) -> HTMLResponse:
    facts = {"title": words("trouble"), "text": words(key), "good": False, "receipt": ""}
    return page(request, "said.html", words=words, status=400, visit=_visit(words, opened), **facts)
