"""A queue that tells by itself and a scanner, through the real window; and the queue is lost: rating goes on."""

from __future__ import annotations

import json
from dataclasses import replace
from http.client import HTTPConnection

import pytest
import requests

from kiosk.settings import KioskSettings, Queue, Staff
from kiosk.tickets.port import PATH
from sync.kinds import Origin, Rated, Served, ShiftOpened
from tests.kiosk.tickets.test_push import free_port
from tests.support.hall import HALL, STAFF, WINDOW, Hall, polling
from tests.support.touch import wait_until
from tests.support.typing import reader_types


def with_queue(**queue: object) -> KioskSettings:
    return replace(polling("http://unused"), queue=Queue(**queue))  # type: ignore[arg-type] # a test's own keys


def post(port: int, *events: dict[str, str]) -> None:
    line = HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Authorization": "Bearer secret", "Content-Type": "application/json"}
    line.request("POST", PATH, json.dumps({"events": events}), headers)
    assert line.getresponse().status == 202
    line.close()


def served(place: Hall) -> list[tuple[str, Origin]]:
    return [(one.body.ticket, one.body.ticket_origin) for one in place.records(Served) if isinstance(one.body, Served)]


@pytest.fixture
def pushed(small_place: Hall) -> tuple[Hall, int]:
    """A kiosk whose queue posts to a port, somebody logged in."""
    port = free_port()
    small_place.enrol()
    small_place.open(with_queue(kind="push", port=port, token="secret"))
    small_place.log_in()
    return small_place, port


def test_a_posted_call_is_shown_its_end_asks_and_the_rating_reaches_the_centre(pushed: tuple[Hall, int]) -> None:
    place, port = pushed
    post(port, {"id": "1", "kind": "called", "number": "A042"})
    place.on("Serving", "A042")
    post(port, {"id": "1", "kind": "called", "number": "A042"}, {"id": "2", "kind": "finished", "number": "A042"})
    place.on("Asking", "A042")
    place.tap("star-4")
    place.on("Explaining")
    place.tap("done")
    place.settled()
    assert place.kinds_held()["rated"] == 1
    assert served(place) == [("A042", Origin.QUEUE)]


def test_what_the_queue_tells_the_centre_reaches_the_window_and_a_restart_repeats_nothing(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    place.open(with_queue(kind="push"))
    place.log_in()
    token = place.run_central("token", "--hall", HALL, "--may", "queue").split()[-1]
    told = [
        {"id": "1", "window": WINDOW, "kind": "called", "number": "A042"},
        {"id": "2", "window": WINDOW, "kind": "finished", "number": "A042"},
    ]

    tell(place.url, token, told[0], told[0])
    place.on("Serving", "A042")
    tell(place.url, token, told[1], told[0])
    place.on("Asking", "A042")
    place.tap("star-5")
    place.on("Explaining")
    place.tap("done")
    place.on("Idle")
    place.close()
    place.open(with_queue(kind="push"))
    tell(place.url, token, {"id": "3", "window": WINDOW, "kind": "called", "number": "A043"})
    place.on("Serving", "A043")

    assert [number for number, _ in served(place)] == ["A042", "A043"]
    assert len(place.records(Rated)) == 1
    place.close()


def tell(url: str, token: str, *events: dict[str, str]) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.post(f"{url}{PATH}", json={"events": events}, headers=headers, timeout=30)
    assert answer.status_code == 200, answer.text


def test_the_queue_is_lost_in_the_middle_and_the_officers_keypad_goes_on(pushed: tuple[Hall, int]) -> None:
    place, port = pushed
    post(port, {"id": "1", "kind": "called", "number": "A042"})
    place.on("Serving", "A042")
    assert place.app.senses.hearing is not None
    place.app.senses.hearing.stop()  # whatever listened is gone; no end will ever be told
    place.tap("staff-door", "finish")
    place.on("Asking", "A042")
    place.tap("star-5")
    place.on("Explaining")
    place.tap("done")
    place.on("Idle")
    place.tap("staff-door", "type-number", "letter-B", "digit-0", "digit-1", "digit-7", "on")
    place.on("Serving", "B017")
    place.tap("staff-door", "finish")
    place.on("Asking", "B017")
    place.tap("star-1")
    place.on("Explaining")
    place.settled()
    assert served(place) == [("A042", Origin.QUEUE), ("B017", Origin.TYPED_BY_STAFF)]
    assert len(place.records(Rated)) == 2


def test_a_scanned_ticket_is_served_and_a_staff_card_beside_it_lets_its_owner_in(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    cards = Staff(card="pin", cards={"0012345678": "S001"})
    place.open(replace(with_queue(kind="scanner"), staff=cards))
    wait_until(place.app.people, "the roster")
    window = place.app.screen.window

    reader_types(window, "0012345678")
    wait_until(lambda: place.app.staff.property("panel") == "login", "the PIN asked for")
    place.tap(*(f"digit-{one}" for one in STAFF["S001"]), "on")
    wait_until(lambda: place.records(ShiftOpened), "the shift opened")
    reader_types(window, "a042")
    place.on("Serving", "A042")

    assert served(place) == [("A042", Origin.TYPED_BY_STAFF)]
    place.close()


def test_a_citizen_who_scans_does_not_take_the_page_from_one_who_answers(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    place.open(with_queue(kind="scanner", scan_by="citizen"))
    place.log_in()
    window = place.app.screen.window
    reader_types(window, "A042")
    place.on("Serving", "A042")
    place.tap("staff-door", "finish")
    place.on("Asking", "A042")

    reader_types(window, "A043")
    assert place.app.scene.property("ticket") == "A042"
    place.tap("star-3")
    place.on("Explaining")
    place.tap("done")
    place.on("Idle")
    reader_types(window, "A043")
    place.on("Serving", "A043")

    assert [origin for _, origin in served(place)] == [Origin.TYPED_BY_CITIZEN] * 2
    place.close()
