"""What the client believes, and what it does not, answer by answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import pytest

from sync.contract import HeartbeatAnswer, KioskSettings, canonical, key_id, parsed
from sync.delivery.cable import Response
from sync.delivery.client import Client
from sync.delivery.outcomes import Answered, Busy, Refused, TooLarge, Unchanged, Unproved, Unreachable
from sync.suite import Keys, check_request, sign_answer
from tests.sync.delivery.conftest import Pair

BEATS = "/api/v1/heartbeats"


@dataclass
class Bent:
    """A wire that changes the answer on its way."""

    pair: Pair
    bend: Callable[[Response], Response | Unreachable]
    lasts_ms: int = 0
    sent: list[Mapping[str, str]] = field(default_factory=list)

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Response | Unreachable:
        self.sent.append(headers)
        lower = {name.lower(): text for name, text in headers.items()}
        answer = self.pair.centre.answer(method, path, body, lower)
        self.pair.clock.advance(self.lasts_ms / 1000)
        return self.bend(answer)

    def cut(self) -> None: ...

    def close(self) -> None: ...


def beat(pair: Pair, bend: Callable[[Response], Response] = lambda same: same, **more: int) -> object:
    client = Client(pair.identity, Bent(pair, bend, **more), pair.clock)
    return client.ask("POST", BEATS, HeartbeatAnswer, body(pair))


def body(pair: Pair) -> bytes:
    value = {
        "kiosk": pair.identity.kiosk, "ledger": pair.outbox.maker.ledger, "seq": 1, "head": "0", "pending": 0,
        "version": "0", "page": "idle", "wall": "x", "boot_id": "b", "boot_ms": 1,
    }  # fmt: skip
    return canonical(value).encode()


def test_a_true_answer_is_believed_and_says_when_it_came(pair: Pair) -> None:
    came = beat(pair, lasts_ms=40)

    assert isinstance(came, Answered)
    assert came.seen.round_trip_ms == 40
    assert came.seen.boot_ms == pair.clock.boot_ms()
    assert came.seen.boot_id == pair.clock.boot_id
    assert came.seen.time == came.value.answer.time


def test_requests_are_signed_over_what_is_sent(pair: Pair) -> None:
    wire = Bent(pair, lambda same: same)
    Client(pair.identity, wire, pair.clock).ask("POST", BEATS, HeartbeatAnswer, body(pair))

    headers = {name.lower(): text for name, text in wire.sent[0].items()}
    public = pair.identity.keys.public.sign
    assert check_request(public, method="POST", path=BEATS, body=body(pair), headers=headers)


def test_the_latest_challenge_is_echoed_and_an_unproved_answer_does_not_change_it(pair: Pair) -> None:
    bend = [lambda same: same, lambda one: replace(one, headers={}), lambda same: same]
    wire = Bent(pair, lambda one: bend.pop(0)(one))
    client = Client(pair.identity, wire, pair.clock)

    for _ in range(3):
        client.ask("POST", BEATS, HeartbeatAnswer, body(pair))

    assert [one["yiping-challenge"] for one in wire.sent] == ["", "challenge-1", "challenge-1"]


@pytest.mark.parametrize("wall_off_s", [-400_000_000, 0, 7])
def test_the_clocks_offset_is_known_after_an_answer(pair: Pair, wall_off_s: int) -> None:
    client = Client(pair.identity, Bent(pair, lambda same: same), pair.clock)
    real = pair.centre.answer

    def with_its_own_clock(*args: object) -> Response:
        pair.clock.jump(-wall_off_s)
        answer = real(*args)  # type: ignore[arg-type] - passed through
        pair.clock.jump(wall_off_s)
        return answer

    pair.centre.answer = with_its_own_clock  # type: ignore[method-assign] - the centre has a clock of its own
    client.ask("POST", BEATS, HeartbeatAnswer, body(pair))

    assert client.latest.offset_ms == wall_off_s * 1000


def without(*names: str) -> Callable[[Response], Response]:
    return lambda one: replace(one, headers={name: text for name, text in one.headers.items() if name not in names})


def with_header(name: str, text: str) -> Callable[[Response], Response]:
    return lambda one: replace(one, headers={**one.headers, name: text})


def resigned(pair: Pair, keys: Keys, **fields: str) -> Callable[[Response], Response]:
    """Sign another body, with other fields in `answer`, with these keys, as the answer to the same request."""

    def bend(one: Response) -> Response:
        value = parsed(one.body)
        name = value["answer"]["request"]
        value["answer"] |= fields
        text = canonical(value).encode()
        sealed = sign_answer(keys, status=200, body=text, centre=pair.centre.name, request=name, created=1)
        return Response(200, dict(sealed.headers), text)

    return bend


LIES: dict[str, Callable[[Pair], Callable[[Response], Response]]] = {
    "no signature": lambda _: without("signature"),
    "no signature input": lambda _: without("signature-input"),
    "no headers at all": lambda _: lambda one: replace(one, headers={}),
    "a portal's page": lambda _: lambda _one: Response(200, {"content-type": "text/html"}, b"<h1>log in</h1>"),
    "an empty body": lambda _: lambda one: replace(one, body=b""),
    "a body cut short": lambda _: lambda one: replace(one, body=one.body[:-1]),
    "another body with its own digest": lambda _: lambda one: replace(one, body=one.body.replace(b"e1", b"e2")),
    "another status": lambda _: lambda one: replace(one, status=201),
    "a 304 made of a 200": lambda _: lambda one: replace(one, status=304),
    "a 401 without proof": lambda _: lambda one: replace(one, status=401),
    "another centre's name": lambda _: with_header("yiping-centre", "other"),
    "another request's name": lambda pair: resigned(pair, pair.centre.keys, request="0" * 64),
    "another kiosk": lambda pair: resigned(pair, pair.centre.keys, kiosk="somebody"),
    "another centre inside": lambda pair: resigned(pair, pair.centre.keys, centre="somebody"),
    "another key inside": lambda pair: resigned(pair, pair.centre.keys, key=key_id(b"x")),
    "a forger's key": lambda pair: resigned(pair, Keys.made()),
}


@pytest.mark.parametrize("lie", LIES)
def test_nothing_is_believed_that_the_centre_did_not_sign_for_this_request(pair: Pair, lie: str) -> None:
    came = beat(pair, LIES[lie](pair))

    assert isinstance(came, Unproved), came


def test_an_earlier_true_answer_is_not_believed_again(pair: Pair) -> None:
    kept: list[Response] = []
    assert isinstance(beat(pair, lambda one: kept.append(one) or one), Answered)

    assert isinstance(beat(pair, lambda _: kept[0]), Unproved)


def test_an_answer_from_a_newer_centre_that_cannot_be_read_is_refused(pair: Pair) -> None:
    assert isinstance(beat(pair, resigned(pair, pair.centre.keys, state="resting")), Refused)


@pytest.mark.parametrize(("status", "outcome"), [(500, Busy), (502, Busy), (503, Busy), (429, Busy), (413, TooLarge)])
def test_come_later_and_send_less_need_no_proof(pair: Pair, status: int, outcome: type) -> None:
    assert isinstance(beat(pair, lambda _: Response(status, {}, b"<h1>no</h1>")), outcome)


@pytest.mark.parametrize(
    ("text", "wait_s"), [("30", 30.0), ("soon", None), ("-1", None), ("9" * 50, None), ("٣", None)]
)
def test_retry_after_is_read_where_it_is_a_number_of_seconds(pair: Pair, text: str, wait_s: float | None) -> None:
    assert beat(pair, lambda _: Response(503, {"retry-after": text}, b"")) == Busy("status 503", wait_s)


def test_unchanged_settings_are_believed_only_when_signed(pair: Pair) -> None:
    client = Client(pair.identity, Bent(pair, lambda same: same), pair.clock)
    headers = {"If-None-Match": '"e1"'}

    assert client.ask("GET", "/api/v1/kiosk", KioskSettings, headers=headers) == Unchanged()

    client = Client(pair.identity, Bent(pair, without("signature")), pair.clock)
    assert isinstance(client.ask("GET", "/api/v1/kiosk", KioskSettings, headers=headers), Unproved)


def test_an_unknown_kiosk_is_not_proved_to_be_unknown_by_an_unsigned_401(pair: Pair) -> None:
    pair.centre.kiosks.clear()

    assert isinstance(beat(pair), Unproved)


def test_a_signed_refusal_says_why(pair: Pair) -> None:
    def refuse(one: Response) -> Response:
        request = parsed(one.body)["answer"]["request"]
        text = canonical({"title": "Unknown kiosk", "detail": "this kiosk is not known here"}).encode()
        sealed = sign_answer(
            pair.centre.keys, status=401, body=text, centre=pair.centre.name, request=request, created=1
        )
        return Response(401, dict(sealed.headers), text)

    assert beat(pair, refuse) == Refused("401: this kiosk is not known here")
