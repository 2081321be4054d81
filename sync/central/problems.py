"""What is said when a request cannot be served: RFC 9457 problem documents."""

from __future__ import annotations

from http import HTTPStatus

from sync.contract import canonical

MEDIA = "application/problem+json"


def problem(status: int, detail: str) -> bytes:
    """Return a problem document; `detail` says what happened and what to do."""
    return canonical(
        {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    ).encode()
