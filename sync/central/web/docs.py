"""`/docs`: the API as a page, made from the OpenAPI document. It needs no script and nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sync.central.web.document import operations
from sync.central.web.pages import page, words_of


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a body or an answer."""

    name: str
    kind: str
    needed: bool
    about: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One operation, for its reader."""

    method: str
    path: str
    summary: str
    about: str
    proofs: list[str]
    parameters: list[Field]
    body: list[Field]
    answers: list[tuple[str, str]]
    fields: list[Field]


def docs() -> APIRouter:
    """Return the route; like the document itself it is open to everybody."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    def get_docs(request: Request) -> HTMLResponse:
        document = request.app.openapi()
        return page(request, "docs.html", words=words_of(request), groups=grouped(document))

    return router


def grouped(document: dict[str, Any]) -> dict[str, list[Shown]]:
    """Return the operations by their tag, as the document has them."""
    groups: dict[str, list[Shown]] = {}
    for path, method, one in operations(document):
        tag = next(iter(one.get("tags", ())), "centre")
        groups.setdefault(tag, []).append(_shown(document, path, method, one))
    return groups


def _shown(document: dict[str, Any], path: str, method: str, one: dict[str, Any]) -> Shown:
    answers = [(status, answer.get("description", "")) for status, answer in sorted(one["responses"].items())]
    given: dict[str, Any] = next((answer for status, answer in one["responses"].items() if status.startswith("2")), {})
    return Shown(
        method,
        path,
        one["summary"],
        one.get("description", ""),
        [" + ".join(way) for way in one["security"]],
        [_parameter(document, each) for each in one.get("parameters", ())],
        list(_fields(document, one.get("requestBody", {}))),
        answers,
        list(_fields(document, given)),
    )


def _parameter(document: dict[str, Any], one: dict[str, Any]) -> Field:
    return Field(one["name"], _kind(document, one["schema"]), one.get("required", False), one.get("description", ""))


def _fields(document: dict[str, Any], body: dict[str, Any]) -> Iterator[Field]:
    """Give the fields of a body, those inside of lists of a page too; of what is no object, what it is."""
    for media, content in body.get("content", {}).items():
        schema = _opened(document, content.get("schema", {}))
        if "properties" not in schema:
            yield Field("", f"{media}: {_kind(document, schema)}", True, body.get("description", ""))
        yield from _of(document, schema, "")


def _of(document: dict[str, Any], schema: dict[str, Any], before: str) -> Iterator[Field]:
    for name, value in schema.get("properties", {}).items():
        whole = _opened(document, value)
        yield Field(
            before + name, _kind(document, value), name in schema.get("required", ()), whole.get("description", "")
        )
        if name == "items" and not before:
            yield from _of(document, _opened(document, whole.get("items", {})), "items[].")


def _opened(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return what a reference stands for."""
    found: Any = schema
    while "$ref" in found:
        name = found["$ref"].rsplit("/", 1)[1]
        found = document["components"]["schemas"][name]
    return dict(found)


def _kind(document: dict[str, Any], schema: dict[str, Any]) -> str:
    """Return what a value may be, in a few words."""
    whole = _opened(document, schema)
    for several in ("anyOf", "oneOf"):
        if several in whole:
            return " | ".join(dict.fromkeys(_kind(document, one) for one in whole[several]))
    if "enum" in whole:
        return " | ".join(str(one) for one in whole["enum"])
    if "const" in whole:
        return str(whole["const"])
    if whole.get("type") == "array":
        return f"{_kind(document, whole.get('items', {}))}[]"
    return str(whole.get("format") or whole.get("type") or "any")
