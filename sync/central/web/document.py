"""What no route says by itself in the OpenAPI document: what the API is, and who proves how who they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from sync.central.accounts.door import COOKIE, FORM

KIOSKS_OWN = "kiosks' own"  # the tag of what is signed
ABOUT = (
    "Every list that can grow comes in pages: `?after=&limit=` gives `items` and `next`, which goes into `after` of the "
    "next request and is null on the last page. Every refusal is a problem document (RFC 9457) that says what to do. "
    "Times are RFC 3339, ids UUIDs, days as the hall's calendar has them. Every read and write is logged."
)
_SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "a token of one hall: `yiping-central token`"},
    "logIn": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "a person's log-in"},
    "formSecret": {"type": "apiKey", "in": "header", "name": FORM, "description": "with a log-in, for every write"},
    "signature": {
        "type": "apiKey",
        "in": "header",
        "name": "signature",
        "description": "a kiosk's (RFC 9421, with `signature-input`); the answer is signed too",
    },
}
_READS: list[dict[str, list[str]]] = [{"token": []}, {"logIn": []}]
_WRITES: list[dict[str, list[str]]] = [{"token": []}, {"logIn": [], "formSecret": []}]


def describe(app: FastAPI) -> None:
    """Have the application's document say this too; it is made when first asked for."""
    said = app.openapi

    def whole() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = said()
            made["info"]["description"] = ABOUT
            made.setdefault("components", {})["securitySchemes"] = _SCHEMES
            for path, method, operation in operations(made):
                operation["security"] = _proof(path, method, operation)
        return said()

    app.openapi = whole  # type: ignore[method-assign]  # as FastAPI's own manual says


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give each operation with its path and method."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method.upper(), operation


def _proof(path: str, method: str, operation: dict[str, Any]) -> list[dict[str, list[str]]]:
    if KIOSKS_OWN in operation.get("tags", ()):
        return [] if path.endswith("/enrolments") else [{"signature": []}]
    if path.endswith("/queue-events"):
        return [{"token": []}]
    if not path.startswith(("/api/", "/metrics")):
        return []
    return _READS if method == "GET" else _WRITES
