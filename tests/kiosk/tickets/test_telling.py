"""Events of a queue that tells them twice, late and in any order: in the end the window shows what truly is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.flow import Asking, Away, Idle, Serving
from kiosk.tickets.source import (
    Called,
    Finished,
    Forwarded,
    GivenUp,
    NumbersStartOver,
    Passed,
    Paused,
    PutBack,
    Resumed,
)
from kiosk.tickets.telling import LATE, Telling, moment
from sync import kinds
from sync.contract import rfc3339
from sync.live import QueueEvent, QueueKind
from tests.support.desk import WANG, Room

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
FRESH = timedelta(minutes=30)
K = QueueKind
ENDS = (K.FINISHED, K.PASSED, K.GIVEN_UP, K.FORWARDED, K.PUT_BACK)


def event(kind: QueueKind, number: str = "A042", at_s: float | None = 0, **more: str) -> QueueEvent:
    """An event `at_s` seconds after noon; None: one that does not say when it was."""
    at = None if at_s is None else rfc3339(NOON + timedelta(seconds=at_s))
    made = QueueEvent(id=f"{kind}-{number}-{at_s}", window="3", kind=kind, number=number, at=at)
    return replace(made, **more)


def heard(*told: QueueEvent, later_s: float = 100) -> list[object]:
    telling = Telling("3", fresh=FRESH)
    return [one for each in told for one in telling.events(each, NOON + timedelta(seconds=later_s))]


def names(events: list[object]) -> list[str]:
    return [type(one).__name__ for one in events]


@pytest.mark.parametrize(
    ("kind", "means"),
    [
        (K.FINISHED, Finished("A042")),
        (K.PASSED, Passed("A042")),
        (K.GIVEN_UP, GivenUp("A042")),
        (K.PUT_BACK, PutBack("A042")),
        (K.FORWARDED, Forwarded("A042", "7")),
    ],
)
def test_each_end_is_what_it_is_called(kind: QueueKind, means: object) -> None:
    assert heard(event(K.CALLED), event(kind, at_s=10, to_window="7"))[1] == means


def test_a_call_carries_what_the_queue_knows() -> None:
    (called,) = heard(event(K.CALLED, ticket_id="9/1", service="户籍", matter="m"))
    assert isinstance(called, Called)
    ticket = called.ticket
    assert (ticket.number, ticket.queue_id, ticket.service, ticket.matter) == ("A042", "9/1", "户籍", "m")
    assert ticket.called_at == NOON


def test_pauses_and_a_reset_are_handed_on_and_log_ins_are_not() -> None:
    told = [
        event(K.PAUSED, "", 1),
        event(K.RESUMED, "", 2),
        event(K.NUMBERS_START_OVER, "", 3),
        event(K.LOGGED_IN, "", 4),
    ]
    assert heard(*told) == [Paused(), Resumed(), NumbersStartOver()]


def test_an_event_told_twice_happens_once_and_another_windows_never() -> None:
    assert names(heard(event(K.CALLED), event(K.CALLED), replace(event(K.CALLED), id="x", window="4"))) == ["Called"]


def test_an_end_that_comes_before_its_call_waits_for_it() -> None:
    assert names(heard(event(K.FINISHED, at_s=10), event(K.CALLED, at_s=0))) == ["Called", "Finished"]


def test_a_late_call_does_not_take_the_screen_from_a_newer_one() -> None:
    assert names(heard(event(K.CALLED, "A043", 20), event(K.CALLED, "A042", 0))) == ["Called"]


def test_the_late_end_of_an_earlier_call_does_not_end_the_next_call_of_the_same_number() -> None:
    again = [event(K.CALLED, at_s=0), event(K.RECALLED, at_s=20), event(K.PUT_BACK, at_s=10)]
    assert names(heard(*again)) == ["Called", "Called"]


def test_the_next_call_is_taken_though_the_last_end_is_timed_after_it_by_the_same_click() -> None:
    told = [event(K.CALLED, "A041", 0), event(K.FINISHED, "A041", 30.4), event(K.CALLED, "A042", 30)]
    assert names(heard(*told)) == ["Called", "Finished", "Called"]


@pytest.mark.parametrize("late_s", [0.4, 300])
def test_a_late_recall_does_not_bring_back_what_has_ended(late_s: float) -> None:
    told = [event(K.CALLED, at_s=0), event(K.FINISHED, at_s=400), event(K.RECALLED, at_s=400 - late_s)]
    assert names(heard(*told, later_s=500)) == ["Called", "Finished"]


def test_a_queue_whose_clock_was_set_back_is_still_heard() -> None:
    back = -LATE.total_seconds() - 1
    told = [event(K.CALLED, "A041", 0), event(K.FINISHED, "A041", 10), event(K.CALLED, "A042", back)]
    assert names(heard(*told)) == ["Called", "Finished", "Called"]


def test_a_queue_whose_clock_runs_ahead_is_taken_as_it_arrives() -> None:
    told = [event(K.CALLED, "A041", 7200), event(K.FINISHED, "A041", 7230), event(K.CALLED, "A042", 7240)]
    assert names(heard(*told)) == ["Called", "Finished", "Called"]


def test_events_without_a_time_count_as_they_arrive_also_among_timed_ones() -> None:
    told = [event(K.CALLED, "A041", 0), event(K.FINISHED, "A041", None), event(K.CALLED, "A042", None)]
    assert names(heard(*told, event(K.FINISHED, "A042", None))) == ["Called", "Finished", "Called", "Finished"]


def test_an_old_call_is_not_taken_up() -> None:
    assert heard(event(K.CALLED, at_s=0), later_s=FRESH.total_seconds() + 1) == []


@pytest.mark.parametrize("text", [None, "", "soon", "2026-03-02T12:00:00"])
def test_a_time_without_zone_or_sense_is_none(text: str | None) -> None:
    assert moment(text) is None


def test_what_it_remembers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.tickets.telling.REMEMBERED", 5)
    telling = Telling("3", fresh=FRESH)
    for at in range(50):
        telling.events(event(K.CALLED, f"A{at:03d}", at), NOON + timedelta(seconds=at))
    assert len(telling._seen) == len(telling._tickets) == 5


# --- any order, before the real desk ---------------------------------------------------------------------------------


def shown_after(told: list[QueueEvent]) -> tuple[str, str]:
    """Return the page and number a window with a real desk shows once all was told."""
    room = Room()
    room.desk.log_in(WANG)
    telling = Telling("3", fresh=FRESH)
    for one in told:
        for each in telling.events(one, NOON + timedelta(seconds=100)):
            room.desk.ticket(each)
    served = room.of(kinds.Served)
    assert len({one.ticket_key for one in served}) <= len({one.number for one in told if one.number})
    assert_each_visit_ended_once(room)
    phase = room.desk.phase
    return type(phase).__name__, phase.visit.ticket if phase.visit else ""


def assert_each_visit_ended_once(room: Room) -> None:
    at_hand = room.desk.phase.visit
    for visit in {one.visit for one in room.disk.kept if one.visit}:
        ends = [one for one in room.kinds(visit) if one in ("unrated", "passed", "given_up", "forwarded", "put_back")]
        assert len(ends) == (0 if at_hand and at_hand.id == visit else 1)


@st.composite
def mornings(draw: st.DrawFn) -> list[QueueEvent]:
    """What truly happened at a window, in order, five seconds apart: calls, recalls, starts, ends, calls without an end.

    A number that is finished is not called again: while it is asked, such a call means the same visit and changes nothing.
    """
    told: list[QueueEvent] = []
    waiting, at_hand = ["A1", "A2", "A3", "A4", "A5", "A6", "A7"], ""
    for at in range(draw(st.integers(1, 7))):
        choices = [*ENDS, K.RECALLED, K.STARTED, K.CALLED] if at_hand else [K.CALLED]
        kind = draw(st.sampled_from(choices))
        number = draw(st.sampled_from([one for one in waiting if one != at_hand][:3])) if kind is K.CALLED else at_hand
        told.append(event(kind, number, 5 * at))
        at_hand = "" if kind in ENDS else number
        if kind is K.FINISHED:
            waiting.remove(number)
    return told


@settings(max_examples=300)
@given(true=mornings(), data=st.data())
def test_in_any_order_and_twice_the_window_ends_up_where_the_truth_does(
    true: list[QueueEvent], data: st.DataObject
) -> None:
    arrived = data.draw(st.permutations(true + data.draw(st.lists(st.sampled_from(true), max_size=3))))
    assert shown_after(arrived) == shown_after(true)


@settings(max_examples=100)
@given(true=mornings(), data=st.data())
def test_without_times_events_in_order_mean_the_same_however_often_they_are_told(
    true: list[QueueEvent], data: st.DataObject
) -> None:
    untimed = [replace(one, at=None) for one in true]
    doubled = [one for each in untimed for one in [each] * data.draw(st.integers(1, 3))]
    assert shown_after(doubled) == shown_after(true)


@pytest.mark.parametrize("end", ENDS)
def test_every_order_of_a_whole_service_ends_alike(end: QueueKind) -> None:
    true = [event(K.CALLED, at_s=0), event(K.RECALLED, at_s=10), event(K.STARTED, at_s=20), event(end, at_s=30)]
    wanted = ("Asking", "A042") if end is K.FINISHED else ("Idle", "")
    assert {shown_after(list(one)) for one in permutations(true)} == {wanted}


def test_taken_by_arrival_alone_the_orders_would_differ() -> None:
    """The positive control: without times the same events in another order leave another page."""
    true = [event(K.CALLED, "A1", None), event(K.FINISHED, "A1", None), event(K.CALLED, "A2", None)]
    assert len({shown_after(list(one)) for one in permutations(true)}) > 1


# --- what the new events do at the desk ------------------------------------------------------------------------------


def test_a_pause_of_the_queue_shows_the_window_as_away_and_its_end_brings_it_back() -> None:
    room = Room()
    room.desk.log_in(WANG)
    room.desk.ticket(Paused())
    assert isinstance(room.desk.phase, Away)
    room.desk.ticket(Resumed())
    assert isinstance(room.desk.phase, Idle)


def test_a_pause_never_takes_the_question_off_the_screen() -> None:
    room = Room()
    room.desk.log_in(WANG)
    room.call("A042")
    room.desk.ticket(Finished("A042"))
    room.desk.ticket(Paused())
    assert isinstance(room.desk.phase, Asking)
    room.desk.ticket(Called(replace(heard(event(K.CALLED, "A043"))[0].ticket)))  # type: ignore[attr-defined] # it is a call
    assert isinstance(room.desk.phase, Serving)
