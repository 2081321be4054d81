"""The HTTP connection to the centre: one `requests` session that can be cut from another thread.

What went wrong comes back as a value. Nothing here believes an answer; that is the client's part.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Protocol

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from sync.delivery.outcomes import Unreachable

MAX_ANSWER = 8 * 1024 * 1024
CONNECT_S = 3.0
SILENCE_S = 10.0  # nothing at all came for so long
WHOLE_S = 30.0  # from the first byte sent to the last one read: a trickle is not an answer


@dataclass(frozen=True, slots=True)
class Response:
    """An answer as it came: header names in lower case, the body's bytes undecoded."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire(Protocol):
    """Carries one request and its answer."""

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Response | Unreachable:
        """Return the answer, or why there is none."""
        ...

    def cut(self) -> None:
        """Break off what is under way, from any thread; nothing is asked any more."""
        ...

    def close(self) -> None:
        """Let go of the connection, on the thread that asked."""
        ...


class Cable:
    """A `Wire` over HTTP. `base` is the centre's address; used by one thread, cut by any."""

    def __init__(
        self,
        base: str,
        *,
        authority: str | None = None,
        connect_s: float = CONNECT_S,
        silence_s: float = SILENCE_S,
        whole_s: float = WHOLE_S,
    ) -> None:
        self._base = base.rstrip("/")
        self._timeout = (connect_s, silence_s)
        self._whole_s = whole_s
        self._cut = threading.Event()
        self._socket: socket.socket | None = None
        self._session = requests.Session()
        self._session.trust_env = False  # neither a proxy nor a password may come in by the environment
        self._session.verify = authority if authority else True
        adapter = _Adapter(self._connected)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Response | Unreachable:
        """Return the answer, or why there is none; takes at most about `whole_s`."""
        if self._cut.is_set():
            return Unreachable("stopping")
        late = threading.Event()
        watch = threading.Timer(self._whole_s, self._shut_late, [late])
        watch.daemon = True
        watch.start()
        try:
            response = self._asked(method, path, body, headers)
            return Unreachable(f"the answer took longer than {self._whole_s} s") if late.is_set() else response
        except (requests.RequestException, HTTPError, HTTPException, OSError, ValueError) as trouble:
            return Unreachable(f"{type(trouble).__name__}: {str(trouble)[:200]}")
        finally:
            watch.cancel()

    def cut(self) -> None:
        """Break off what is under way, from any thread; nothing is asked any more."""
        self._cut.set()
        self._shut()

    def close(self) -> None:
        """Let go of the connection, on the thread that asked."""
        self._session.close()

    def _asked(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Response | Unreachable:
        # A redirect is an answer by somebody else; compressed answers would not be what was signed.
        own = {**headers, "Accept-Encoding": "identity", "User-Agent": "yiping-kiosk"}
        with self._session.request(
            method,
            self._base + path,
            data=body or None,
            headers=own,
            timeout=self._timeout,
            allow_redirects=False,
            stream=True,
        ) as response:
            data = bytearray()
            for chunk in response.raw.stream(64 * 1024, decode_content=False):
                data += chunk
                if len(data) > MAX_ANSWER:
                    self._shut()
                    return Unreachable(f"the answer is larger than {MAX_ANSWER} bytes")
            return Response(response.status_code, {k.lower(): v for k, v in response.headers.items()}, bytes(data))

    def _connected(self, connection: socket.socket) -> None:
        self._socket = connection
        if self._cut.is_set():
            self._shut()

    def _shut_late(self, late: threading.Event) -> None:
        late.set()
        self._shut()

    def _shut(self) -> None:
        connection = self._socket
        if connection is not None:
            with contextlib.suppress(OSError):  # it may have ended by itself
                connection.shutdown(socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    """Tells about every socket it opens, so that a read under way can be broken off."""

    def __init__(self, connected: Callable[[socket.socket], None]) -> None:
        self._told = connected
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        told = self._told

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                told(self.sock)

        class Encrypted(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                told(self.sock)

        plain = type("Plain", (HTTPConnectionPool,), {"ConnectionCls": Plain})
        encrypted = type("Encrypted", (HTTPSConnectionPool,), {"ConnectionCls": Encrypted})
        self.poolmanager.pool_classes_by_scheme = {"http": plain, "https": encrypted}
