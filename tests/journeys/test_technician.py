"""A technician at the tablet: in by eight digits of the real centre, out again, everything on record."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPointF

from kiosk import opening
from kiosk.codes import Code
from kiosk.shifts import FREE_TRIES
from kiosk.store.database import FILE
from kiosk.store.lock import Lock
from kiosk.viewmodels.technician import TechnicianViewModel
from sync.delivery.identity import Identity
from sync.kinds import LoginFailed, OutOfService, Recovered, SettingsChanged, TechnicianIn, TechnicianOut
from sync.suite import unlock_answer
from tests.support.hall import Hall
from tests.support.touch import find, items, lift, middle, press, slide, turn, wait_until


def knock(place: Hall, *, hold_ms: int = 50) -> TechnicianViewModel:
    """Hold the staff's door; not for its three seconds each time."""
    window = place.app.screen.window
    door_timer = window.findChild(QObject, "technician-door")
    assert door_timer.property("interval") in (3000, 50)
    door_timer.setProperty("interval", hold_ms)
    door = middle(find(window, "staff-door"))
    press(window, door)
    wait_until(lambda: place.app.backoffice and place.app.backoffice.page, "the technician's page")
    lift(window, door)
    turn()
    assert place.app.staff.panel == "", "holding the door is not touching it"
    page = place.app.backoffice.page if place.app.backoffice else None
    assert page is not None
    return page


def answered(place: Hall, page: TechnicianViewModel, identity: Identity) -> str:
    """Work out what the centre answers."""
    digits = str(page.property("challenge")).replace(" ", "")
    return unlock_answer(place.central.keys.pair, identity.keys.public.seal, digits)


def type_in(place: Hall, digits: str) -> None:
    place.tap(*(f"digit-{one}" for one in digits), "on")


def enter(place: Hall, identity: Identity) -> TechnicianViewModel:
    page = knock(place)
    wait_until(lambda: page.property("where"), "who we are")
    type_in(place, answered(place, page, identity))
    wait_until(lambda: page.property("view") == "inside" and not page.property("busy"), "the technician inside")
    return page


def said(page: TechnicianViewModel) -> dict[str, bool]:
    return {str(row["name"]): bool(row["ok"]) for row in page.property("rows")}


def test_eight_digits_of_the_centre_let_a_technician_in_and_ratings_wait_meanwhile(small_place: Hall) -> None:
    identity = small_place.enrol()
    small_place.open()
    small_place.log_in()
    small_place.rate_next(5)
    small_place.settled()

    page = knock(small_place, hold_ms=3000)
    wait_until(lambda: identity.kiosk in page.property("where"), "who we are")
    digits = str(page.property("challenge")).replace(" ", "")
    type_in(small_place, small_place.run_central("unlock", identity.kiosk, digits).strip())
    wait_until(lambda: page.property("view") == "inside" and not page.property("busy"), "the technician inside")
    small_place.on("OutOfService")
    assert small_place.app.scene.property("fault") == Code.SERVICED
    assert said(page) == dict.fromkeys(
        ("存储空间", "中心", "时钟", "叫号系统", "待送记录", "未采信记录", "账本", "版本"), True
    )

    small_place.tap("technician-done")
    small_place.on("Idle")
    small_place.rate_next(4)
    kinds = [one.kind for one in small_place.app.backroom.storage.call(lambda store: store.records()).result(10)]
    ours = ("technician_in", "out_of_service", "recovered", "technician_out")
    assert [kind for kind in kinds if kind in ours] == list(ours)


def test_wrong_digits_are_counted_and_the_wait_survives_a_restart(small_place: Hall) -> None:
    small_place.enrol()
    small_place.open()
    page = knock(small_place)
    wait_until(lambda: page.property("where"), "who we are")
    shown = page.property("challenge")
    for tries in range(1, 6):
        type_in(small_place, "00000000")
        wait_until(lambda tries=tries: len(small_place.records(LoginFailed)) == tries, "a wrong answer on record")
        wait_until(lambda: not page.property("busy"))
    assert "30" in page.property("message")
    assert small_place.records(TechnicianIn) == []
    small_place.tap("close-technician")
    assert knock(small_place).property("challenge") == shown, "closing the page costs nobody a second telephone call"
    small_place.close()

    small_place.open()
    page = knock(small_place)
    assert page.property("challenge") != shown
    wait_until(lambda: page.property("where"), "who we are")
    type_in(small_place, "00000000")
    wait_until(lambda: page.property("message"), "the wait")
    assert "请等待" in page.property("message")
    assert len(small_place.records(LoginFailed)) == 5, "while one has to wait nothing is even tried"


def test_it_works_without_the_centre_and_says_that_the_centre_is_silent(small_place: Hall) -> None:
    identity = small_place.enrol()
    small_place.open()
    small_place.cut()
    page = enter(small_place, identity)
    assert said(page)["中心"] is False
    assert said(page)["账本"] is True


def test_a_broken_store_keeps_no_technician_out_and_loses_nothing(small_place: Hall) -> None:
    identity = small_place.enrol()
    small_place.open()
    small_place.log_in()
    small_place.rate_next(5)
    small_place.close()
    with closing(sqlite3.connect(small_place.data / FILE)) as db:
        db.execute("UPDATE alembic_version SET version_num = 'v9999_of_next_year'")
        db.commit()

    small_place.open()
    small_place.on("OutOfService")
    assert small_place.app.scene.property("fault") == Code.NEWER_STORE
    page = enter(small_place, identity)
    assert said(page)["账本"] is False
    assert small_place.app.scene.property("fault") == Code.NEWER_STORE, "the cause stays the cause"
    small_place.tap("technician-done")
    small_place.close()
    with closing(sqlite3.connect(small_place.data / FILE)) as db:
        assert db.execute("SELECT count(*) FROM records WHERE kind = 'rated'").fetchone() == (1,)


def test_what_a_technician_sets_holds_after_a_restart_and_over_the_centres_settings(small_place: Hall) -> None:
    identity = small_place.enrol()
    small_place.open()
    page = enter(small_place, identity)
    small_place.tap("set-night")
    wait_until(lambda: small_place.app.comfort.property("night"), "the night theme")
    small_place.tap("set-language")
    wait_until(lambda: len(small_place.records(SettingsChanged)) >= 2, "both on record")
    assert page.property("view") == "inside"
    small_place.tap("technician-done")
    small_place.close()

    small_place.open()
    assert small_place.app.comfort.property("night")
    assert small_place.app.comfort.language == "en"
    changed = [one.body for one in small_place.records(SettingsChanged)]
    assert [one.what for one in changed if isinstance(one, SettingsChanged)].count("technician") == 2


def test_a_citizen_comes_before_somebody_who_only_knocks(small_place: Hall) -> None:
    small_place.enrol()
    small_place.open()
    small_place.log_in()
    ticket = small_place.serve_next()
    page = knock(small_place)
    shown = page.property("challenge")
    small_place.queue.act(ticket.id, "finish")
    small_place.on("Asking", ticket.number)
    assert small_place.app.backoffice is not None
    wait_until(lambda: small_place.app.backoffice and small_place.app.backoffice.page is None, "the page gone")
    small_place.tap("star-5")
    small_place.on("Explaining")
    small_place.tap("done")
    small_place.on("Idle")
    assert knock(small_place).property("challenge") == shown
    assert small_place.records(TechnicianOut) == []


def test_an_officer_who_was_away_is_still_away_when_the_technician_has_gone(small_place: Hall) -> None:
    identity = small_place.enrol()
    small_place.open()
    small_place.log_in()
    small_place.tap("staff-door", "away")
    small_place.on("Away")
    enter(small_place, identity)
    small_place.on("OutOfService")
    small_place.tap("technician-done")
    small_place.on("Away")


def test_restart_and_leave_end_the_program_cleanly_with_the_technician_out(small_place: Hall) -> None:
    identity = small_place.enrol()
    small_place.open()
    enter(small_place, identity)
    small_place.tap("restart")
    assert small_place.app.again
    wait_until(lambda: small_place.records(TechnicianOut), "the technician out")
    assert len(small_place.records(Recovered)) == 1
    enter(small_place, identity)
    small_place.tap("leave-kiosk")
    assert (small_place.app.again, small_place.app.left) == (False, True)
    wait_until(lambda: len(small_place.records(TechnicianOut)) == 2, "the technician out again")
    assert len(small_place.records(OutOfService)) == 2


def test_the_touch_test_wants_every_field(small_place: Hall) -> None:
    identity = small_place.enrol()
    small_place.open()
    page = enter(small_place, identity)
    small_place.tap("test-touch")
    window = small_place.app.screen.window
    field = find(window, "touch-field")
    wait_until(lambda: field.height() > window.height() * 0.8, "nearly the whole screen")
    small_place.tap("touch-field", "end-touch")
    assert page.property("message") == "48 格中有 1 格有反应"
    small_place.tap("test-touch")
    field = find(window, "touch-field")
    wait_until(lambda: field.height() > window.height() * 0.8, "the same again")
    at = [
        field.mapToScene(QPointF(field.width() * (x + 0.5) / 8, field.height() * (y + 0.5) / 6)).toPoint()
        for y in range(6)
        for x in range(8)
    ]
    press(window, at[0])
    for number, one in enumerate(at[1:], start=2):
        slide(window, one)
        wait_until(lambda number=number: page.property("touched").count(True) == number, f"field {number}")
    assert page.property("view") == "inside"
    lift(window, at[-1])
    turn()
    assert "每一格都有反应" in page.property("message")


def test_the_colours_come_one_after_another_and_lead_back(small_place: Hall) -> None:
    identity = small_place.enrol()
    small_place.open()
    page = enter(small_place, identity)
    small_place.tap("test-colours")
    seen = []
    while page.property("view") == "colours":
        seen.append(find(small_place.app.screen.window, "colour").property("color").name())
        small_place.tap("colour")
    assert seen == ["#ffffff", "#000000", "#ff0000", "#00ff00", "#0000ff", "#808080"]


def test_the_bundle_is_written_where_the_technician_says(small_place: Hall) -> None:
    identity = small_place.enrol()
    small_place.open()
    page = enter(small_place, identity)
    small_place.tap("make-bundle")
    small_place.tap("place-0")
    wait_until(lambda: not page.property("busy"), "the bundle")
    (made,) = list(Path(small_place.app.exports).glob("yiping-support-*.zip"))
    assert made.name in page.property("message")
    assert [one for one in items(small_place.app.screen.window) if one.objectName() == "technician-message"]


def test_nothing_of_it_is_loaded_before_somebody_knocks(small_place: Hall) -> None:
    """The window's start and memory pay for citizens only."""
    small_place.enrol()
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.loaded_kiosk", small_place.data],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    before, after = (set(line.split()) for line in done.stdout.splitlines())
    page = {
        "kiosk.backoffice",
        "kiosk.technician.service",
        "kiosk.technician.bundle",
        "kiosk.technician.health",
        "kiosk.viewmodels.technician",
    }
    assert page & before == set()
    assert {"kiosk.daybook", "kiosk.export", "kiosk.viewmodels.sheet"} & before <= {"kiosk.export"}
    assert page <= after, "the list is of modules that there are"


def test_a_technician_at_work_is_not_sent_away_when_what_was_broken_mends(
    small_place: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "FIRST_S", 0.1)
    place = small_place
    identity = place.enrol()
    other = Lock(place.data / "lock")
    place.open()
    assert place.app.scene.property("fault") == Code.IN_USE
    page = enter(place, identity)
    other.release()
    wait_until(lambda: place.app.ready, "the store open")
    assert (place.app.scene.property("fault"), page.property("view")) == (Code.SERVICED, "inside")
    page.close()
    place.on("Idle")


def test_where_the_ledger_cannot_be_opened_a_restart_gives_a_guesser_no_new_tries(small_place: Hall) -> None:
    place = small_place
    identity = place.enrol()
    place.open()
    place.close()  # the store was well once
    with closing_lock(place):
        place.open()
        page = knock(place)
        wait_until(lambda: page.property("where"), "who we are")
        right = answered(place, page, identity)
        wrong = f"{(int(right) + 1) % 10**8:08d}"
        for _ in range(FREE_TRIES):
            type_in(place, wrong)
            wait_until(lambda: not page.property("busy"), "an answer")
        assert "30" in page.property("message")
        place.close()
        place.open()
        page = knock(place)
        wait_until(lambda: page.property("where"), "who we are")
        type_in(place, answered(place, page, identity))
        assert "30" in page.property("message"), "even the right answer waits"


@contextmanager
def closing_lock(place: Hall) -> Iterator[None]:
    """Another program holds the data folder."""
    other = Lock(place.data / "lock")
    try:
        yield
    finally:
        other.release()
