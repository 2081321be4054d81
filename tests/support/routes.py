"""Every route of an application, and a request for each that its own description would take."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI

BOUNDARY = "yiping-boundary"
URLS = {"url": "https://example.test/hook"}  # a text that must be an address
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Route:
    """One method of one path. `params` are the fields of its body: (name, kind, required)."""

    method: str
    path: str
    params: tuple[tuple[str, str, bool], ...]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def at(self, **values: str) -> str:
        """Return the path with its places filled: with these, else with something that is nowhere."""
        return re.sub(r"{(\w+)(:path)?}", lambda one: values.get(one[1], "0" * 36), self.path)

    def body(self, described: dict[str, Any], form: str) -> tuple[bytes, dict[str, str]]:
        """Return a body that is not refused for its shape, and its headers; `form` is the log-in's secret."""
        if not self.params:  # pages read their forms themselves
            page = self.method != "GET" and not self.path.startswith("/api/")
            return (urlencode({"form": form}).encode(), {"content-type": FORM}) if page else (b"", {})
        kinds = {kind for _, kind, _ in self.params}
        fields = {name: "x" for name, _, required in self.params if required} | {"form": form}
        if "File" in kinds:
            files = {name for name, kind, _ in self.params if kind == "File"}
            return _multipart(fields, files), {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
        if "Form" in kinds:
            return urlencode(fields).encode(), {"content-type": FORM}
        operation = described["paths"][self.path.replace(":path", "")][self.method.lower()]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        return json.dumps(_sample(schema, described)).encode(), {"content-type": "application/json"}


def routes_of(app: FastAPI) -> list[Route]:
    """Return every route that answers something."""
    return [
        Route(method, one.path, tuple(_params(one)))
        for one in _walked(app.routes)
        for method in sorted(one.methods - {"HEAD"})
    ]


def _walked(routes: Any) -> Iterator[Any]:
    for one in routes:
        if hasattr(one, "effective_route_contexts"):
            yield from one.effective_route_contexts()
        elif getattr(one, "methods", None):
            yield one


def _params(route: Any) -> Iterator[tuple[str, str, bool]]:
    dependant = getattr(route, "dependant", None)
    for param in dependant.body_params if dependant else ():
        yield param.alias, type(param.field_info).__name__, param.field_info.is_required()


def _sample(schema: dict[str, Any], described: dict[str, Any]) -> Any:
    """Return the smallest value of a schema, as far as our own bodies need it."""
    if "$ref" in schema:
        found: Any = described
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return _sample(found, described)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if "anyOf" in schema:
        return _sample(schema["anyOf"][0], described)
    kind = schema.get("type")
    if kind == "object":
        return {
            name: URLS.get(name) or _sample(schema["properties"][name], described)
            for name in schema.get("required", ())
        }
    if kind == "array":
        return [_sample(schema["items"], described)] * schema.get("minItems", 0)
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    if kind == "boolean":
        return False
    return "x" * max(1, schema.get("minLength", 1))


def _multipart(fields: dict[str, str], files: set[str]) -> bytes:
    parts = []
    for name, value in {**fields, **dict.fromkeys(files, "x")}.items():
        more = '; filename="x.txt"\r\nContent-Type: text/plain' if name in files else ""
        parts.append(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n')
    return ("".join(parts) + f"--{BOUNDARY}--\r\n").encode()
