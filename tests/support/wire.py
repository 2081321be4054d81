"""A bad network: an asyncio proxy between a kiosk and its centre that does one of many wrongs to each HTTP exchange.

The proxy reads a whole request and decides by the fault that is set. It knows no keys of either side.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import gzip
import hashlib
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any

from sync.contract import Answer, Batch, BatchAnswer, Said, State, Verdict, canonical, chained, parsed
from sync.shape import shaped
from sync.suite import Keys, sign_answer


class Fault(StrEnum):
    """What happens to an exchange."""

    NONE = "nothing wrong"
    REFUSED = "connection refused"
    CUT_BEFORE = "cut before the request"
    CUT_IN_REQUEST = "cut in the middle of the request"
    CUT_AFTER = "cut after the request, before the answer"
    TRUNCATED = "answer truncated"
    SLOW = "answer never comes"
    TRICKLE = "answer trickles"
    BAD_GATEWAY = "502 from something in between"
    TOO_LARGE = "413"
    PORTAL = "captive portal: 200 OK, a page"
    REDIRECT = "captive portal: 302"
    UNSIGNED = "the true answer without its signature"
    FORGED = "an answer signed by somebody else that settles everything"
    REPLAYED = "an earlier true answer"
    FLIPPED_ANSWER = "one bit of the answer flipped"
    FLIPPED_REQUEST = "one bit of the request flipped"
    DOUBLED = "the request arrives twice"
    OUT_OF_ORDER = "an old request arrives again before this one"


FAULTS = [one for one in Fault if one is not Fault.NONE]


@dataclass(frozen=True, slots=True)
class Message:
    """An HTTP message as bytes: head with its empty line, and body."""

    head: bytes
    body: bytes

    @property
    def raw(self) -> bytes:
        return self.head + self.body


@dataclass(frozen=True, slots=True)
class Line:
    """The kiosk's connection; each method returns whether it may be used again."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> bool:
        """Answer."""
        self.writer.write(data)
        await self.writer.drain()
        return True

    async def until_gone(self) -> bool:
        """Hold the line until the other end has enough."""
        await self.reader.read()
        return False

    def reset(self) -> bool:
        """End with RST instead of a polite FIN."""
        raw = self.writer.transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()
        return False


@dataclass
class BadWire:
    """Listens on loopback, passes on to `upstream` port, does `fault` to each exchange."""

    upstream: int
    seed: int = 0
    fault: Fault = Fault.NONE
    port: int = 0
    requests: list[Message] = field(default_factory=list)
    answers: list[Message] = field(default_factory=list)
    met: int = 0

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.mallory = Keys.made()
        self.happened = threading.Event()  # set by every exchange that met a fault
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="bad wire")
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """What the kiosk calls."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()
        self._run(self._listen())

    def stop(self) -> None:
        """End everything."""
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def set(self, fault: Fault) -> None:
        """From the next exchange on, do this."""
        self.fault = fault
        if fault is Fault.REFUSED:
            self._run(self._close())
        elif self._server is None:
            self._run(self._listen())

    def _run(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        server, self._server = self._server, None
        if server:
            server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._exchange(Line(reader, writer)):
                    pass
        finally:
            self._open.discard(task)
            writer.transport.abort()

    async def _exchange(self, line: Line) -> bool:
        if self.fault is Fault.CUT_BEFORE:
            self._meet()
            return line.reset()
        request = await _message(line.reader)
        if self.fault is not Fault.NONE:
            self._meet()
        return await _ACTS[self.fault](self, request, line)

    def _meet(self) -> None:
        self.met += 1
        self.happened.set()

    async def centre(self, request: bytes) -> Message:
        """Pass a request on and return the centre's answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        try:
            writer.write(request)
            await writer.drain()
            return await _message(reader)
        finally:
            writer.transport.abort()

    async def asked(self, request: Message) -> Message:
        """Pass a request on and remember both."""
        answer = await self.centre(request.raw)
        self.requests.append(request)
        if answer.head.startswith(b"HTTP/1.1 200"):
            self.answers.append(answer)
        return answer


@contextmanager
def bad_wire(upstream_url: str, seed: int = 0) -> Iterator[BadWire]:
    """Put a bad wire before a centre."""
    wire = BadWire(int(upstream_url.rsplit(":", 1)[1]), seed)
    wire.start()
    try:
        yield wire
    finally:
        wire.stop()


# --- one function a fault; each returns whether the connection may be used again ---------------------------------------


async def _pass(wire: BadWire, request: Message, line: Line) -> bool:
    return await line.send((await wire.asked(request)).raw)


async def _reset(_: BadWire, __: Message, line: Line) -> bool:
    return line.reset()


async def _cut_in_request(wire: BadWire, request: Message, line: Line) -> bool:
    half = request.raw[: len(request.head) + len(request.body) // 2]
    _, upstream = await asyncio.open_connection("127.0.0.1", wire.upstream)
    upstream.write(half)
    await upstream.drain()
    upstream.transport.abort()
    return line.reset()


async def _cut_after(wire: BadWire, request: Message, line: Line) -> bool:
    await wire.asked(request)
    return line.reset()


async def _truncated(wire: BadWire, request: Message, line: Line) -> bool:
    answer = await wire.asked(request)
    await line.send(answer.raw[: wire.chance.randrange(1, len(answer.raw))])
    return False


async def _slow(wire: BadWire, request: Message, line: Line) -> bool:
    await wire.asked(request)
    return await line.until_gone()


async def _trickle(wire: BadWire, request: Message, line: Line) -> bool:
    answer = await wire.asked(request)
    for at in range(len(answer.raw)):
        await line.send(answer.raw[at : at + 1])
        await asyncio.sleep(0.02)  # the fault itself: far quicker than a silence, far slower than a whole answer may be
    return False


async def _bad_gateway(_: BadWire, __: Message, line: Line) -> bool:
    return await line.send(_page(b"502 Bad Gateway", b"<h1>502</h1>"))


async def _too_large(_: BadWire, __: Message, line: Line) -> bool:
    return await line.send(_page(b"413 Content Too Large", b"<h1>413</h1>"))


async def _portal(_: BadWire, __: Message, line: Line) -> bool:
    return await line.send(_page(b"200 OK", "<h1>欢迎使用免费无线网络</h1>".encode()))


async def _redirect(wire: BadWire, _: Message, line: Line) -> bool:
    return await line.send(_page(b"302 Found\r\nlocation: " + wire.url.encode() + b"/log-in", b""))


async def _unsigned(wire: BadWire, request: Message, line: Line) -> bool:
    answer = await wire.asked(request)
    lines = [line for line in answer.head.split(b"\r\n") if not line.lower().startswith(b"signature")]
    return await line.send(b"\r\n".join(lines) + answer.body)


async def _forged(wire: BadWire, request: Message, line: Line) -> bool:
    return await line.send(forged(request, wire.mallory))


async def _replayed(wire: BadWire, request: Message, line: Line) -> bool:
    if not wire.answers:
        return await _portal(wire, request, line)
    return await line.send(wire.chance.choice(wire.answers).raw)


async def _flipped_answer(wire: BadWire, request: Message, line: Line) -> bool:
    answer = await wire.asked(request)
    return await line.send(answer.head + _flip(answer.body, wire.chance))


async def _flipped_request(wire: BadWire, request: Message, line: Line) -> bool:
    answer = await wire.centre(request.head + _flip(request.body, wire.chance))
    return await line.send(answer.raw)


async def _doubled(wire: BadWire, request: Message, line: Line) -> bool:
    await wire.centre(request.raw)
    return await _pass(wire, request, line)


async def _out_of_order(wire: BadWire, request: Message, line: Line) -> bool:
    if wire.requests:
        await wire.centre(wire.chance.choice(wire.requests).raw)
    return await _pass(wire, request, line)


Act = Callable[[BadWire, Message, Line], Awaitable[bool]]
_ACTS: dict[Fault, Act] = {
    Fault.NONE: _pass,
    Fault.REFUSED: _reset,
    Fault.CUT_BEFORE: _reset,
    Fault.CUT_IN_REQUEST: _cut_in_request,
    Fault.CUT_AFTER: _cut_after,
    Fault.TRUNCATED: _truncated,
    Fault.SLOW: _slow,
    Fault.TRICKLE: _trickle,
    Fault.BAD_GATEWAY: _bad_gateway,
    Fault.TOO_LARGE: _too_large,
    Fault.PORTAL: _portal,
    Fault.REDIRECT: _redirect,
    Fault.UNSIGNED: _unsigned,
    Fault.FORGED: _forged,
    Fault.REPLAYED: _replayed,
    Fault.FLIPPED_ANSWER: _flipped_answer,
    Fault.FLIPPED_REQUEST: _flipped_request,
    Fault.DOUBLED: _doubled,
    Fault.OUT_OF_ORDER: _out_of_order,
}


def forged(request: Message, mallory: Keys) -> bytes:
    """Return the best answer somebody without the centre's key can make: everything in it is right but the key."""
    headers = _headers(request.head)
    batch = shaped(Batch, parsed(gzip.decompress(request.body)))
    signature = headers["signature"].removeprefix("sig=:").removesuffix(":")
    name = hashlib.sha256(base64.b64decode(signature)).hexdigest()
    said = Answer(
        centre="centre",
        key=mallory.public.id,
        kiosk=batch.kiosk,
        request=name,
        state=State.ACTIVE,
        time="2026-03-02T01:00:00.000Z",
        challenge="x",
        incarnation="x",
    )
    seqs = range(batch.first, batch.first + len(batch.records))
    answer = BatchAnswer(
        answer=said,
        ledger=batch.ledger,
        settled_through=seqs[-1],
        head=chained(bytes.fromhex(batch.prev), batch.records)[-1].hex(),
        verdicts=tuple(
            Verdict(seq, parsed(text)["id"], Said.ACCEPTED) for seq, text in zip(seqs, batch.records, strict=True)
        ),
    )
    body = canonical(answer).encode()
    sealed = sign_answer(mallory, status=200, body=body, centre="centre", request=name, created=1)
    own = b"".join(f"\r\n{key}: {value}".encode() for key, value in sealed.headers.items())
    return _page(b"200 OK" + own, body)


def _page(status: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 " + status + b"\r\ncontent-length: " + str(len(body)).encode() + b"\r\n\r\n" + body


def _flip(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _headers(head: bytes) -> dict[str, str]:
    lines = [line.partition(b":") for line in head.split(b"\r\n")[1:] if line]
    return {name.decode().lower(): text.strip().decode() for name, _, text in lines}


async def _message(reader: asyncio.StreamReader) -> Message:
    head = await reader.readuntil(b"\r\n\r\n")
    size = int(_headers(head).get("content-length", "0"))
    return Message(head, await reader.readexactly(size))
