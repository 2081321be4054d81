"""A program that webhooks are sent to: on loopback, keeps what came, answers what it was told to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answers = Callable[[int], tuple[int, dict[str, str]]]


@dataclass
class Receiver:
    """`got` holds (headers in lower case, body) in order; `answers` gives status and headers for the nth request."""

    url: str = ""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: Answers = lambda _: (204, {})
    came: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def wait(self, count: int, patience: float = 60) -> None:
        """Wait until so many more have come."""
        for _ in range(count):
            assert self.came.acquire(timeout=patience), f"{len(self.got)} came, and no more"


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Give a receiver that listens."""
    made = Receiver()
    lock = threading.Lock()

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            with lock:
                made.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                status, headers = made.answers(len(made.got))
            self.send_response(status)
            for name, value in {**headers, "content-length": "0"}.items():
                self.send_header(name, value)
            self.end_headers()
            made.came.release()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Takes) as server:
        made.url = f"http://127.0.0.1:{server.server_address[1]}/news?from=yiping"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()
