"""The centre is away for a week; an answer gets lost: nothing is lost and nothing is doubled."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from sync.central.figures.export import exported
from sync.kinds import Anchor, Rated
from tests.support.clock import FakeClock
from tests.support.hall import HALL, Hall, hall
from tests.support.touch import wait_until
from tests.support.wire import Fault, bad_wire

DAYS = 7
WHY = {1: ("108",), 2: ("207",)}


def levels_of_day(place: Hall, day: str) -> dict[str, int]:
    levels = exported(place.central, HALL, day).plain()["total"]["levels"]
    return {level: count for level, count in levels.items() if count}


def test_a_week_offline_arrives_whole_each_rating_on_its_own_day(tmp_path: Path, qapp: QGuiApplication) -> None:  # noqa: ARG001 - windows need it
    clock = FakeClock()
    with hall(tmp_path, clock=clock) as place, bad_wire(place.url) as wire:
        place.enrol(wire.url)
        place.open()
        place.log_in()
        place.settled()
        wire.set(Fault.REFUSED)

        wanted: dict[str, dict[str, int]] = {}
        for day in range(DAYS):
            level = 1 + day % 5
            place.rate_next(level, *WHY.get(level, ()))
            wanted[place.app.today()] = {str(level): 1}
            place.tap("staff-door", "log-out")
            clock.advance(24 * 3600)
            place.log_in()  # by the roster kept here: nobody can be asked
        made = place.records(Rated)
        assert len(made) == len(wanted) == DAYS
        assert place.pending() > DAYS * 5

        wire.set(Fault.NONE)
        place.app.backroom.beat()
        place.settled()

        held = Counter(one.stamp.id for one in place.held())
        assert set(held.values()) == {1}
        assert {one.stamp.id for one in made} <= set(held)
        assert {day: levels_of_day(place, day) for day in wanted} == wanted
        assert place.rows("SELECT count(*) FROM gaps") == [(0,)]
        place.close()


def test_an_answer_that_got_lost_comes_back_as_duplicate_and_counts_once(place: Hall) -> None:
    with bad_wire(place.url) as wire:
        place.enrol(wire.url)
        place.open()
        place.log_in()
        place.settled()
        wire.set(Fault.CUT_AFTER)
        place.rate_next(4)
        wait_until(lambda: place.kinds_held()["rated"] == 1, "the rating at the centre")
        assert place.pending() > 0, "the kiosk cannot know yet"
        wire.set(Fault.NONE)
        place.app.backroom.beat()
        place.settled()
        assert place.kinds_held()["rated"] == 1
        assert levels_of_day(place, place.app.today()) == {"4": 1}
        assert place.records(Anchor), "the first good answer became an anchor"
        place.close()


def test_a_captive_portal_settles_nothing(small_place: Hall) -> None:
    place = small_place
    with bad_wire(place.url) as wire:
        place.enrol(wire.url)
        place.open()
        place.log_in()
        place.settled()
        wire.set(Fault.PORTAL)
        place.rate_next(5)
        waiting = place.pending()
        assert waiting > 0
        wire.set(Fault.NONE)
        place.app.backroom.beat()
        place.settled()
        assert levels_of_day(place, place.app.today()) == {"5": 1}
        place.close()
