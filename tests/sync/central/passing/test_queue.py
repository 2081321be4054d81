"""A queue system pushes its events: with its own token, within bounds, each once, to the right window's kiosk."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import pytest
import requests

from sync.central.accounts.models import Access
from sync.central.accounts.tokens import May, create_token, revoke_token
from sync.central.central import Central
from sync.central.passing.models import WindowEvent
from sync.central.passing.queue import A_MINUTE, LONGEST, MAX_BYTES, MOST
from sync.central.verify.verify import verify
from tests.support.centre import FakeKiosk, kiosk, rows
from tests.support.clock import FakeClock

QUEUE = "/api/v1/queue-events"


def token(central: Central, may: May = May.QUEUE, hall: str = "H001") -> str:
    with central.database.write() as db:
        return create_token(db, hall, now=central.clock.now(), may=may)


def event(name: str, kind: str = "called", window: str = "3", **more: Any) -> dict[str, Any]:
    return {"id": name, "window": window, "kind": kind, "number": "A042", **more}


def push(url: str, held: str, *events: dict[str, Any]) -> requests.Response:
    return _sent(url, held, json.dumps({"events": events}).encode())


def _sent(url: str, held: str, body: bytes) -> requests.Response:
    return requests.post(url + QUEUE, data=body, headers={"Authorization": f"Bearer {held}"}, timeout=30)


def heard(one: FakeKiosk) -> list[dict[str, Any]]:
    return [came["queue"] for came in one.ask("GET", "/api/v1/kiosk/events?after=0").body["events"]]


def test_every_kind_of_event_reaches_its_window_as_it_was_sent(central: Central, url: str) -> None:
    sent = [
        event("1", ticket_id="7781", service="身份证", matter="M1", staff="S001", at="2026-03-02T09:00:00+08:00"),
        event("2", "recalled"),
        event("3", "started"),
        event("4", "forwarded", to_window="4"),
        event("5", "numbers_start_over", number=""),
    ]
    assert push(url, token(central), *sent).json() == {"taken": 5, "known": 0, "unknown_windows": []}

    came = heard(kiosk(central, url))

    assert [one["kind"] for one in came] == ["called", "recalled", "started", "forwarded", "numbers_start_over"]
    assert came[0] == {**sent[0], "at": "2026-03-02T01:00:00.000Z"}
    assert came[3]["to_window"] == "4"


def test_events_that_come_again_in_any_mixture_are_told_once_and_in_the_order_of_their_coming(
    central: Central, url: str
) -> None:
    held, dice, first = token(central), Random(5), [event(str(n)) for n in range(20)]
    for _ in range(10):
        push(url, held, *dice.sample(first, 7))
    said = push(url, held, *first).json()

    came = heard(kiosk(central, url))

    assert said["taken"] + said["known"] == 20
    assert sorted(one["id"] for one in came) == sorted(one["id"] for one in first)
    assert verify(central).holds


def test_an_event_may_come_alone(central: Central, url: str) -> None:
    assert _sent(url, token(central), json.dumps(event("1")).encode()).json()["taken"] == 1


def test_many_who_push_the_same_at_once_push_it_once(central: Central, url: str) -> None:
    held, sent = token(central), [event(str(n), window=str(1 + n % 4)) for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda _: push(url, held, *sent), range(8)))

    assert [one.status_code for one in said] == [200] * 8
    assert sum(one.json()["taken"] for one in said) == 40
    kept = rows(central, WindowEvent)
    assert len(kept) == 40
    assert len({(one.window_id, one.seq) for one in kept}) == 40
    assert verify(central).holds


def test_a_window_nobody_knows_is_named_and_stops_no_other(central: Central, url: str) -> None:
    said = push(url, token(central), event("1", window="99"), event("2"))

    assert said.json() == {"taken": 1, "known": 0, "unknown_windows": ["99"]}


def test_an_id_is_one_event_of_the_hall_whatever_window_it_names_later(central: Central, url: str) -> None:
    held = token(central)

    assert push(url, held, event("1")).json()["taken"] == 1
    assert push(url, held, event("1", window="4")).json() == {"taken": 0, "known": 1, "unknown_windows": []}


def test_only_a_token_for_it_opens_the_door_and_it_opens_no_other(central: Central, url: str, clock: FakeClock) -> None:
    held = token(central)
    for wrong in ("", "yq_", held[:-1], token(central, May.READ), token(central, May.HELP), "y" * 5000):
        assert push(url, wrong, event("1")).status_code == 401
    assert requests.post(url + QUEUE, json={"events": []}, timeout=30).status_code == 401
    reading = requests.get(
        f"{url}/api/v1/halls/H001/days/2026-03-02/summary", headers={"Authorization": f"Bearer {held}"}, timeout=30
    )
    assert reading.status_code == 401
    assert rows(central, WindowEvent) == []
    assert {(one.who, one.given) for one in rows(central, Access)} == {("nobody", False)}
    assert push(url, held, event("1")).status_code == 200
    with central.database.write() as db:
        assert revoke_token(db, "H001", held, now=clock.now())
    assert push(url, held, event("2")).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"window": ""},
        {"kind": "sung_to"},
        {"number": 42},
        {"number": "9" * (LONGEST + 1)},
        {"id": "x" * (LONGEST + 1)},
        {"at": "yesterday"},
        {"at": "2026-03-02T09:00:00"},
        {"number": "\0"},
        {"service": "\ud800"},
    ],
)
def test_what_is_no_event_is_refused_whole_and_said_where(central: Central, url: str, wrong: dict[str, Any]) -> None:
    said = push(url, token(central), event("1"), {**event("2"), **wrong})

    assert said.status_code == 422
    assert said.headers["content-type"] == "application/problem+json"
    assert rows(central, WindowEvent) == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"events":{}}', b'{"events":[1]}', b"\xff", b"[" * 9000])
def test_what_is_no_push_is_refused(central: Central, url: str, body: bytes) -> None:
    assert _sent(url, token(central), body).status_code == 422


def test_a_push_is_bounded_in_events_and_bytes(central: Central, url: str) -> None:
    held = token(central)

    assert push(url, held, *[event(str(n)) for n in range(MOST + 1)]).status_code == 413
    assert _sent(url, held, b" " * (MAX_BYTES + 1)).status_code == 413
    assert push(url, held, *[event(str(n)) for n in range(MOST)]).json()["taken"] == MOST


def test_a_queue_gone_mad_is_slowed_down_and_heard_again_later(central: Central, url: str, clock: FakeClock) -> None:
    held = token(central)
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {held}"
        codes = [session.post(url + QUEUE, data=b'{"events":[]}', timeout=30).status_code for _ in range(A_MINUTE + 1)]
    assert codes == [200] * A_MINUTE + [429]
    refused = push(url, held, event("1"))
    assert int(refused.headers["retry-after"]) == 1
    clock.advance(1)
    assert push(url, held, event("1")).status_code == 200
