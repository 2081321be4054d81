"""The receipt's page at /receipts/{code}: did it arrive, does it count, what became of it. No name, number or level.

Codes cannot be guessed, and whoever tries is slowed down; opening a page changes nothing.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sync.central.central import Central
from sync.central.throttle import Throttle, address_of
from sync.central.web.pages import page, words_of
from sync.central.web.receipts import receipt_of
from sync.receipt import LONGEST_TYPED, receipt_typed

MISSES = 30  # codes nobody has, from one address, before it waits; a hall's whole Wi-Fi may be one address
MISSES_PER_S = 600.0


def receipt_page(central: Central) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["citizen"], include_in_schema=False)
    throttle = Throttle(MISSES, MISSES_PER_S)

    @router.api_route("/receipts", methods=["GET", "HEAD"])
    def look_up(request: Request, code: str = "") -> Response:
        if code.strip():
            return RedirectResponse(f"/receipts/{quote(code.strip()[:LONGEST_TYPED], safe='')}", 303)
        return page(
            request, "receipt_ask.html", words=words_of(request), visit=None, trouble="", typed="", unknown=False
        )

    @router.api_route("/receipts/{code}", methods=["GET", "HEAD"])
    def receipt(request: Request, code: str) -> HTMLResponse:
        typed = receipt_typed(code)
        if typed is None:
            return _asked_again(request, "receipt_mistyped", code, 404)
        who, now_s = address_of(request), central.clock.now().timestamp()
        if wait := throttle.wait_s(who, now_s):
            answer = _asked_again(request, "receipt_wait", code, 429)
            answer.headers["retry-after"] = str(wait)
            return answer
        with central.database.read() as db:
            found = receipt_of(db, typed)
        if found is None:
            throttle.spend(who, now_s)
            return _asked_again(request, "receipt_unknown_more", code, 404)
        at = found.at.strftime("%Y-%m-%d %H:%M")
        facts: dict[str, Any] = {"hall": found.hall_name, "at": at, "standing": found.standing, "case": found.verified}
        return page(
            request, "receipt.html", words=words_of(request), visit=None, receipt=typed, void=found.void, **facts
        )

    return router


def _asked_again(request: Request, key: str, code: str, status: int) -> HTMLResponse:
    words = words_of(request)
    facts = {"trouble": words(key), "typed": code[:LONGEST_TYPED], "unknown": key == "receipt_unknown_more"}
    return page(request, "receipt_ask.html", words=words, visit=None, status=status, **facts)
