"""Made-up requests to every route of the OpenAPI document, and an application that gets them one after the other.

Schemathesis makes the cases: half of them as the document says, half as it forbids. They are made before the first is
sent, so that what grows afterwards is the application's.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import unquote, urlsplit

import jsonschema_rs
import requests
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

ADDRESS = "http://127.0.0.1"
PROOFS = {"authorization", "cookie", "signature", "signature-input", "yiping-form"}  # made up, unless one is dressed
LONGEST_S = 60.0  # an answer that takes longer has hung


@dataclass(frozen=True, slots=True)
class Case:
    """One request. `route` is the document's path, for the reader of a failure."""

    route: str
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a case. `wrong` is how the answer differs from what the document says of it; mostly nothing."""

    case: Case
    status: int
    text: str
    wrong: str = ""


@schemathesis.serializer("application/toml")
def as_toml(_context: Any, value: Any) -> bytes:
    """Return a body of a hall's file or its questions: text that is rarely TOML, as people send it."""
    return str(value).encode(errors="replace")


Judge = Callable[[Case, int, str, bytes], str]
Dress = Callable[[int, Case], Mapping[str, str]]


def cases(document: Mapping[str, Any], many: int, known: Mapping[str, str], *, number: int = 0) -> list[Case]:
    """Return at least so many cases; every other one names what is `known` where the path or the query has a place for it."""
    schema = schemathesis.openapi.from_dict(dict(document))
    operations = [one.ok() for one in schema.get_all_operations()]
    made: list[Case] = []
    while len(made) < many:
        number += 1
        each = -(-(many - len(made)) // len(operations))
        for operation in operations:
            made += _of(operation, each, known, number)
    return made


def dealt(made: Sequence[Case]) -> tuple[list[Case], list[Case]]:
    """Return two halves of these cases with every route in both; the one case of a route without parameters is in both."""
    heaps: dict[tuple[str, str], list[Case]] = {}
    for one in made:
        heaps.setdefault((one.route, one.method), []).append(one)
    halves: tuple[list[Case], list[Case]] = ([], [])
    for heap in heaps.values():
        for half, own in zip(halves, (heap[::2], heap[1::2] or heap), strict=True):
            half += own
    for half in halves:
        Random(len(half)).shuffle(half)
    return halves


def fire(
    app: FastAPI, sent: Sequence[Case], dress: Dress = lambda _at, _case: {}, judge: Judge = lambda *_: ""
) -> list[Seen]:
    """Send the cases in their order, each with the headers it is dressed in; return what came of them."""
    with asyncio.Runner() as runner:
        return [runner.run(_asked(app, one, dress(at, one), judge)) for at, one in enumerate(sent)]


class Promised:
    """Judges answers by the document: JSON has the shape that is promised, and whatever is refused is a problem document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._shapes: dict[tuple[str, str, str], Any] = {}

    def __call__(self, case: Case, status: int, media: str, body: bytes) -> str:
        """Return what is wrong."""
        if status >= 400:
            fields = json.loads(body).keys() if media == "application/problem+json" else set()
            return "" if {"type", "title", "status", "detail"} <= fields else f"no problem document: {media}"
        if media != "application/json" or status >= 300:
            return ""
        told = next(self._shape(case, str(status)).iter_errors(json.loads(body)), None)
        return "" if told is None else f"{told.message} at {told.instance_path}"[:300]

    def _shape(self, case: Case, status: str) -> Any:
        key = (case.route, case.method, status)
        if key not in self._shapes:
            answer = self._document["paths"][case.route][case.method.lower()]["responses"][status]
            schema = answer["content"]["application/json"]["schema"]
            known = {"components": self._document["components"]}
            self._shapes[key] = jsonschema_rs.validator_for({**known, **schema})
        return self._shapes[key]


def memory() -> int:
    """Return the bytes this process holds, without what was given back and is only kept for later."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def _of(operation: Any, many: int, known: Mapping[str, str], number: int) -> Iterator[Case]:
    modes = [GenerationMode.POSITIVE]
    if operation.body or operation.query.items:  # any text can stand in a path: looking for a wrong one takes for ever
        modes.append(GenerationMode.NEGATIVE)
    for mode in modes:
        for at, case in enumerate(_drawn(operation.as_strategy(generation_mode=mode), -(-many // len(modes)), number)):
            if at % 2:
                for named in (case.path_parameters, case.query):
                    named.update({name: known[name] for name in named if name in known})
            yield _plain(operation.path, case)


def _drawn(strategy: Any, many: int, number: int) -> list[Any]:
    found: list[Any] = []

    @seed(number)
    @settings(
        max_examples=many,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def draw(case: Any) -> None:
        found.append(case)

    try:
        draw()
    except Unsatisfiable:  # a route without parameters cannot be asked in a wrong way
        return []
    return found


def _plain(route: str, case: Any) -> Case:
    sent = requests.Request(**case.as_transport_kwargs(base_url=ADDRESS)).prepare()
    url = urlsplit(str(sent.url))
    body = sent.body or b""
    headers = {str(name).lower(): str(value) for name, value in sent.headers.items()}
    made = body.encode(errors="replace") if isinstance(body, str) else body
    return Case(route, str(sent.method), url.path, url.query, headers, made)


async def _asked(app: FastAPI, case: Case, more: Mapping[str, str], judge: Judge) -> Seen:
    own = {name: value for name, value in case.headers.items() if not more or name not in PROOFS}
    headers = {**own, **more}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": case.method,
        "scheme": "http",
        "path": unquote(case.path),
        "raw_path": case.path.encode(),
        "query_string": case.query.encode(),
        "root_path": "",
        "headers": [(name.encode(), _header(value)) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    messages = iter([{"type": "http.request", "body": case.body, "more_body": False}])
    said: list[dict[str, Any]] = []
    begun = asyncio.Event()

    async def receive() -> dict[str, Any]:
        for message in messages:
            return message
        await begun.wait()  # whoever leaves earlier is not answered
        return {"type": "http.disconnect"}  # so that a stream that was begun ends

    async def send(message: Any) -> None:
        said.append(message)
        begun.set()

    try:
        async with asyncio.timeout(LONGEST_S):
            await app(scope, receive, send)
    except Exception as trouble:  # the application has answered 500 and passes on why
        return Seen(case, 500, repr(trouble))
    status, told = said[0]["status"], dict(said[0]["headers"])
    body = b"".join(one.get("body", b"") for one in said[1:])
    wrong = judge(case, status, told.get(b"content-type", b"").decode().partition(";")[0], body)
    return Seen(case, status, body[:300].decode(errors="replace"), wrong)


def _header(value: str) -> bytes:
    return value.encode("latin-1", errors="replace")
