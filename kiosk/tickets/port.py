"""The port a queue system on this machine posts its events to: loopback only, a token, small bodies."""

from __future__ import annotations

import hmac
import json
import logging
import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from typing import Any

from sync.contract import uuid7
from sync.live import QueueEvent
from sync.shape import Malformed, shaped

log = logging.getLogger(__name__)

PATH = "/api/v1/queue-events"  # the centre's, so that a queue system needs to know one
MAX_BODY = 64 * 1024
MAX_EVENTS = 200
AT_ONCE = 8
PATIENCE_S = 5.0


class Refusal(Exception):
    """What is answered instead; the text says what to do."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Port:
    """Listens from the moment it is made; `serve` answers until `close`. `told` gets each post's events, in order."""

    def __init__(self, port: int, token: str, window: str, told: Callable[[Sequence[QueueEvent]], None]) -> None:
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.take = lambda headers, body: told(_events(headers, body, token, window))
        self.number = int(self._server.server_address[1])
        self._served = threading.Event()

    def serve(self) -> None:
        """Answer on this thread."""
        self._served.set()
        self._server.serve_forever(poll_interval=0.1)

    def close(self) -> None:
        """Stop listening."""
        if self._served.is_set():
            self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    take: Callable[[Any, bytes], None]

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._room = threading.BoundedSemaphore(AT_ONCE)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer so many at once; who comes then is hung up on, and posts again."""
        if self._room.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - the library's hook
        """The catch-all of these threads."""
        log.info("a post of queue events broke off", exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    timeout = PATIENCE_S
    server: _Server
    connection: socket

    def do_POST(self) -> None:
        """Take events in."""
        try:
            if self.path != PATH:
                raise Refusal(404, f"nothing is here: post queue events to {PATH}")
            self.server.take(self.headers, self._body())
        except Refusal as why:
            self._answer(why.status, {"title": str(why), "status": why.status}, "application/problem+json")
        else:
            self._answer(202, {"taken": True}, "application/json")

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            raise Refusal(411, "say how long the body is, in Content-Length")
        if int(length) > MAX_BODY:
            self.rfile.read(min(int(length), 4 * MAX_BODY))  # who is still sending hears no answer
            raise Refusal(413, f"a body has at most {MAX_BODY} bytes: post fewer events at once")
        return self.rfile.read(int(length))

    def _answer(self, status: int, value: dict[str, Any], kind: str) -> None:
        body = json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        log.debug(format, *args)


def _events(headers: Any, body: bytes, token: str, window: str) -> list[QueueEvent]:
    given = headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        raise Refusal(401, "send the token of queue.token, as in Authorization: Bearer …")
    if headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refusal(415, "send JSON, and say so in Content-Type: application/json")
    try:
        value = json.loads(body)
        listed = value["events"] if isinstance(value, dict) and "events" in value else [value]
        if not isinstance(listed, list) or len(listed) > MAX_EVENTS:
            raise Malformed(f"events must be a list of at most {MAX_EVENTS}")
        return [shaped(QueueEvent, _ours(one, window)) for one in listed]
    except (ValueError, RecursionError) as why:  # Malformed is one
        raise Refusal(422, f"{why}" if isinstance(why, Malformed) else "the body is no JSON") from None


def _ours(one: object, window: str) -> object:
    """An event of a queue that knows one window only need not name it; one without an id is never told twice."""
    return {"window": window, "id": uuid7(), **one} if isinstance(one, dict) else one
