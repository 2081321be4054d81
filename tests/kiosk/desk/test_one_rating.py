"""design.md, *One rating, from the tap to the manager's file*, steps 3 to 6, at the desk."""

from __future__ import annotations

import pytest

from kiosk.codes import Code
from kiosk.flow import Asking, Explaining, Idle, Keeping, Later, NotSaved, RatedAlready, Serving, Thanking
from kiosk.tickets.source import Finished
from kiosk.unanswered import Unanswered
from sync import kinds
from sync.kinds import By, Cause, Level, Origin
from tests.support.desk import Room, said, with_settings


def asked(room: Room, number: str = "A042") -> str:
    visit = room.call(number)
    room.desk.finish()
    return visit.id


def test_a_call_is_a_visit_and_its_end_asks_the_question(room: Room) -> None:
    visit = room.call("A042")
    assert isinstance(room.desk.phase, Serving)

    room.desk.ticket(Finished("A042"))

    assert isinstance(room.desk.phase, Asking)
    assert room.kinds(visit) == ["served", "ended", "asked"]
    assert room.of(kinds.Asked)[0].by == By.QUEUE


def test_nothing_is_preselected(room: Room) -> None:
    asked(room)
    assert not hasattr(room.desk.phase, "level")


def test_the_officers_finish_asks_the_question(room: Room) -> None:
    asked(room)
    assert room.of(kinds.Asked)[0].by == By.STAFF


def test_a_touch_while_being_served_opens_the_question(room: Room) -> None:
    visit = room.call("A042")
    room.desk.open_question()
    assert isinstance(room.desk.phase, Asking)
    assert room.kinds(visit) == ["served", "asked"]
    assert room.of(kinds.Asked)[0].by == By.CITIZEN


def test_where_the_queue_tells_no_end_the_way_to_the_question_is_shown_large_from_the_start() -> None:
    assert Room().call("A042").tells_end
    assert not Room(with_settings(queue={"tells_end": False})).call("A042").tells_end
    assert not Room().call("A042", origin=Origin.TYPED_BY_STAFF).tells_end


def test_the_level_is_on_disk_before_anything_else_is_shown(room: Room) -> None:
    visit = asked(room)
    room.disk.quick = False

    room.desk.tap(Level.SATISFIED)
    room.pass_by(3600)

    assert isinstance(room.desk.phase, Keeping)
    room.disk.answer()
    assert isinstance(room.desk.phase, Explaining)
    assert room.of(kinds.Rated, visit)[0].level == Level.SATISFIED


def test_one_touch_is_one_rating_and_a_second_tap_in_the_same_breath_means_nothing(room: Room) -> None:
    visit = asked(room)
    room.disk.quick = False

    room.desk.tap(Level.VERY_SATISFIED)
    room.desk.tap(Level.VERY_DISSATISFIED)
    room.disk.answer()

    assert [one.level for one in room.of(kinds.Rated, visit)] == [Level.VERY_SATISFIED]


@pytest.mark.parametrize("level", Level)
def test_every_level_leads_to_the_same_page_with_the_same_time_limit_and_eight_reasons_of_its_own(
    room: Room, level: Level
) -> None:
    asked(room)
    room.desk.tap(level)

    assert isinstance(room.desk.phase, Explaining)
    assert len(room.desk.questionnaire.reasons_for(level)) == 8
    room.pass_by(59.9)
    assert isinstance(room.desk.phase, Explaining)
    room.pass_by(0.1)
    assert isinstance(room.desk.phase, Thanking)
    room.pass_by(10)
    assert isinstance(room.desk.phase, Idle)


@pytest.mark.parametrize("level", Level)
def test_every_level_is_complete_with_the_tap(room: Room, level: Level) -> None:
    visit = asked(room)
    room.desk.tap(level)
    room.desk.done()
    assert isinstance(room.desk.phase, Thanking)
    assert room.kinds(visit) == ["served", "ended", "asked", "rated"]


def test_a_bad_rating_without_reason_or_text_stands_without_an_explanation(room: Room) -> None:
    visit = asked(room)
    room.desk.tap(Level.VERY_DISSATISFIED)
    room.pass_by(60 + 10)
    assert room.kinds(visit)[-1] == "rated"  # *unexplained* is the absence of an explained record


def test_reasons_and_comment_are_kept_when_the_citizen_is_done(room: Room) -> None:
    visit = asked(room)
    room.desk.tap(Level.DISSATISFIED)
    room.desk.tick("207")
    room.desk.tick("214")
    room.desk.tick("207")
    room.desk.write("  等了两个小时  ")
    room.desk.done()

    explained = room.of(kinds.Explained, visit)
    assert [one.reasons for one in explained] == [("214",)]
    assert explained[0].rating == room.disk.kept[-2].id
    assert said(room.disk.kept) == ["等了两个小时"]
    assert "等了" not in repr(explained)


def test_thanks_wait_for_the_reasons_too(room: Room) -> None:
    asked(room)
    room.desk.tap(Level.DISSATISFIED)
    room.desk.tick("207")
    room.disk.quick = False
    room.desk.done()
    assert isinstance(room.desk.phase, Keeping)
    room.disk.answer()
    assert isinstance(room.desk.phase, Thanking)


def test_nothing_is_lost_if_the_citizen_walks_away(room: Room) -> None:
    visit = asked(room)
    room.desk.tap(Level.BASICALLY_SATISFIED)
    room.desk.tick("314")
    room.desk.write("还行")
    room.pass_by(60)
    assert room.of(kinds.Explained, visit)[0].reasons == ("314",)
    assert said(room.disk.kept) == ["还行"]


def test_changing_the_level_replaces_it_and_clears_the_ticks_but_not_the_comment(room: Room) -> None:
    visit = asked(room)
    room.desk.tap(Level.VERY_DISSATISFIED)
    room.desk.tick("108")
    room.desk.write("手滑了")
    room.desk.tap(Level.SATISFIED)

    assert isinstance(room.desk.phase, Explaining)
    assert room.desk.phase.ticks == ()
    room.desk.done()

    first, second = [one for one in room.disk.kept if isinstance(one.body, kinds.Rated)]
    assert isinstance(second.body, kinds.Rated)
    assert second.body.replaces == first.id
    assert room.of(kinds.Explained, visit)[0].rating == second.id
    assert room.of(kinds.Explained, visit)[0].reasons == ()


def test_tapping_the_same_level_again_changes_nothing(room: Room) -> None:
    visit = asked(room)
    room.desk.tap(Level.SATISFIED)
    room.desk.tick("413")
    room.desk.tap(Level.SATISFIED)
    assert len(room.of(kinds.Rated, visit)) == 1
    assert isinstance(room.desk.phase, Explaining)
    assert room.desk.phase.ticks == ("413",)


def test_after_thanks_the_level_cannot_be_changed(room: Room) -> None:
    visit = asked(room)
    room.desk.tap(Level.SATISFIED)
    room.desk.done()
    room.desk.tap(Level.VERY_DISSATISFIED)
    assert len(room.of(kinds.Rated, visit)) == 1


def test_only_the_levels_own_reasons_can_be_ticked(room: Room) -> None:
    asked(room)
    room.desk.tap(Level.SATISFIED)
    room.desk.tick("108")
    room.desk.tick("nonsense")
    assert isinstance(room.desk.phase, Explaining)
    assert room.desk.phase.ticks == ()


def test_a_comment_has_at_most_150_characters(room: Room) -> None:
    asked(room)
    room.desk.tap(Level.SATISFIED)
    room.desk.write("好" * 400)
    room.desk.done()
    assert said(room.disk.kept) == ["好" * 150]


def test_not_now_is_unrated_declined(room: Room) -> None:
    visit = asked(room)
    room.desk.not_now()
    assert isinstance(room.desk.phase, Idle)
    assert [one.cause for one in room.of(kinds.Unrated, visit)] == [Cause.DECLINED]


def test_no_answer_is_unrated_timed_out_and_never_a_rating(room: Room) -> None:
    visit = asked(room)
    room.pass_by(30)
    assert isinstance(room.desk.phase, Later)
    assert [one.cause for one in room.of(kinds.Unrated, visit)] == [Cause.TIMED_OUT]
    assert room.of(kinds.Rated) == []


def test_a_tap_after_the_time_is_out_means_nothing(room: Room) -> None:
    visit = asked(room)
    room.pass_by(30)
    room.desk.tap(Level.VERY_SATISFIED)
    assert room.of(kinds.Rated, visit) == []


def test_the_limits_can_be_lengthened_by_touch(room: Room) -> None:
    asked(room)
    room.pass_by(29)
    room.desk.more_time()
    room.pass_by(59)
    assert isinstance(room.desk.phase, Asking)
    room.pass_by(1)
    assert isinstance(room.desk.phase, Later)


def test_whoever_ticks_and_writes_is_not_hurried(room: Room) -> None:
    asked(room)
    room.desk.tap(Level.SATISFIED)
    for _ in range(5):
        room.pass_by(50)
        room.desk.tick("413")
    assert isinstance(room.desk.phase, Explaining)


def test_the_next_call_never_shows_the_last_visits_question_and_writes_next_called(room: Room) -> None:
    visit = asked(room, "A042")
    new = room.call("A043")
    assert room.desk.phase == Serving(new)
    assert [one.cause for one in room.of(kinds.Unrated, visit)] == [Cause.NEXT_CALLED]


def test_a_visit_whose_question_was_never_shown_is_unrated_not_asked(room: Room) -> None:
    visit = room.call("A042")
    room.call("A043")
    assert [one.cause for one in room.of(kinds.Unrated, visit)] == [Cause.NOT_ASKED]


def test_the_next_call_while_explaining_keeps_what_was_ticked(room: Room) -> None:
    visit = asked(room, "A042")
    room.desk.tap(Level.DISSATISFIED)
    room.desk.tick("207")
    room.call("A043")
    assert isinstance(room.desk.phase, Serving)
    assert room.kinds(visit) == ["served", "ended", "asked", "rated", "explained"]


def test_a_call_while_a_tap_is_on_its_way_to_the_disk_waits_and_loses_nothing(room: Room) -> None:
    visit = asked(room, "A042")
    room.disk.quick = False
    room.desk.tap(Level.SATISFIED)
    room.call("A043")
    assert isinstance(room.desk.phase, Keeping)

    room.shown.clear()
    room.disk.answer()

    assert [type(one).__name__ for one in room.shown] == ["Serving"]
    assert room.desk.phase.visit
    assert room.desk.phase.visit.ticket == "A043"
    assert room.kinds(visit) == ["served", "ended", "asked", "rated"]


def test_a_number_called_again_before_its_tap_is_on_disk_is_rated_already(room: Room) -> None:
    asked(room, "A042")
    room.disk.quick = False
    room.desk.tap(Level.SATISFIED)
    room.call("A043")
    room.call("A042")
    room.disk.quick = True
    room.disk.answer()
    room.desk.finish()
    assert isinstance(room.desk.phase, RatedAlready)


def test_a_full_disk_is_not_saved_scan_the_code_and_never_thanks(room: Room) -> None:
    visit = asked(room)
    room.disk.full = True
    room.desk.tap(Level.VERY_SATISFIED)

    assert isinstance(room.desk.phase, NotSaved)
    assert not room.desk.phase.level_kept
    assert room.desk.qr() is not None
    room.desk.tap(Level.VERY_SATISFIED)
    room.pass_by(30)
    assert isinstance(room.desk.phase, Idle)

    room.disk.full = False
    room.pass_by(10)
    assert room.of(kinds.Rated, visit) == []
    assert [one.cause for one in room.of(kinds.Unrated, visit)] == [Cause.DEVICE_FAULT]


def test_a_correction_that_cannot_be_saved_leaves_the_level_that_was(room: Room) -> None:
    visit = asked(room)
    room.desk.tap(Level.SATISFIED)
    room.disk.full = True
    room.desk.tap(Level.DISSATISFIED)
    assert isinstance(room.desk.phase, NotSaved)
    assert room.desk.phase.level_kept
    room.disk.full = False
    room.pass_by(60)
    assert room.kinds(visit) == ["served", "ended", "asked", "rated"]


def test_records_that_met_a_full_disk_are_owed_and_kept_before_the_next_rating(room: Room) -> None:
    room.disk.full = True
    visit = asked(room)
    assert room.desk.owed == 3
    room.disk.full = False
    room.desk.tap(Level.SATISFIED)
    assert room.kinds(visit) == ["served", "ended", "asked", "rated"]
    assert room.desk.owed == 0


def test_a_question_opened_early_and_not_answered_comes_again_at_the_end(room: Room) -> None:
    visit = room.call("A042")
    room.desk.open_question()
    room.pass_by(30)
    assert isinstance(room.desk.phase, Serving)
    room.desk.finish()
    assert isinstance(room.desk.phase, Asking)
    room.desk.tap(Level.SATISFIED)
    assert room.kinds(visit) == ["served", "asked", "ended", "asked", "rated"]


@pytest.mark.parametrize(("early", "cause"), [("not_now", Cause.DECLINED), ("wait", Cause.TIMED_OUT)])
def test_a_question_opened_early_and_never_asked_again_ends_as_it_was_answered(
    room: Room, early: str, cause: Cause
) -> None:
    visit = room.call("A042")
    room.desk.open_question()
    room.desk.not_now() if early == "not_now" else room.pass_by(30)
    room.call("A043")
    assert [one.cause for one in room.of(kinds.Unrated, visit)] == [cause]


def test_rated_while_being_served_is_not_asked_again(room: Room) -> None:
    visit = room.call("A042")
    room.desk.open_question()
    room.desk.tap(Level.SATISFIED)
    room.desk.done()
    room.pass_by(10)
    assert isinstance(room.desk.phase, Serving)
    room.desk.open_question()
    assert isinstance(room.desk.phase, RatedAlready)
    room.pass_by(6)
    room.desk.finish()
    assert isinstance(room.desk.phase, RatedAlready)
    room.pass_by(6)
    assert isinstance(room.desk.phase, Idle)
    assert room.kinds(visit) == ["served", "asked", "rated", "ended"]


def test_a_second_try_on_a_rated_number_shows_rated_already(room: Room) -> None:
    first = asked(room, "A042")
    room.desk.tap(Level.SATISFIED)
    room.desk.done()
    room.pass_by(10)
    second = room.call("A042")
    assert second.id != first
    assert second.previous == first
    room.desk.finish()
    assert isinstance(room.desk.phase, RatedAlready)
    room.desk.tap(Level.VERY_SATISFIED)
    room.pass_by(6)
    assert room.of(kinds.Rated, second) == []
    assert [one.cause for one in room.of(kinds.Unrated, second)] == [Cause.NOT_ASKED]


def test_a_rating_by_phone_takes_the_question_away(room: Room) -> None:
    visit = room.call("A042")
    room.desk.finish()
    room.desk.rated_elsewhere([visit.ticket_key])
    assert isinstance(room.desk.phase, RatedAlready)
    assert room.desk.qr() is None


def test_whoever_scanned_the_code_of_a_broken_device_is_not_asked_again(room: Room) -> None:
    visit = room.call("A042")
    room.desk.broke(Code.NO_STORE)
    assert room.desk.qr()
    room.desk.rated_elsewhere([visit.ticket_key])
    assert room.desk.qr() is None
    room.desk.mended()
    room.desk.finish()
    assert isinstance(room.desk.phase, RatedAlready)


@pytest.mark.parametrize("code", Code)
def test_the_code_is_shown_out_of_service_wherever_the_centre_would_take_it(room: Room, code: Code) -> None:
    room.call("A042")
    room.desk.broke(code)
    without = code in (Code.NOT_ENROLLED, Code.BAD_KEY, Code.TURNED_OFF)
    assert (room.desk.qr() is None) == without
    assert bool(room.of(kinds.QrShown)) != without


def test_whoever_scanned_the_code_after_not_saved_is_told_that_it_is_rated(room: Room) -> None:
    visit = asked(room)
    room.disk.full = True
    room.desk.tap(Level.SATISFIED)
    assert room.desk.phase.visit
    room.desk.rated_elsewhere([room.desk.phase.visit.ticket_key])
    assert isinstance(room.desk.phase, RatedAlready)
    room.disk.full = False
    room.pass_by(20)
    assert [one.cause for one in room.of(kinds.Unrated, visit)] == [Cause.DEVICE_FAULT]


def test_dwell_place_and_language_of_a_tap_are_kept(room: Room) -> None:
    asked(room)
    room.desk.language = "en"
    room.pass_by(2.5)
    room.desk.tap(Level.SATISFIED, 412, 633)
    rated = room.of(kinds.Rated)[0]
    assert (rated.dwell_ms, rated.tap_x, rated.tap_y, rated.language) == (2500, 412, 633, "en")
    assert (rated.questionnaire, rated.questionnaire_version, rated.round) == ("national", "2020.1", 1)


def test_the_code_is_minted_once_a_visit_and_recorded(room: Room) -> None:
    visit = asked(room)
    assert room.desk.qr() == room.desk.qr()
    assert len(room.of(kinds.QrShown, visit)) == 1
    room.desk.tap(Level.SATISFIED)
    assert room.desk.qr() is None


def test_the_officer_is_told_that_the_last_number_was_not_rated_and_not_more(room: Room) -> None:
    asked(room, "A042")
    room.desk.not_now()
    assert room.desk.shift
    assert room.desk.last_unanswered == Unanswered("A042", asked=True, shift=room.desk.shift.id)
    asked(room, "A043")
    room.desk.tap(Level.VERY_DISSATISFIED)
    assert room.desk.last_unanswered is None


def test_a_number_that_was_not_even_asked_is_told_as_such(room: Room) -> None:
    room.call("A042")
    room.call("A043")
    assert room.desk.last_unanswered
    assert (room.desk.last_unanswered.ticket, room.desk.last_unanswered.asked) == ("A042", False)


def test_a_fault_of_the_device_is_nobodys_omission(room: Room) -> None:
    asked(room)
    room.disk.full = True
    room.desk.tap(Level.SATISFIED)
    room.pass_by(60)
    room.disk.full = False
    room.pass_by(60)
    assert [one.cause for one in room.of(kinds.Unrated)] == [kinds.Cause.DEVICE_FAULT]
    assert room.desk.last_unanswered is None
