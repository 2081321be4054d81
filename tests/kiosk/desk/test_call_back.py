"""A call back at the desk: on purpose only, sealed at the tap, and never at the cost of what was said."""

from __future__ import annotations

from kiosk.flow import Contacting, Explaining, NotSaved, Serving, Thanking
from sync import kinds
from sync.kinds import Level
from tests.support.desk import WANG, Room, said, with_settings

NUMBER = "13912345678"


def asked_where(room: Room) -> str:
    visit = room.call("A042")
    room.desk.finish()
    room.desk.tap(Level.DISSATISFIED)
    room.desk.tick("207")
    room.desk.number.want()
    return visit.id


def typed(room: Room, number: str = NUMBER) -> None:
    for digit in number:
        room.desk.number.dial(digit)


def test_the_record_names_the_rating_the_purpose_and_the_days_that_were_promised() -> None:
    room = Room(with_settings(contact={"keep_days": 30}))
    room.desk.log_in(WANG)
    visit = asked_where(room)
    typed(room)
    room.desk.number.leave()
    rating = next(one.id for one in room.disk.kept if isinstance(one.body, kinds.Rated))
    (left,) = room.of(kinds.ContactLeft, visit)
    assert (left.rating, left.purpose, left.keep_days) == (rating, "call_back", 30)
    assert said(room.disk.kept) == [NUMBER]
    assert left.contact == room.disk.kept[-1].attached.sha256


def test_a_hall_that_calls_nobody_back_offers_nothing() -> None:
    room = Room(with_settings(contact={"offered": False}))
    asked_where(room)
    assert isinstance(room.desk.phase, Explaining)


def test_the_number_is_on_disk_before_the_page_says_so(room: Room) -> None:
    asked_where(room)
    typed(room)
    room.disk.quick = False
    room.desk.number.leave()
    room.desk.number.leave()
    assert not isinstance(room.desk.phase, Explaining)
    room.disk.answer()
    assert isinstance(room.desk.phase, Explaining)
    assert room.desk.phase.calls_back
    assert len(room.of(kinds.ContactLeft)) == 1


def test_it_can_be_left_once(room: Room) -> None:
    asked_where(room)
    typed(room)
    room.desk.number.leave()
    room.desk.number.want()
    assert isinstance(room.desk.phase, Explaining)


def test_the_next_call_takes_the_page_away_and_keeps_the_reasons_but_no_number(room: Room) -> None:
    visit = asked_where(room)
    typed(room)
    room.call("A043")
    assert isinstance(room.desk.phase, Serving)
    assert room.of(kinds.ContactLeft) == []
    assert [one.reasons for one in room.of(kinds.Explained, visit)] == [("207",)]


def test_whoever_types_is_not_hurried_and_whoever_stops_is_thanked(room: Room) -> None:
    visit = asked_where(room)
    limit = room.settings.limits.explaining_s
    for digit in NUMBER:
        room.pass_by(limit - 1)
        room.desk.number.dial(digit)
    assert isinstance(room.desk.phase, Contacting)
    room.pass_by(limit)
    assert isinstance(room.desk.phase, Thanking)
    assert room.of(kinds.ContactLeft) == []
    assert [one.reasons for one in room.of(kinds.Explained, visit)] == [("207",)]


def test_a_disk_that_refuses_the_number_says_so_and_writes_the_reasons_later(room: Room) -> None:
    visit = asked_where(room)
    typed(room)
    room.disk.full = True
    room.desk.number.leave()
    assert room.desk.phase == NotSaved(room.desk.phase.visit, level_kept=True)
    room.disk.full = False
    room.pass_by(5)
    assert [one.reasons for one in room.of(kinds.Explained, visit)] == [("207",)]
    assert room.of(kinds.ContactLeft) == []
