"""What OpenAPI says of bodies that routes read and write themselves: taken from the classes they are read into."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from sync.central.problems import refusals

BINARY = {"schema": {"type": "string", "format": "binary"}}
BY_KIOSK = refusals(400, 401, 403, 404, 409, 413, 422, 500, 503, 507)  # told signed, as every answer to a kiosk


def schema_of(kind: Any) -> dict[str, Any]:
    """Return a class as a JSON schema without references. A field that may be null may also be left out."""
    whole = TypeAdapter(kind).json_schema(mode="serialization")
    made: dict[str, Any] = _inlined(whole, whole.get("$defs", {}))
    return made


def takes(kind: Any, description: str = "") -> dict[str, Any]:
    """Return what a route takes, for `openapi_extra=`."""
    content = {"application/json": {"schema": schema_of(kind)}}
    return {"requestBody": {"required": True, "description": description, "content": content}}


def gives(kind: Any, description: str = "what was asked for") -> dict[int | str, dict[str, Any]]:
    """Return what a route gives, for `responses=`."""
    return {200: {"description": description, "content": {"application/json": {"schema": schema_of(kind)}}}}


def gives_as(media: str, description: str, content: dict[str, Any] | None = None) -> dict[int | str, dict[str, Any]]:
    """Return that a route gives something else than JSON."""
    return {200: {"description": description, "content": {media: content or {"schema": {"type": "string"}}}}}


def _inlined(node: Any, named: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_inlined(one, named) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(named[node["$ref"].rsplit("/", 1)[1]], named)
    made = {key: _inlined(value, named) for key, value in node.items() if key != "$defs"}
    if isinstance(made.get("required"), list):
        made["required"] = [one for one in made["required"] if not _nullable(made["properties"][one])]
    return made


def _nullable(schema: dict[str, Any]) -> bool:
    return {"type": "null"} in schema.get("anyOf", ())
