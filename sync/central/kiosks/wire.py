"""Requests from kiosks and the signed answers to them: signatures are checked before anything is parsed.

Every answer is signed, refusals too; only an unknown key or a bad signature is 401.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import logging
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from sync.central.central import Central
from sync.central.kiosks.challenge import challenge, echoed
from sync.central.kiosks.known import KioskKnown, key_before, kiosk_known
from sync.central.kiosks.lines import RETRY_S, Line, Lines
from sync.central.problems import MEDIA, problem
from sync.central.world import lacking, trouble_line
from sync.contract import BELIEVES, MAX_BATCH_BYTES, Answer, b64, rfc3339
from sync.suite import Forged, Keys, check_request, sign_answer
from sync.times import milliseconds

log = logging.getLogger(__name__)
_FAILED = "the centre could not do this; its log says why, try again later"
MAX_SENT = MAX_BATCH_BYTES + 4096  # gzip of what cannot be compressed is a little longer than itself


@dataclass(frozen=True, slots=True)
class Asked:
    """A request whose signature holds. `name` is its signature's hash; `fresh_ms` when the challenge it echoes was given."""

    kiosk: KioskKnown
    name: str
    body: bytes
    headers: dict[str, str]
    now_ms: int
    fresh_ms: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """What to answer: a body and its status, and headers beside the signature."""

    status: int
    body: bytes
    media: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


class TooMuch(Exception):
    """The body is larger than the contract allows."""


class NotGzip(Exception):
    """The body says it is gzip and is not."""


async def serve(
    request: Request, central: Central, answer: Callable[[Asked], Said], line: Line | None = None
) -> Response:
    """Check a kiosk's request, have it answered on a worker thread, and sign what is said.

    Each waits for its turn in a line, the one of everything that is no batch unless another is given.
    """
    headers = dict(request.headers)
    body = await read_body(request)  # before its turn comes: a stranger who never sends one keeps nobody waiting
    async with (line or _lines(request).others).turn() as ours:
        if await request.is_disconnected():
            raise ClientDisconnect
        if not ours:
            return await run_in_threadpool(_signed, central, headers, _name_of(headers), CROWDED)
        return await run_in_threadpool(answered, central, request.method, request.url.path, headers, body, answer)


async def serve_waiting(request: Request, central: Central, answer: Callable[[Asked], Awaitable[Said]]) -> Response:
    """The same for an answer that waits for something to happen: no thread is held meanwhile."""
    headers = dict(request.headers)
    body = await read_body(request)
    asked: list[Asked] = []

    def noted(one: Asked) -> Said:
        asked.append(one)
        return Said(204, b"")

    async with _lines(request).others.turn() as ours:
        if not ours:
            return await run_in_threadpool(_signed, central, headers, _name_of(headers), CROWDED)
        refusal = await run_in_threadpool(answered, central, request.method, request.url.path, headers, body, noted)
    if not asked:
        return refusal
    try:
        said = await answer(asked[0])
    except Exception as trouble:
        said = _failed(request.method, request.url.path, trouble)
    return await run_in_threadpool(_signed, central, headers, asked[0].name, said)


def refused(status: int, detail: str) -> Said:
    """Return a refusal as a problem document."""
    return Said(status, problem(status, detail), MEDIA)


CROWDED = Said(
    503,
    problem(503, "many kiosks ask just now: nothing was taken in, send it again in a moment"),
    MEDIA,
    (("retry-after", str(RETRY_S)),),
)


def _lines(request: Request) -> Lines:
    found: Lines = request.app.state.lines
    return found


def answer_of(central: Central, asked: Asked, hall_head: str | None) -> Answer:
    """Return what every answer carries."""
    now_ms = central.now_ms()
    pair = _pair(central, asked.headers)
    return Answer(
        centre=central.keys.centre,
        key=pair.public.id,
        kiosk=asked.kiosk.id,
        request=asked.name,
        state=asked.kiosk.state,
        time=rfc3339(central.clock.now()),
        challenge=challenge(_secret(central), asked.kiosk.id, now_ms),
        incarnation=central.incarnation,
        hall_head=hall_head,
        next_key=None if pair is central.keys.pair else b64(central.keys.pair.public.sign),
    )


def inflated(asked: Asked) -> bytes:
    """Return the body as JSON text, unzipped if it says so.

    Raises:
        TooMuch: it is, or would become, larger than a batch may be.
        NotGzip: it is not what its Content-Encoding says.
    """
    body = asked.body
    if asked.headers.get("content-encoding", "identity") == "gzip":
        try:
            unzip = zlib.decompressobj(wbits=31)
            body = unzip.decompress(asked.body, MAX_BATCH_BYTES + 1)
            if len(body) <= MAX_BATCH_BYTES and not unzip.eof:
                raise NotGzip("the gzip body is cut short")
        except zlib.error:
            raise NotGzip("the body is not gzip") from None
    if len(body) > MAX_BATCH_BYTES:
        raise TooMuch
    return body


def _secret(central: Central) -> bytes:
    """Return what challenges are made with: those given before a restore prove nothing about what was lost in it."""
    return central.keys.secret + central.incarnation.encode()


def answered(
    central: Central,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes | None,
    answer: Callable[[Asked], Said],
) -> Response:
    """Check a request (header names in lower case; `body` None: too long), have it answered, and sign what is said."""
    name = _name_of(headers)
    if body is None:
        return _signed(
            central, headers, name, refused(413, f"send at most {MAX_BATCH_BYTES} bytes: fewer records at a time")
        )
    try:
        return _signed(central, headers, *_said(central, method, path, headers, body, answer))
    except Forged as why:
        return _signed(central, headers, name, refused(401, f"{why}: enrol this kiosk again if it should be known"))
    except Exception as trouble:  # whatever it is, the kiosk gets a signed answer, keeps its records and comes again
        return _signed(central, headers, name, _failed(method, path, trouble))


def _failed(method: str, path: str, trouble: Exception) -> Said:
    """Say that it did not work; where the world is to blame in one line, so that a full disk is not filled with logs."""
    lack = lacking(trouble)
    if lack is None:
        log.error("%s %s could not be answered", method, path, exc_info=trouble)
        return refused(500, _FAILED)
    log.warning("%s %s could not be answered: %s", method, path, trouble_line(trouble))
    return Said(lack.status, problem(lack.status, lack.detail), MEDIA, tuple(lack.headers.items()))


def _said(
    central: Central, method: str, path: str, headers: dict[str, str], body: bytes, answer: Callable[[Asked], Said]
) -> tuple[str, Said]:
    """Return the name of a request whose signature holds, and what to answer."""
    with central.database.glance() as connection:
        kiosk = kiosk_known(connection, headers.get("yiping-kiosk", ""))
    if kiosk is None:
        raise Forged("nobody enrolled here has this kiosk id")
    name = _checked(central, kiosk, method=method, path=path, body=body, headers=headers)
    now_ms = central.now_ms()
    fresh_ms = echoed(_secret(central), kiosk.id, headers.get("yiping-challenge", ""), now_ms)
    return name, answer(Asked(kiosk, name, body, headers, now_ms, fresh_ms))


def _checked(
    central: Central, kiosk: KioskKnown, *, method: str, path: str, body: bytes, headers: dict[str, str]
) -> str:
    """Return the request's name if the kiosk's key signed it, or, for a day, the one it had before: an answer may be lost."""
    try:
        return check_request(kiosk.sign_key, method=method, path=path, body=body, headers=headers)
    except Forged:
        with central.database.glance() as connection:
            before = key_before(connection, kiosk, central.now_ms())
        if before is None:
            raise
        return check_request(before, method=method, path=path, body=body, headers=headers)


def _pair(central: Central, headers: dict[str, str]) -> Keys:
    """Return the keys that whoever asks believes."""
    return central.keys.pair_for(headers.get(BELIEVES, ""))


def _signed(central: Central, headers: dict[str, str], name: str, said: Said) -> Response:
    sealed = sign_answer(
        _pair(central, headers),
        status=said.status,
        body=said.body,
        centre=central.keys.centre,
        request=name,
        created=milliseconds(central.clock.now()) // 1000,
    )
    return Response(said.body, said.status, {**sealed.headers, **dict(said.headers)}, media_type=said.media)


def unsigned(said: Said) -> Response:
    """Return an answer that proves itself otherwise (enrolment)."""
    return Response(said.body, said.status, dict(said.headers), media_type=said.media)


def _name_of(headers: dict[str, str]) -> str:
    """Return the name of a request whose signature was not checked, so that even a refusal says what it answers."""
    text = headers.get("signature", "").removeprefix("sig=:").removesuffix(":")
    if not text:
        return ""
    try:
        return hashlib.sha256(base64.b64decode(text, validate=True)).hexdigest()
    except (binascii.Error, ValueError):
        return ""


async def read_body(request: Request) -> bytes | None:
    """Return the body as sent, None where it is too long (the rest is not read)."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_SENT:
            return None
        parts.append(part)
    return b"".join(parts)
