"""The people at the window, with a real store and a real centre: PINs, windows, and what a restart must not forgive."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.app import App
from kiosk.identity import keep_identity
from kiosk.settings import Staff
from sync.central.kiosks.enrol import new_codes
from sync.delivery.enrol import enrol
from sync.delivery.identity import Identity
from sync.kinds import HandedOver, LoginFailed, Rated, Served, ShiftClosed, ShiftOpened, WhyClosed
from tests.support.hall import HALL, SIZE, Hall, polling
from tests.support.touch import find, is_there, tap, turn, wait_until

PIN = "001001"


def type_pin(place: Hall, pin: str) -> None:
    """Type a PIN and wait until it has been checked."""
    place.tap(*(f"digit-{one}" for one in pin), "on")
    wait_until(lambda: not place.app.staff.property("busy"), "the PIN checked")


def message(place: Hall) -> str:
    return str(find(place.app.screen.window, "login-message").property("text"))


def here(app: App) -> str | None:
    return app.desk.shift.person.staff if app.desk.shift else None


def test_pulling_the_plug_does_not_shorten_the_wait_after_wrong_pins(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    place.open()
    wait_until(place.app.people, "the roster")
    place.tap("staff-door", "digit-0", "digit-0", "digit-1", "on")
    for _ in range(4):
        type_pin(place, "999999")
        assert "等待" not in message(place)
    type_pin(place, "999999")
    assert "等待 30 秒" in message(place)

    place.close()
    place.open()
    place.tap("staff-door", "digit-0", "digit-0", "digit-1", "on")
    type_pin(place, PIN)
    assert "等待" in message(place), "the right PIN does not help while one has to wait, after a restart neither"
    assert here(place.app) is None
    assert [one.body.tries for one in place.records(LoginFailed) if isinstance(one.body, LoginFailed)] == [
        1,
        2,
        3,
        4,
        5,
    ]

    place.tap("close-login")
    place.log_in("S002")
    assert here(place.app) == "S002", "one person's mistakes lock nobody else out"


def test_who_knows_their_pin_is_not_made_to_wait_after_a_restart(small_place: Hall) -> None:
    """The positive control: it is the wrong PINs that are remembered, not the restart."""
    place = small_place
    place.enrol()
    place.open()
    wait_until(place.app.people, "the roster")
    place.tap("staff-door", "digit-0", "digit-0", "digit-1", "on")
    for _ in range(4):
        type_pin(place, "999999")
    type_pin(place, PIN)
    assert here(place.app) == "S001"
    place.tap("staff-door", "log-out")
    place.close()
    place.open()
    place.log_in("S001")


def hold_card(place: Hall, code: str) -> None:
    """Have the reader type a card's code, again where this machine was too busy to take the keys for a reader's."""
    window = place.app.screen.window
    for _ in range(50):
        for sign in code:
            QTest.keyClick(window, sign)
        QTest.keyClick(window, Qt.Key.Key_Return)
        turn(20)
        if place.app.staff.property("panel"):
            return
    raise AssertionError("no reading was taken for a card's")


def test_a_card_held_to_a_reader_that_types_and_a_pin_let_its_owner_in(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    place.open(replace(polling(place.queue.url), staff=Staff(card="pin", cards={"0012345678": "S002"})))
    wait_until(place.app.people, "the roster")
    hold_card(place, "0012345678")
    assert find(place.app.screen.window, "typed-number").property("text") == "S002"
    type_pin(place, "002002")
    wait_until(lambda: here(place.app) == "S002", "logged in")


def test_a_card_alone_lets_its_owner_in_where_the_hall_says_so_and_it_is_in_the_ledger(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    place.open(replace(polling(place.queue.url), staff=Staff(card="alone", cards={"0012345678": "S002"})))
    wait_until(place.app.people, "the roster")
    place.app.staff.card("0099999999")
    assert here(place.app) is None
    place.app.staff.card("0012345678")
    assert here(place.app) == "S002"
    place.settled()
    assert place.kinds_held()[ShiftOpened.kind] == 1


def test_a_person_who_logs_in_at_another_window_is_logged_out_here(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    here_app = place.open()
    place.log_in("S001")
    place.settled()
    other = second_window(place)
    try:
        wait_until(lambda: other.ready and other.people(), "the other window ready")
        window = other.screen.window
        tap(window, "staff-door")
        for name in ("digit-0", "digit-0", "digit-1", "on", *(f"digit-{one}" for one in PIN), "on"):
            tap(window, name)
        wait_until(lambda: here(other) == "S001", "logged in there")
        knows = "SELECT 1 FROM presences WHERE staff_id = 'S001' AND kiosk_id = :other"
        kiosk = other.parts.opened and other.parts.opened.identity.kiosk
        wait_until(lambda: place.rows(knows, other=kiosk), "the centre knows")
        here_app.backroom.beat()
        wait_until(lambda: here(here_app) is None, "logged out here")
    finally:
        other.stop()
        assert other.screen.warnings == []
    why = [one.body.why for one in place.records(ShiftClosed) if isinstance(one.body, ShiftClosed)]
    assert why == [WhyClosed.ELSEWHERE]
    place.tap("staff-door")
    assert is_there(here_app.screen.window, "field-number"), "whoever comes next has to log in"


def test_a_colleague_takes_over_in_the_middle_and_is_the_one_who_is_rated(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    place.open()
    place.log_in("S001")
    ticket = place.serve_next()
    place.tap("staff-door", "hand-over", "digit-0", "digit-0", "digit-2", "on")
    type_pin(place, "002002")
    wait_until(lambda: here(place.app) == "S002", "handed over")
    place.queue.act(ticket.id, "finish")
    place.on("Asking", ticket.number)
    place.tap("star-4")
    place.on("Explaining")
    place.tap("done")
    place.settled()

    held = place.held()
    assert [one.body.staff for one in held if isinstance(one.body, Served)] == ["S001"]
    assert [one.body.staff for one in held if isinstance(one.body, Rated)] == ["S002"]
    story = {one.kind for one in held if one.stamp.visit == next(x.stamp.visit for x in held if x.kind == Rated.kind)}
    assert {Served.kind, HandedOver.kind, Rated.kind} <= story, "both are in the visit's story, and it is one visit"
    assert [one.body.staff for one in held if isinstance(one.body, ShiftOpened)] == ["S001", "S002"]


@pytest.mark.parametrize("button", ["passed", "given-up", "put-back"])
def test_what_was_no_service_reaches_the_centre_as_such(small_place: Hall, button: str) -> None:
    place = small_place
    place.enrol()
    place.open(replace(polling(place.queue.url)))
    place.log_in("S001")
    place.serve_next()
    place.tap("staff-door", button)
    place.on("Idle")
    place.settled()
    kinds = place.kinds_held()
    assert kinds[button.replace("-", "_")] == 1
    assert kinds["unrated"] == 0


def second_window(place: Hall) -> App:
    """Start a kiosk at window 4 of the same hall."""
    folder: Path = place.folder / "second"
    came = enrol(place.url, new_codes(place.central, HALL, "4")["4"], place.clock)
    assert isinstance(came, Identity), came
    keep_identity(folder, came)
    other = App(replace(polling(place.queue.url)), folder, place.clock, version="test", size=SIZE)
    other.start()
    return other
