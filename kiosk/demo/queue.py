"""A small queue system for the demo: numbers are drawn, called, finished, passed over and forwarded, over HTTP.

`GET /tickets?window=3` is what the kiosk polls; `POST /tickets/call` and `POST /tickets/{id}/{finish,pass,give-up,forward}`
are what the officer's desk would send; `GET /` is a page with those buttons for a person who tries the demo by hand.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STATES = {"finish": "finished", "pass": "passed", "give-up": "given_up"}
PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>演示叫号 · Demo queue</title>
<style>body{{font:20px sans-serif;margin:3em auto;max-width:32em;color:#16202b}}
button{{font:inherit;padding:.5em 1em;margin:.2em;min-height:60px}}</style>
<h1>演示叫号机 <small>Demo queue</small></h1><p>窗口 Window {window}：<b>{number}</b> {state}</p>
<form method="post" action="/tickets/call"><button>叫下一号 Call next</button></form>{acts}</html>"""
ACT = '<form method="post" action="/tickets/{id}/{act}"><button>{text}</button></form>'
ACTS = {"finish": "办结 Finish", "pass": "过号 Pass", "give-up": "弃号 Given up", "forward": "转发 Forward"}


@dataclass(frozen=True, slots=True)
class QueueTicket:
    """One number; `called_at` is UTC."""

    id: int
    number: str
    window: str
    service: str
    called_at: str
    state: str = "serving"


class DemoQueue:
    """The queue of one window: its numbers are kept in memory, and forwarded ones move to the next window."""

    def __init__(self, window: str, port: int = 0, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._window, self._now = window, now
        self._lock = threading.Lock()
        self._tickets: list[QueueTicket] = []
        self._before = 0
        self._polls = 0
        self._printed = ""
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _desk(self))
        self._thread = threading.Thread(target=self._server.serve_forever, name="demo queue", daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """End; no request is answered afterwards."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=2)

    def call(self) -> QueueTicket:
        """Call the next number to the window."""
        with self._lock:
            at = self._before + len(self._tickets) + 1
            number, self._printed = self._printed or f"A{at - self._before:03}", ""
            self._tickets.append(QueueTicket(at, number, self._window, "BIZ-01", self._time()))
            self._polls = 0
            return self._tickets[-1]

    def print_next_as(self, number: str) -> None:
        """Let the next number be this one, whatever it is."""
        with self._lock:
            self._printed = number

    def call_again(self) -> None:
        """Call the last number again: 重呼."""
        with self._lock:
            self._tickets[-1] = replace(self._tickets[-1], called_at=self._time())
            self._polls = 0

    def start_over(self) -> None:
        """Reset: numbers begin at 1 again; the queue's own ids go on."""
        with self._lock:
            self._before += len(self._tickets)
            self._tickets = []

    def asked_after_last_change(self) -> int:
        """How often the list was asked for since something was called."""
        with self._lock:
            return self._polls

    def act(self, ticket_id: int, act: str) -> bool:
        """Finish, pass, give up or forward a number; returns False where there is nothing to act on."""
        with self._lock:
            found = [at for at, one in enumerate(self._tickets) if one.id == ticket_id]
            if not found or (act != "forward" and act not in STATES):
                return False
            old = self._tickets[found[0]]
            moved = replace(old, window=f"{int(self._window) + 1}", state="waiting")
            self._tickets[found[0]] = moved if act == "forward" else replace(old, state=STATES[act])
            return True

    def tickets(self) -> list[QueueTicket]:
        """Return every number drawn so far."""
        with self._lock:
            self._polls += 1
            return list(self._tickets)

    def _time(self) -> str:
        return self._now().isoformat(timespec="milliseconds")

    def page(self) -> str:
        """Return the page with the buttons."""
        last = next((one for one in reversed(self.tickets()) if one.window == self._window), None)
        if last is None:
            return PAGE.format(window=self._window, number="–", state="", acts="")
        acts = "".join(ACT.format(id=last.id, act=act, text=text) for act, text in ACTS.items())
        return PAGE.format(window=self._window, number=last.number, state=last.state, acts=acts)


def _desk(queue: DemoQueue) -> type[BaseHTTPRequestHandler]:
    class Desk(BaseHTTPRequestHandler):
        """What answers one request."""

        def do_GET(self) -> None:
            if self.path.startswith("/tickets"):
                self._say(200, json.dumps([asdict(one) for one in queue.tickets()]), "application/json")
            else:
                self._say(200, queue.page(), "text/html; charset=utf-8")

        def do_POST(self) -> None:
            parts = self.path.strip("/").split("/")
            if parts == ["tickets", "call"]:
                queue.call()
            elif len(parts) != 3 or not parts[1].isdigit() or not queue.act(int(parts[1]), parts[2]):
                return self._say(404, "no such number", "text/plain")
            self.send_response(303)
            self.send_header("Location", "/")
            self.send_header("Content-Length", "0")
            return self.end_headers()

        def _say(self, status: int, text: str, kind: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Stay silent: the demo prints its own story."""

    return Desk
