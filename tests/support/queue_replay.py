"""Two real queue systems played again over real HTTP, each in its own shape, and every way in which they fail.

`fqm()` serves tickets as FQM recorded them (`tests/support/queue/*.json`); `office()` serves all citizens of an office
with their states, where one number carries several matters. A test moves the queue by hand; `heard` waits for a kiosk.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).parent / "queue"
Answer = Callable[[BaseHTTPRequestHandler], None]


class ReplayServer:
    """An HTTP server on loopback; `body` says what it would answer, `fault` answers in its place."""

    def __init__(self, path: str, body: Callable[[], Any]) -> None:
        self.fault: Answer | None = None
        self.headers: list[dict[str, str]] = []
        self._asked = threading.Condition()
        self._answered = 0
        replay = self

        class Asked(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                replay.headers.append(dict(self.headers))
                try:
                    if replay.fault:
                        replay.fault(self)
                    elif self.path != path:
                        send(self, 404, b"{}", "application/json")
                    else:
                        send(self, 200, json.dumps(body(), ensure_ascii=False).encode(), "application/json")
                except (BrokenPipeError, ConnectionResetError):
                    pass  # the kiosk did not wait
                with replay._asked:
                    replay._answered += 1
                    replay._asked.notify_all()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}{path}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def heard(self, times: int = 2, within_s: float = 10) -> None:
        """Wait until so many more requests were answered: whatever was true before is known to the kiosk by then."""
        with self._asked:
            goal = self._answered + times
            assert self._asked.wait_for(lambda: self._answered >= goal, within_s), "the kiosk does not ask"

    def close(self) -> None:
        """Go down."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def send(asked: BaseHTTPRequestHandler, status: int, body: bytes, kind: str) -> None:
    """Answer."""
    asked.send_response(status)
    asked.send_header("Content-Type", kind)
    asked.send_header("Content-Length", str(len(body)))
    asked.end_headers()
    asked.wfile.write(body)


def html(asked: BaseHTTPRequestHandler) -> None:
    """A captive portal."""
    send(asked, 200, b"<!doctype html><title>Log in to the network</title>", "text/html; charset=utf-8")


def failing(status: int) -> Answer:
    """Answer with this status."""
    return lambda asked: send(asked, status, b"oops", "text/plain")


def trickling(asked: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then, for ever: each byte is in time, the answer never is."""
    asked.send_response(200)
    asked.send_header("Content-Type", "application/json")
    asked.send_header("Content-Length", "100000")
    asked.end_headers()
    while True:
        asked.wfile.write(b" ")
        asked.wfile.flush()
        time.sleep(0.05)  # this *is* what happens: a slow server


def endless(asked: BaseHTTPRequestHandler) -> None:
    """Send more than anybody wants to read."""
    asked.send_response(200)
    asked.send_header("Content-Type", "application/json")
    asked.end_headers()
    for _ in range(200):
        asked.wfile.write(b" " * 65536)


@dataclass(slots=True)
class Fqm:
    """FQM's tickets, shaped as recorded: a number repeats daily, `pdt` is the call in UTC without a zone, no end."""

    tickets: list[dict[str, Any]] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)  # what is done under it is seen as one change
    pattern: dict[str, Any] = field(
        default_factory=lambda: json.loads((RECORDED / "fqm-ticket-pulled.json").read_text())
    )

    def call(self, number: str, at: datetime, *, office: int = 1, id: int | None = None) -> dict[str, Any]:  # noqa: A002 - FQM's name
        """Issue and pull a ticket."""
        naive = at.replace(tzinfo=None)
        ticket = {
            **self.pattern,
            "id": id if id is not None else max((one["id"] for one in self.tickets), default=1) + 1,
            "number": number,
            "timestamp": naive.isoformat(timespec="microseconds"),
            "date": naive.date().isoformat() + "T00:00:00",
            "pdt": naive.isoformat(timespec="microseconds"),
            "office_id": office,
        }
        with self.lock:
            self.tickets.append(ticket)
        return ticket

    def body(self) -> list[dict[str, Any]]:
        """What `GET /api/v1/tickets/?processed=true` answers."""
        with self.lock:
            return deepcopy(self.tickets)

    def reset(self) -> None:
        """Begin at 101 again, with the ids too: FQM deletes its tickets, and SQLite gives their ids out anew."""
        with self.lock:
            self.tickets.clear()


@dataclass(slots=True)
class Office:
    """An office's citizens, each with a number, a state and one or several matters in turn."""

    citizens: list[dict[str, Any]] = field(default_factory=list)
    epoch: int = 1
    lock: threading.RLock = field(default_factory=threading.RLock)  # what is done under it is seen as one change

    def arrive(self, number: str, *matters: str) -> dict[str, Any]:
        """A citizen takes a number for some matters."""
        citizen = {
            "citizen_id": len(self.citizens) + 1,
            "ticket_number": number,
            "counter": None,
            "state": "Waiting",
            "requests": [{"sr_id": f"{number}-{name}", "service": {"name": name}, "open": False} for name in matters],
        }
        with self.lock:
            self.citizens.append(citizen)
        return citizen

    def serve(self, citizen: dict[str, Any], counter: int, *, state: str = "Being Served", matter: int = 0) -> None:
        """A counter invites or serves, for one of the matters."""
        with self.lock:
            citizen.update(state=state, counter=counter)
            for at, request in enumerate(citizen["requests"]):
                request["open"] = at == matter

    def end(self, citizen: dict[str, Any], state: str = "Served") -> None:
        """Nobody serves this citizen any more."""
        with self.lock:
            citizen.update(state=state)
            for request in citizen["requests"]:
                request["open"] = False

    def reset(self) -> None:
        """Numbers and ids begin again."""
        with self.lock:
            self.epoch += 1
            self.citizens.clear()

    def body(self) -> dict[str, Any]:
        """What `GET /citizens` answers."""
        with self.lock:
            return {"office": {"epoch": self.epoch}, "citizens": deepcopy(self.citizens), "errors": {}}
