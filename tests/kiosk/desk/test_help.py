"""人员投诉应急处理 at the desk: a call is a record, its answer too, and neither touches a rating."""

from __future__ import annotations

from kiosk.flow import Asking, Explaining
from kiosk.help import Calling, Coming, Considering, Quiet, Unreached
from sync import kinds
from sync.kinds import Level
from tests.support.desk import Room


def called(room: Room) -> str:
    room.desk.want_help()
    call = room.desk.call_help()
    assert call
    return call


def test_one_touch_asks_and_records_nothing(room: Room) -> None:
    room.call("A042")
    room.desk.want_help()
    assert room.desk.help.state == Considering()
    assert room.of(kinds.HelpCalled) == []


def test_the_second_touch_is_a_record_of_the_visit_and_the_page_and_the_hall_is_told_at_once(room: Room) -> None:
    visit = room.call("A042")
    room.desk.finish()
    room.desk.help.centre_is(reached=True)
    call = called(room)
    assert room.of(kinds.HelpCalled, visit) == [kinds.HelpCalled(page="Asking")]
    assert room.disk.kept[-1].id == call
    assert room.urgent == 1
    assert room.desk.help.state == Calling()


def test_a_second_confirmation_in_the_same_breath_is_one_call(room: Room) -> None:
    room.desk.help.centre_is(reached=True)
    called(room)
    assert room.desk.call_help() is None
    assert len(room.of(kinds.HelpCalled)) == 1


def test_nobody_needs_a_visit_to_call(room: Room) -> None:
    called(room)
    assert room.of(kinds.HelpCalled) == [kinds.HelpCalled(page="Idle")]


def test_somebody_is_coming_is_shown_and_recorded_once_however_often_it_is_heard(room: Room) -> None:
    room.desk.help.centre_is(reached=True)
    call = called(room)
    for _ in range(3):
        room.desk.help.answered(call, "S009")
    assert room.desk.help.state == Coming()
    assert room.of(kinds.HelpAcknowledged) == [kinds.HelpAcknowledged(call=call, by="S009")]


def test_an_answer_to_a_call_that_is_not_ours_means_nothing(room: Room) -> None:
    room.desk.help.answered("another windows call")
    assert room.desk.help.state == Quiet()
    assert room.of(kinds.HelpAcknowledged) == []


def test_before_the_centre_ever_answered_nobody_can_be_reached_and_the_call_is_written_down(room: Room) -> None:
    called(room)
    assert room.desk.help.state == Unreached(cut=True)
    assert len(room.of(kinds.HelpCalled)) == 1


def test_cut_off_one_call_is_written_down_however_often_it_is_tried_again(room: Room) -> None:
    called(room)
    for _ in range(3):
        assert room.desk.call_help() is None
        assert room.desk.help.state == Calling(), "whoever touches sees that something happens"
        room.desk.help.centre_is(reached=False)
        assert room.desk.help.state == Unreached(cut=True)
    assert len(room.of(kinds.HelpCalled)) == 1


def test_while_somebody_waits_the_line_is_tried_every_few_seconds_and_the_panel_follows_it(room: Room) -> None:
    called(room)
    before = room.urgent
    room.pass_by(5)
    room.pass_by(5)
    assert room.urgent == before + 2
    room.desk.help.centre_is(reached=True)
    assert room.desk.help.state == Calling()
    room.pass_by(5)
    assert room.urgent == before + 2, "a line that holds need not be tried"
    room.desk.help.centre_is(reached=False)
    room.pass_by(room.settings.limits.help_shown_s)
    assert room.desk.help.state == Quiet()
    before = room.urgent
    room.pass_by(60)
    assert room.urgent == before, "nobody waits any more"


def test_a_call_that_nobody_answered_can_be_made_again_and_that_is_another_call(room: Room) -> None:
    room.desk.help.centre_is(reached=True)
    first = called(room)
    room.pass_by(room.settings.limits.help_s)
    assert room.desk.help.state == Unreached()
    assert room.desk.call_help() not in (None, first)
    assert len(room.of(kinds.HelpCalled)) == 2


def test_a_centre_that_falls_silent_while_somebody_waits_is_told_plainly(room: Room) -> None:
    room.desk.help.centre_is(reached=True)
    called(room)
    room.desk.help.centre_is(reached=False)
    assert room.desk.help.state == Unreached(cut=True)


def test_a_call_that_nobody_answers_is_told_after_its_time(room: Room) -> None:
    room.desk.help.centre_is(reached=True)
    called(room)
    room.pass_by(room.settings.limits.help_s - 1)
    assert room.desk.help.state == Calling()
    room.pass_by(1)
    assert room.desk.help.state == Unreached()


def test_the_page_beneath_does_not_run_away_while_somebody_calls(room: Room) -> None:
    room.call("A042")
    room.desk.finish()
    room.pass_by(room.settings.limits.asking_s - 1)
    called(room)
    room.pass_by(room.settings.limits.more_s - 1)
    assert isinstance(room.desk.phase, Asking)


def test_a_rating_goes_on_as_if_nobody_had_called(room: Room) -> None:
    visit = room.call("A042")
    room.desk.finish()
    called(room)
    room.desk.tap(Level.VERY_DISSATISFIED)
    assert isinstance(room.desk.phase, Explaining)
    assert room.kinds(visit) == ["served", "ended", "asked", "help_called", "rated"]


def test_the_next_citizen_sees_nothing_of_it_and_the_answer_is_still_recorded(room: Room) -> None:
    room.desk.help.centre_is(reached=True)
    room.call("A042")
    call = called(room)
    room.call("A043")
    assert room.desk.help.state == Quiet()
    room.desk.help.answered(call)
    assert room.desk.help.state == Quiet()
    assert len(room.of(kinds.HelpAcknowledged)) == 1


def test_a_disk_that_refuses_owes_the_call_and_writes_it_later(room: Room) -> None:
    room.disk.full = True
    called(room)
    assert room.of(kinds.HelpCalled) == []
    room.disk.full = False
    room.pass_by(5)
    assert len(room.of(kinds.HelpCalled)) == 1
