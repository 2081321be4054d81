"""design.md, *Who is rated*, and the officer's acts of domain.md section 4: who may do what to the question."""

from __future__ import annotations

import pytest

from kiosk.flow import Asking, Away, Idle, OutOfService, Serving
from kiosk.tickets.source import Finished, Forwarded, GivenUp, Passed, PutBack, TicketEvent
from sync import kinds
from sync.kinds import By, Cause, Level, Origin, WhyClosed
from tests.support.desk import LI, WANG, Room


def rated_staff(room: Room) -> list[str | None]:
    return [one.staff for one in room.of(kinds.Rated)]


def rate(room: Room) -> None:
    room.desk.finish()
    room.desk.tap(Level.SATISFIED)
    room.desk.done()
    room.pass_by(10)


# --- who is rated ---------------------------------------------------------------------------------------------------------


def test_whoever_was_logged_in_when_the_service_started_is_rated(room: Room) -> None:
    visit = room.call("A042")
    room.desk.log_in(LI)
    rate(room)
    assert rated_staff(room) == ["S001"]
    assert room.of(kinds.Served, visit)[0].staff == "S001"


def test_a_log_out_before_the_tap_changes_nothing_about_who_is_rated_and_the_citizen_is_asked(room: Room) -> None:
    room.call("A042")
    room.desk.log_out()
    assert isinstance(room.desk.phase, Asking)
    room.desk.tap(Level.DISSATISFIED)
    assert rated_staff(room) == ["S001"]


def test_handed_over_before_the_question_the_new_person_is_rated_and_the_story_shows_both(room: Room) -> None:
    visit = room.call("A042")
    room.desk.hand_over(LI)
    rate(room)
    assert rated_staff(room) == ["S002"]
    assert room.of(kinds.Served, visit)[0].staff == "S001"
    handed = room.of(kinds.HandedOver, visit)[0]
    assert (handed.from_staff, handed.to_staff) == ("S001", "S002")
    assert room.of(kinds.Rated)[0].shift == handed.shift == room.of(kinds.ShiftOpened)[-1].shift


def test_handed_over_after_the_question_the_first_person_is_rated(room: Room) -> None:
    visit = room.call("A042")
    room.desk.finish()
    room.desk.hand_over(LI)
    room.desk.tap(Level.SATISFIED)
    assert rated_staff(room) == ["S001"]
    assert room.of(kinds.HandedOver, visit) == []
    assert len(room.of(kinds.HandedOver)) == 1


def test_handed_over_after_an_early_question_that_timed_out_is_handed_over_too_late(room: Room) -> None:
    room.call("A042")
    room.desk.open_question()
    room.pass_by(30)
    room.desk.hand_over(LI)
    rate(room)
    assert rated_staff(room) == ["S001"]


def test_a_call_while_nobody_is_logged_in_is_served_and_rated_as_staff_unknown() -> None:
    room = Room()
    visit = room.call("A042")
    rate(room)
    assert room.of(kinds.Served, visit)[0].staff is None
    assert rated_staff(room) == [None]


def test_whoever_logs_in_during_a_service_of_staff_unknown_is_not_rated_for_it() -> None:
    room = Room()
    room.call("A042")
    room.desk.log_in(WANG)
    rate(room)
    assert rated_staff(room) == [None]


def test_a_service_of_staff_unknown_can_be_taken_over_before_the_question() -> None:
    room = Room()
    visit = room.call("A042")
    room.desk.hand_over(WANG)
    rate(room)
    assert rated_staff(room) == ["S001"]
    assert room.of(kinds.HandedOver, visit)[0].from_staff is None


def test_a_log_in_elsewhere_closes_this_shift(room: Room) -> None:
    visit = room.call("A042")
    assert room.desk.shift
    room.desk.close_shift("some other shift")
    assert room.desk.shift
    room.desk.close_shift(room.desk.shift.id)
    assert room.desk.shift is None
    assert [one.why for one in room.of(kinds.ShiftClosed)] == [WhyClosed.ELSEWHERE]
    assert [one.cause for one in room.of(kinds.Unrated, visit)] == [Cause.SHIFT_CLOSED]
    assert isinstance(room.desk.phase, Idle)


def test_a_log_in_elsewhere_does_not_take_the_question_off_the_screen(room: Room) -> None:
    room.call("A042")
    room.desk.finish()
    assert room.desk.shift
    room.desk.close_shift(room.desk.shift.id)
    room.desk.tap(Level.SATISFIED)
    assert rated_staff(room) == ["S001"]


def test_one_window_has_one_person(room: Room) -> None:
    room.desk.log_in(LI)
    assert room.desk.shift
    assert room.desk.shift.person == LI
    assert [one.why for one in room.of(kinds.ShiftClosed)] == [WhyClosed.LOGGED_OUT]


def test_logging_in_twice_is_one_shift(room: Room) -> None:
    room.desk.log_in(WANG)
    room.desk.hand_over(WANG)
    assert room.kinds() == ["shift_opened"]


def test_yesterdays_shift_ends_with_the_first_call_of_today(room: Room) -> None:
    room.pass_by(24 * 3600)
    room.call("A001")
    assert [one.why for one in room.of(kinds.ShiftClosed)] == [WhyClosed.DAY_ENDED]
    assert room.of(kinds.Served)[0].staff is None


def test_a_night_shift_at_work_is_not_thrown_out_at_midnight(room: Room) -> None:
    for number in range(30):
        room.pass_by(1800)
        room.call(f"A{number:03}")
    assert room.of(kinds.ShiftClosed) == []


def test_a_wrong_clock_throws_nobody_out(room: Room) -> None:
    room.clock.jump(days=400)
    room.call("A001")
    assert room.of(kinds.Served)[0].staff == "S001"


# --- the officer and the queue ---------------------------------------------------------------------------------------------

NOT_SERVED: list[tuple[str, TicketEvent, str]] = [
    ("passed", Passed("A042"), "passed"),
    ("given_up", GivenUp("A042"), "given_up"),
    ("forward", Forwarded("A042", "7"), "forwarded"),
    ("put_back", PutBack("A042"), "put_back"),
]


@pytest.mark.parametrize(("act", "event", "kind"), NOT_SERVED)
def test_passed_given_up_forwarded_and_put_back_are_not_asked_and_not_unrated(
    room: Room, act: str, event: TicketEvent, kind: str
) -> None:
    first = room.call("A042")
    room.desk.ticket(event)
    assert isinstance(room.desk.phase, Idle)
    assert room.kinds(first) == ["served", kind]

    second = room.call("A043")
    getattr(room.desk, act)()
    assert isinstance(room.desk.phase, Idle)
    assert room.kinds(second) == ["served", kind]


@pytest.mark.parametrize(("act", "event", "kind"), NOT_SERVED)
def test_once_the_service_has_ended_nothing_the_officer_does_takes_the_question_away(
    room: Room, act: str, event: TicketEvent, kind: str
) -> None:
    visit = room.call("A042")
    room.desk.finish()
    room.desk.ticket(event)
    getattr(room.desk, act)()
    room.desk.away()
    room.desk.log_out()
    assert isinstance(room.desk.phase, Asking)
    assert kind not in room.kinds(visit)


@pytest.mark.parametrize(("act", "event", "kind"), NOT_SERVED)
def test_a_rated_number_cannot_be_passed_afterwards(room: Room, act: str, event: TicketEvent, kind: str) -> None:
    visit = room.call("A042")
    room.desk.open_question()
    room.desk.tap(Level.VERY_DISSATISFIED)
    room.desk.done()
    room.pass_by(10)
    assert isinstance(room.desk.phase, Serving)
    room.desk.ticket(event)
    getattr(room.desk, act)()
    assert kind not in room.kinds(visit)
    assert room.kinds(visit)[-1] == "rated"


def test_a_passed_number_cannot_be_rated(room: Room) -> None:
    room.call("A042")
    room.desk.passed()
    room.desk.open_question()
    room.desk.tap(Level.SATISFIED)
    assert room.of(kinds.Rated) == []


def test_a_passed_number_that_is_called_again_is_a_new_visit_and_can_be_rated(room: Room) -> None:
    first = room.call("A042")
    room.desk.passed()
    second = room.call("A042")
    assert second.previous == first.id
    rate(room)
    assert room.kinds(second) == ["served", "ended", "asked", "rated"]


def test_called_again_while_being_served_is_the_same_visit(room: Room) -> None:
    first = room.call("A042")
    assert room.call("A042").id == first.id
    assert room.kinds().count("served") == 1


def test_forwarded_and_back_is_a_new_visit_that_names_the_first(room: Room) -> None:
    first = room.call("A042")
    room.desk.forward("7")
    second = room.call("A042")
    assert room.of(kinds.Served, second)[0].previous_visit == first.id
    assert room.of(kinds.Forwarded)[0].to_window == "7"


def test_late_and_foreign_events_change_nothing(room: Room) -> None:
    visit = room.call("A042")
    for event in (Finished("A041"), Passed("A041"), GivenUp("B042"), Forwarded("A041"), PutBack("A041")):
        room.desk.ticket(event)
    assert room.desk.phase == Serving(visit)
    assert room.kinds(visit) == ["served"]


def test_events_that_come_twice_count_once(room: Room) -> None:
    visit = room.call("A042")
    room.desk.ticket(Finished("A042"))
    room.desk.ticket(Finished("A042"))
    room.pass_by(30)
    room.desk.ticket(Finished("A042"))
    assert room.kinds(visit) == ["served", "ended", "asked", "unrated"]


def test_a_typed_number_says_who_typed_it(room: Room) -> None:
    visit = room.call("A042", origin=Origin.TYPED_BY_CITIZEN)
    assert room.of(kinds.Served, visit)[0].ticket_origin == Origin.TYPED_BY_CITIZEN


def test_typing_a_number_that_the_queue_called_today_opens_no_second_rating(room: Room) -> None:
    room.call("A042", queue_id="17")
    rate(room)
    again = room.call("A042", origin=Origin.TYPED_BY_STAFF)
    assert again.ticket_key == "q:17"
    assert again.barred


def test_a_number_typed_before_the_queue_came_back_is_the_visit_the_queue_then_calls(room: Room) -> None:
    typed = room.call("A042", origin=Origin.TYPED_BY_STAFF)
    assert room.call("A042", queue_id="17").id == typed.id


# --- away -----------------------------------------------------------------------------------------------------------------


def test_going_away_and_coming_back_is_recorded_with_who_went(room: Room) -> None:
    room.desk.away()
    assert isinstance(room.desk.phase, Away)
    room.desk.back()
    assert isinstance(room.desk.phase, Idle)
    assert room.kinds() == ["shift_opened", "paused", "resumed"]
    assert room.of(kinds.Paused)[0].staff == "S001"


def test_going_away_during_a_service_keeps_the_visit(room: Room) -> None:
    visit = room.call("A042")
    room.desk.away()
    assert room.desk.phase == Away(visit)
    room.desk.back()
    assert room.desk.phase == Serving(visit)


def test_going_away_waits_for_the_citizen_who_is_asked(room: Room) -> None:
    room.call("A042")
    room.desk.finish()
    room.desk.away()
    assert isinstance(room.desk.phase, Asking)
    room.desk.tap(Level.SATISFIED)
    room.desk.done()
    room.pass_by(10)
    assert isinstance(room.desk.phase, Away)


def test_whoever_changes_their_mind_before_leaving_stays(room: Room) -> None:
    room.call("A042")
    room.desk.finish()
    room.desk.away()
    room.desk.back()
    room.desk.not_now()
    assert isinstance(room.desk.phase, Idle)


def test_a_call_brings_the_window_back(room: Room) -> None:
    room.desk.away()
    room.call("A042")
    assert isinstance(room.desk.phase, Serving)
    assert room.kinds() == ["shift_opened", "paused", "resumed", "served"]


def test_a_call_while_going_away_means_to_stay(room: Room) -> None:
    room.call("A042")
    room.desk.finish()
    room.desk.away()
    room.call("A043")
    assert isinstance(room.desk.phase, Serving)


def test_called_again_while_away_goes_on_with_the_visit(room: Room) -> None:
    visit = room.call("A042")
    room.desk.away()
    room.call("A042")
    assert room.desk.phase == Serving(visit)


def test_whoever_logs_in_while_the_window_is_away_opens_it(room: Room) -> None:
    room.desk.away()
    room.desk.log_out()
    assert isinstance(room.desk.phase, Away)
    room.desk.log_in(LI)
    assert isinstance(room.desk.phase, Idle)


# --- out of service ---------------------------------------------------------------------------------------------------------


def test_out_of_service_goes_on_counting_visits_as_device_fault_and_shows_the_code(room: Room) -> None:
    first = room.call("A042")
    room.desk.finish()
    room.desk.broke("K-07")
    assert isinstance(room.desk.phase, OutOfService)
    assert room.desk.qr()
    second = room.call("A043")
    assert room.desk.qr()
    room.desk.ticket(Finished("A043"))
    room.desk.mended()
    assert isinstance(room.desk.phase, Idle)
    for visit in (first, second):
        assert [one.cause for one in room.of(kinds.Unrated, visit)] == [Cause.DEVICE_FAULT]
    assert [one.code for one in room.of(kinds.OutOfService)] == ["K-07"]
    assert [one.code for one in room.of(kinds.Recovered)] == ["K-07"]


def test_a_fault_during_a_service_that_is_mended_in_time_costs_nothing(room: Room) -> None:
    visit = room.call("A042")
    room.desk.broke("K-07")
    room.desk.mended()
    rate(room)
    assert room.kinds(visit) == ["served", "ended", "asked", "rated"]


def test_a_fault_while_explaining_keeps_what_was_ticked(room: Room) -> None:
    visit = room.call("A042")
    room.desk.finish()
    room.desk.tap(Level.DISSATISFIED)
    room.desk.tick("207")
    room.desk.broke("K-07")
    assert room.of(kinds.Explained, visit)[0].reasons == ("207",)


def test_a_fault_while_a_tap_is_on_its_way_waits_for_the_disks_answer(room: Room) -> None:
    visit = room.call("A042")
    room.desk.finish()
    room.disk.quick = False
    room.desk.tap(Level.SATISFIED)
    room.desk.broke("K-07")
    room.disk.quick = True
    room.disk.answer()
    assert isinstance(room.desk.phase, OutOfService)
    assert room.kinds(visit)[-1] == "rated"


# --- help, notes, numbers -----------------------------------------------------------------------------------------------------


def test_a_call_for_help_is_recorded_with_its_visit(room: Room) -> None:
    visit = room.call("A042")
    room.desk.want_help()
    call = room.desk.call_help()
    assert room.kinds(visit) == ["served", "help_called"]
    assert room.disk.kept[-1].id == call


def test_the_managers_word_that_numbers_start_over_is_recorded(room: Room) -> None:
    room.call("A001")
    room.desk.numbers_start_over()
    room.call("A002")
    assert [one.series for one in room.of(kinds.Served)] == [1, 2]
    assert [(one.what, one.by) for one in room.of(kinds.SettingsChanged)] == [("ticket_series", By.STAFF)]


def test_what_is_no_step_of_the_flow_can_be_noted(room: Room) -> None:
    room.desk.note(kinds.Exported(day="2026-03-02", formats=("csv",), revision=1))
    assert room.kinds()[-1] == "exported"
