"""What is said when a request cannot be served: RFC 9457 problem documents."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from sync.contract import canonical

MEDIA = "application/problem+json"

_WHY = {
    400: "the request cannot be read",
    401: "no valid token, signature or log-in",
    403: "not allowed to you",
    404: "not there, or not yours to read",
    409: "it does not go together with what is there",
    413: "too large",
    415: "not of a kind that is taken here",
    416: "nothing of the file lies there",
    422: "a value is not what it has to be; the detail names it",
    429: "too often; retry-after says when again",
    500: "the centre could not do this; its log says why",
    503: "cannot be done now; the request may be sent again",
    507: "the disk is full; nothing was changed, the request may be sent again",
}
_SHAPE = {
    "type": "object",
    "title": "Problem",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "what happened, to what, and what to do"},
    },
}


def problem(status: int, detail: str) -> bytes:
    """Return a problem document; `detail` says what happened and what to do."""
    return canonical(
        {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    ).encode()


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return these refusals as OpenAPI has them, for `responses=` of a route or a router."""
    return {one: {"description": _WHY[one], "content": {MEDIA: {"schema": _SHAPE}}} for one in statuses}
