"""A client that calls an application in its own process, as a program or a browser would; nothing goes over a wire."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote, urlencode

from fastapi import FastAPI


@dataclass(frozen=True)
class Got:
    """An answer: `headers` in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Client:
    """Keeps cookies, like a browser; follows no redirect."""

    app: FastAPI
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, method: str = "GET", **headers: str) -> Got:
        return self._ask(method, path, b"", headers)

    def post(self, path: str, fields: Mapping[str, str | Sequence[str]] | bytes, **headers: str) -> Got:
        body = fields if isinstance(fields, bytes) else urlencode(fields, doseq=True).encode()
        return self._ask("POST", path, body, {"content-type": "application/x-www-form-urlencoded", **headers})

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Got:
        return self._ask(method, path, body, headers)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Got:
        """Send a body as it is."""
        return self._ask(method, path, body, headers)

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Got:
        answer = asyncio.run(_called(self.app, method, path, body, self._sent(headers)))
        for name, value in answer[1]:
            if name == "set-cookie":
                self._keep(value)
        return Got(answer[0], dict(answer[1]), answer[2])

    def _sent(self, headers: Mapping[str, str]) -> dict[str, str]:
        jar = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        return {**jar, **self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}

    def _keep(self, header: str) -> None:
        for name, morsel in SimpleCookie(header).items():
            if morsel["max-age"] == "0":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value


async def _called(
    app: FastAPI, method: str, path: str, body: bytes, headers: Mapping[str, str]
) -> tuple[int, list[tuple[str, str]], bytes]:
    where, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(where),
        "raw_path": where.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    status = 0
    said: list[tuple[str, str]] = []
    parts: list[bytes] = []
    sent = False

    async def receive() -> dict[str, object]:
        nonlocal sent
        if sent:
            await asyncio.sleep(3600)  # the other side stays connected; cancelled when the answer is whole
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            said.extend((name.decode(), value.decode()) for name, value in message["headers"])
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return status, said, b"".join(parts)
