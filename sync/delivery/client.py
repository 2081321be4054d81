"""Signs what the kiosk asks and believes only what its centre signed in answer to just that request."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sync.clock import Clock
from sync.contract import BELIEVES, Answer, moment, parsed
from sync.delivery.cable import Response, Wire
from sync.delivery.identity import Identity
from sync.delivery.outbox import AnchorSeen
from sync.delivery.outcomes import Answered, Busy, Refused, TooLarge, Trouble, Unchanged, Unproved, Unreachable
from sync.shape import Malformed, shaped
from sync.suite import Forged, Sealed, check_answer, sign_request
from sync.times import milliseconds


class Carries(Protocol):
    """Every answer of the contract carries an `Answer`."""

    @property
    def answer(self) -> Answer:
        """Who answered, to which request, and when."""
        ...


A = TypeVar("A", bound=Carries)
SURE_MS = 4000  # an answer that took longer is off by more than two seconds: no anchor, and nothing about the clock


class Latest:
    """The centre's latest challenge and the clock's offset, shared by the threads that ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._challenge = ""
        self._offset_ms: int | None = None

    @property
    def challenge(self) -> str:
        """What to echo, so that the centre knows a request is fresh; empty before the first answer."""
        with self._lock:
            return self._challenge

    @property
    def offset_ms(self) -> int | None:
        """How far this wall clock is ahead of the centre's; None before the first answer."""
        with self._lock:
            return self._offset_ms

    def heard(self, challenge: str, offset_ms: int | None) -> None:
        """Take over what an accepted answer said."""
        with self._lock:
            self._challenge = challenge
            self._offset_ms = self._offset_ms if offset_ms is None else offset_ms


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a file of `size` bytes, signed by the centre; what they are, only the whole file's hash can say."""

    data: bytes
    size: int


@dataclass(frozen=True, slots=True)
class _Sent:
    sealed: Sealed
    boot_ms: int


class Client:
    """Asks one centre in one kiosk's name; used by one thread."""

    def __init__(self, identity: Identity, wire: Wire, clock: Clock, latest: Latest | None = None) -> None:
        self.identity = identity
        self.latest = latest or Latest()
        self._wire = wire
        self._clock = clock

    def ask(
        self,
        method: str,
        path: str,
        kind: type[A],
        body: bytes = b"",
        *,
        headers: Mapping[str, str] | None = None,
        challenge: str | None = None,
        query: str = "",
    ) -> Answered[A] | Unchanged | Trouble:
        """Return the centre's checked answer of this kind, or what came instead; `body` is signed as it is sent.

        `query` is not signed: the answer has to say what it answers.
        `challenge` is the one that was the latest before the facts in `body` were read: whoever reads facts first and
        takes the challenge afterwards swears to facts that another thread may have overtaken.
        """
        sent = self._sign(method, path, body, self.latest.challenge if challenge is None else challenge)
        headers = {**(headers or {}), BELIEVES: self.identity.centre_keys.id}
        where = f"{path}?{query}" if query else path
        response = self._wire.ask(method, where, body, {**headers, **sent.sealed.headers})
        if isinstance(response, Unreachable):
            return response
        return self._read(kind, sent, response)

    def get(self, path: str, headers: Mapping[str, str]) -> Piece | Trouble:
        """Return bytes that the centre signed, or what came instead."""
        sent = self._sign("GET", path, b"", self.latest.challenge)
        own = {**sent.sealed.headers, BELIEVES: self.identity.centre_keys.id}
        response = self._wire.ask("GET", path, b"", {**headers, **own})
        if isinstance(response, Unreachable):
            return response
        checked = only_waits(response) or self._checked(sent, response)
        if not isinstance(checked, str):
            return checked
        if response.status not in (200, 206):
            return Refused(problem(response))
        size = response.headers.get("content-range", "").rpartition("/")[2]
        whole = int(size) if size.isascii() and size.isdigit() and len(size) < 16 else len(response.body)
        return Piece(response.body, whole)

    def cut(self) -> None:
        """Break off what is under way, from any thread."""
        self._wire.cut()

    def close(self) -> None:
        """Let go of the connection."""
        self._wire.close()

    def _sign(self, method: str, path: str, body: bytes, challenge: str) -> _Sent:
        sealed = sign_request(
            self.identity.keys,
            method=method,
            path=path,
            body=body,
            kiosk=self.identity.kiosk,
            challenge=challenge,
            created=int(self._clock.now().timestamp()),
        )
        return _Sent(sealed, self._clock.boot_ms())

    def _read(self, kind: type[A], sent: _Sent, response: Response) -> Answered[A] | Unchanged | Trouble:
        arrived = self._clock.boot_ms()
        waiting = only_waits(response)  # needs no proof: whoever says so can only make us wait or send less
        if waiting is not None:
            return waiting
        name = self._checked(sent, response)
        if not isinstance(name, str):
            return name
        if response.status == 304:
            return Unchanged()
        if response.status != 200:
            return Refused(problem(response))
        return self._believe(kind, sent, response, name, arrived)

    def _checked(self, sent: _Sent, response: Response) -> str | Unproved:
        """Return the name of the answer's signature, if it is the centre's and answers just this request."""
        try:
            return check_answer(
                self.identity.centre_keys.sign,
                status=response.status,
                body=response.body,
                request=sent.sealed.name,
                headers=response.headers,
            )
        except Forged as why:
            return Unproved(f"an answer with status {response.status} that is not the centre's: {why}")

    def _believe(
        self, kind: type[A], sent: _Sent, response: Response, name: str, arrived: int
    ) -> Answered[A] | Trouble:
        try:
            value = shaped(kind, parsed(response.body))
        except Malformed as why:
            return Refused(f"the centre's answer cannot be read by this version: {why}")
        answer = value.answer
        ours = (self.identity.centre, self.identity.centre_keys.id, self.identity.kiosk, sent.sealed.name)
        if (answer.centre, answer.key, answer.kiosk, answer.request) != ours:
            return Unproved("an answer of the centre, but not to this kiosk and this request")
        seen = AnchorSeen(
            time=answer.time,
            boot_id=self._clock.boot_id,
            boot_ms=arrived,
            round_trip_ms=max(0, arrived - sent.boot_ms),
            centre=answer.centre,
            answer=name,
            backed_up_through=getattr(value, "backed_up_through", None),
        )
        self.latest.heard(answer.challenge, self._offset(seen))
        return Answered(value, seen)

    def _offset(self, seen: AnchorSeen) -> int | None:
        if seen.round_trip_ms > SURE_MS:
            return None  # it may have waited anywhere on its way
        try:
            there = milliseconds(moment(seen.time)) + seen.round_trip_ms // 2
        except Malformed:
            return None
        return milliseconds(self._clock.now()) - there


def only_waits(response: Response) -> Busy | TooLarge | None:
    """Return what a response means that nobody has to prove: come later, or send less."""
    if response.status == 413:
        return TooLarge()
    if response.status == 429 or response.status >= 500:
        return Busy(f"status {response.status}", _retry_after(response.headers.get("retry-after", "")))
    return None


def problem(response: Response) -> str:
    """Return what an RFC 9457 problem document says, as one short line."""
    try:
        document = parsed(response.body)
    except Malformed:
        document = {}
    said = document if isinstance(document, dict) else {}
    text = next((said[name] for name in ("detail", "title") if isinstance(said.get(name), str)), "no reason given")
    return f"{response.status}: {text[:200]}"


def _retry_after(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
