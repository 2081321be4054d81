"""A small centre that really checks and signs, kept in memory: for delivery's own tests and for faults in between.

It is not the product's centre: no places, no standings. What it promises a kiosk it keeps: one chain a ledger,
every record once, an answer signed to just that request.
"""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sync.clock import Clock
from sync.contract import (
    GENESIS,
    Answer,
    Batch,
    BatchAnswer,
    Enrolled,
    Enrolment,
    Heartbeat,
    HeartbeatAnswer,
    KioskSettings,
    LedgerHeld,
    NoticeEntry,
    RosterEntry,
    Said,
    State,
    Verdict,
    Why,
    b64,
    canonical,
    link,
    parsed,
    rfc3339,
    unb64,
    uuid7,
)
from sync.delivery.cable import Response
from sync.delivery.identity import Identity
from sync.delivery.outcomes import Unreachable
from sync.live import EVENTS, KioskEvent, KioskEvents
from sync.shape import shaped
from sync.suite import Forged, Keys, PublicKeys, check_request, code_parts, code_proof, proof_matches, sign_answer
from tests.support.clock import FakeClock


@dataclass
class SmallCentre:
    """The centre's part of the contract. `ledgers` holds what it took: canonical texts, in order."""

    clock: Clock = field(default_factory=FakeClock)
    keys: Keys = field(default_factory=Keys.made)
    name: str = field(default_factory=uuid7)
    incarnation: str = field(default_factory=uuid7)
    state: State = State.ACTIVE
    kiosks: dict[str, PublicKeys] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    ledgers: dict[str, list[str]] = field(default_factory=dict)
    beats: list[Heartbeat] = field(default_factory=list)
    challenges: list[str] = field(default_factory=list)
    etag: str = "e1"
    roster: tuple[RosterEntry, ...] = ()
    notices: tuple[NoticeEntry, ...] = ()
    requests: int = 0
    events: list[KioskEvent] = field(default_factory=list)
    polls: list[str] = field(default_factory=list)
    whole: bool = False  # events come from the first on, whatever was asked
    knows_events: bool = True
    silent_of_earlier: bool = False  # as a centre of the first version, which did not know the question
    files: dict[str, bytes] = field(default_factory=dict)
    part: int = 1000  # bytes of a file that are given at once

    def __post_init__(self) -> None:
        self.lock = threading.Lock()

    # --- what tests use --------------------------------------------------------------------------------------------

    def identity(self, kiosk: str, central: str = "http://127.0.0.1:9") -> Identity:
        """Enrol a kiosk by hand and return who it is."""
        keys = Keys.made()
        self.kiosks[kiosk] = keys.public
        return Identity(
            central=central,
            kiosk=kiosk,
            hall="H001",
            window="3",
            keys=keys,
            centre=self.name,
            centre_keys=self.keys.public,
            incarnation=self.incarnation,
        )

    def code(self, code: str) -> str:
        """Make a one-time code known."""
        name, secret = code_parts(code)
        self.codes[name] = secret
        return code

    def answer(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Response:
        """Answer one request; header names in lower case."""
        with self.lock:
            self.requests += 1
            path, _, query = path.partition("?")
            if path == "/api/v1/enrolments":
                return self._enrol(body)
            kiosk = headers.get("yiping-kiosk", "")
            known = self.kiosks.get(kiosk)
            if known is None:
                return _problem(401, "this kiosk is not known here")
            try:
                name = check_request(known.sign, method=method, path=path, body=body, headers=headers)
            except Forged as why:
                return _problem(401, str(why))
            self.challenges.append(headers.get("yiping-challenge", ""))
            if path.startswith("/api/v1/files/"):
                return self._file(name, path.rpartition("/")[2], headers.get("range", ""))
            if path == EVENTS:
                self.polls.append(query)
            return self._signed(name, *self._answered(path, kiosk, name, body, headers))

    # --- the contract ----------------------------------------------------------------------------------------------

    def _answered(
        self, path: str, kiosk: str, name: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, object]:
        said = Answer(
            centre=self.name,
            key=self.keys.public.id,
            kiosk=kiosk,
            request=name,
            state=self.state,
            time=rfc3339(self.clock.now()),
            challenge=f"challenge-{self.requests}",
            incarnation=self.incarnation,
        )
        if path == "/api/v1/batches":
            return 200, self._take(said, shaped(Batch, parsed(gzip.decompress(body))))
        if path == "/api/v1/heartbeats":
            return 200, self._beat(said, shaped(Heartbeat, parsed(body)))
        if path == EVENTS:
            return (200, self._told(said)) if self.knows_events else (404, {"detail": "there is no such path"})
        if headers.get("if-none-match") == f'"{self.etag}"':
            return 304, None
        return 200, self._settings(said)

    def _take(self, said: Answer, batch: Batch) -> BatchAnswer:
        held = self.ledgers.setdefault(batch.ledger, [])
        verdicts = tuple(self._verdict(held, batch.first + at, text) for at, text in enumerate(batch.records))
        head = GENESIS
        for text in held:
            head = link(head, text)
        return BatchAnswer(
            answer=said, ledger=batch.ledger, settled_through=len(held), head=head.hex(), verdicts=verdicts
        )

    def _verdict(self, held: list[str], seq: int, text: str) -> Verdict:
        name = parsed(text)["id"]
        if self.state is not State.ACTIVE:
            if seq == len(held) + 1:
                held.append(text)
            return Verdict(seq, name, Said.SET_ASIDE, Why(self.state.value))
        if seq <= len(held):
            same = held[seq - 1] == text
            return Verdict(seq, name, Said.DUPLICATE if same else Said.SET_ASIDE, None if same else Why.FORK)
        if seq == len(held) + 1:
            held.append(text)
            return Verdict(seq, name, Said.ACCEPTED)
        return Verdict(seq, name, Said.SET_ASIDE, Why.CHAIN_BROKEN)

    def _beat(self, said: Answer, beat: Heartbeat) -> HeartbeatAnswer:
        self.beats.append(beat)
        held = [(one, len(self.ledgers.get(one, []))) for one in (beat.ledger, *beat.earlier)]
        return HeartbeatAnswer(
            answer=said,
            settings_etag=self.etag,
            settled_through=held[0][1],
            held=() if self.silent_of_earlier else tuple(LedgerHeld(one, through, through) for one, through in held),
        )

    def _told(self, said: Answer) -> KioskEvents:
        after = int(self.polls[-1].removeprefix("after="))
        events = tuple(one for one in self.events if self.whole or one.seq > after)
        return KioskEvents(answer=said, after=after, through=events[-1].seq if events else after, events=events)

    def _file(self, request: str, name: str, wanted: str) -> Response:
        data, begin = self.files.get(name), int(wanted.removeprefix("bytes=").rstrip("-") or 0)
        if data is None or begin >= len(data):
            return self._signed(request, 404 if data is None else 416, {"detail": "no"})
        body = data[begin : begin + self.part]
        created = int(self.clock.now().timestamp())
        sealed = sign_answer(self.keys, status=206, body=body, centre=self.name, request=request, created=created)
        span = f"bytes {begin}-{begin + len(body) - 1}/{len(data)}"
        return Response(206, {**sealed.headers, "content-range": span}, body)

    def _settings(self, said: Answer) -> KioskSettings:
        return KioskSettings(
            answer=said,
            etag=self.etag,
            hall="H001",
            hall_name="市民中心",
            window="3",
            window_name="3号窗口",
            department="公安",
            time_zone="Asia/Shanghai",
            roster=self.roster,
            notices=self.notices,
            settings={},
        )

    def _enrol(self, body: bytes) -> Response:
        asked = shaped(Enrolment, parsed(body))
        secret = self.codes.get(asked.code_id, "")
        sign, seal = unb64(asked.sign_key), unb64(asked.seal_key)
        if not secret or not proof_matches(asked.proof, secret, "kiosk", sign, seal):
            return _problem(403, "this code is wrong or was used: ask for a new one")
        del self.codes[asked.code_id]
        kiosk, ours = uuid7(), self.keys.public
        self.kiosks[kiosk] = PublicKeys(sign, seal)
        said = Enrolled(
            kiosk=kiosk,
            hall="H001",
            window="3",
            centre=self.name,
            sign_key=b64(ours.sign),
            seal_key=b64(ours.seal),
            incarnation=self.incarnation,
            time=rfc3339(self.clock.now()),
            proof=code_proof(secret, "centre", sign, seal, ours.sign, ours.seal),
        )
        return Response(200, {}, canonical(said).encode())

    def _signed(self, request: str, status: int, value: object) -> Response:
        body = canonical(value).encode() if value is not None else b""
        created = int(self.clock.now().timestamp())
        sealed = sign_answer(self.keys, status=status, body=body, centre=self.name, request=request, created=created)
        return Response(status, dict(sealed.headers), body)


@dataclass
class Direct:
    """A `Wire` without a network: the request is handed to the centre on the spot."""

    centre: SmallCentre

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Response | Unreachable:
        return self.centre.answer(method, path, body, {name.lower(): text for name, text in headers.items()})

    def cut(self) -> None:
        """Nothing is ever under way."""

    def close(self) -> None:
        """Nothing to let go of."""


@contextmanager
def serving(centre: SmallCentre) -> Iterator[str]:
    """Serve a small centre over HTTP on loopback; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            size = int(self.headers.get("content-length", 0))
            body = self.rfile.read(size)
            if len(body) < size:
                self.close_connection = True  # the request broke off: nobody to answer
                return
            headers = {name.lower(): text for name, text in self.headers.items()}
            response = centre.answer(self.command, self.path, body, headers)
            self.send_response(response.status)
            for name, text in response.headers.items():
                self.send_header(name, text)
            self.send_header("content-length", str(len(response.body)))
            self.end_headers()
            self.wfile.write(response.body)

        do_GET = do_POST  # noqa: N815 - the standard library's name

        def log_message(self, *_: Any) -> None:
            """Tests are quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """A connection that was cut is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _problem(status: int, detail: str) -> Response:
    body = canonical({"type": "about:blank", "title": "no", "status": status, "detail": detail}).encode()
    return Response(status, {"content-type": "application/problem+json"}, body)
