"""Anybody does anything in any order, the disk is slow and full: what may never be otherwise."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.flow import (
    Asking,
    Contacting,
    Explaining,
    Idle,
    Keeping,
    Later,
    NotSaved,
    Phase,
    RatedAlready,
    Serving,
    Thanking,
)
from kiosk.tickets.source import Called, Finished, Forwarded, GivenUp, NumbersStartOver, Passed, PutBack, Ticket
from sync import kinds
from sync.kinds import Level, Origin
from tests.support.desk import LI, WANG, Room

ENDS = {"rated", "unrated", "passed", "given_up", "forwarded", "put_back"}
NUMBERS = st.sampled_from(["A001", "A002", "A003"])
PEOPLE = st.sampled_from([WANG, LI])


class AnyDay(RuleBasedStateMachine):
    """One window, the real desk, a disk in the hand."""

    def __init__(self) -> None:
        super().__init__()
        self.room = Room()
        self.desk = self.room.desk
        self.number = ""
        self.before: Phase = self.desk.phase
        self.answers = 0

    # --- the queue

    @rule(number=NUMBERS, again=st.sampled_from([None, "1", "2"]), origin=st.sampled_from(Origin))
    def called(self, number: str, again: str | None, origin: Origin) -> None:
        self.number = number
        self.desk.ticket(Called(Ticket(number=number, origin=origin, queue_id=again and f"{number}/{again}")))

    @rule(number=NUMBERS)
    def called_and_finished(self, number: str) -> None:
        self.called(number, None, Origin.QUEUE)
        self.desk.ticket(Finished(number))

    @rule(number=NUMBERS, kind=st.sampled_from([Finished, Passed, GivenUp, Forwarded, PutBack]))
    def said(self, number: str, kind: type[Finished]) -> None:
        self.desk.ticket(kind(number))

    @rule()
    def started_over(self) -> None:
        self.desk.ticket(NumbersStartOver())

    # --- the citizen

    @rule(level=st.sampled_from(Level))
    def tapped(self, level: Level) -> None:
        self.desk.tap(level)

    @rule(number=NUMBERS, level=st.sampled_from(Level), quick=st.booleans())
    def rated(self, number: str, level: Level, quick: bool) -> None:
        self.called_and_finished(number)
        self.room.disk.quick = quick
        self.tapped(level)

    @precondition(lambda self: isinstance(self.desk.phase, Explaining))
    @rule(level=st.sampled_from(Level), reason=st.sampled_from(["108", "207", "510"]))
    def thought_better_of(self, level: Level, reason: str) -> None:
        self.desk.tick(reason)
        self.desk.tap(level)

    @rule(reason=st.sampled_from(["108", "207", "307", "510"]))
    def ticked(self, reason: str) -> None:
        self.desk.tick(reason)

    @rule(act=st.sampled_from(["open_question", "done", "not_now", "more_time", "qr"]))
    def touched(self, act: str) -> None:
        getattr(self.desk, act)()

    @rule(
        number=st.sampled_from(["13912345678", "139", "87654321", ""]),
        act=st.sampled_from(["leave", "back"]),
    )
    def called_back(self, number: str, act: str) -> None:
        self.desk.number.want()
        for digit in number:
            self.desk.number.dial(digit)
        getattr(self.desk.number, act)()

    @rule(digit=st.sampled_from(["", "1", "9"]))
    def dialled(self, digit: str) -> None:
        self.desk.number.dial(digit)

    @rule(act=st.sampled_from(["want_help", "call_help"]))
    def wanted_help(self, act: str) -> None:
        getattr(self.desk, act)()

    @rule(reached=st.booleans())
    def the_centre_is(self, reached: bool) -> None:
        self.desk.help.centre_is(reached)

    @precondition(lambda self: self.room.of(kinds.HelpCalled))
    @rule()
    def somebody_comes(self) -> None:
        calls = [one.id for one in self.room.disk.kept if isinstance(one.body, kinds.HelpCalled)]
        self.desk.help.answered(calls[-1], "S009")

    @rule(text=st.text(max_size=5))
    def wrote(self, text: str) -> None:
        self.desk.write(text)

    # --- the officer

    @rule(act=st.sampled_from(["finish", "passed", "given_up", "forward", "put_back", "away", "back", "log_out"]))
    def acted(self, act: str) -> None:
        getattr(self.desk, act)()

    @rule(person=PEOPLE, act=st.sampled_from(["log_in", "hand_over"]))
    def came(self, person: object, act: str) -> None:
        getattr(self.desk, act)(person)

    @precondition(lambda self: self.desk.shift is not None)
    @rule()
    def moved_elsewhere(self) -> None:
        self.desk.close_shift(self.desk.shift.id)

    # --- the world

    @rule(seconds=st.sampled_from([1, 4, 6, 30, 60, 90_000]))
    def time_passes(self, seconds: int) -> None:
        self.room.pass_by(seconds)

    @rule(full=st.booleans(), quick=st.booleans())
    def the_disk_is(self, full: bool, quick: bool) -> None:
        self.room.disk.full, self.room.disk.quick = full, quick

    @rule()
    def the_disk_answers(self) -> None:
        self.room.disk.answer()

    @rule()
    def rated_by_phone(self) -> None:
        if self.desk.phase.visit:
            self.desk.rated_elsewhere([self.desk.phase.visit.ticket_key])

    @rule(act=st.sampled_from(["broke", "mended"]))
    def the_device(self, act: str) -> None:
        self.desk.broke("K-01") if act == "broke" else self.desk.mended()

    # --- what may never be otherwise

    @invariant()
    def a_tap_that_was_not_saved_is_never_thanked(self) -> None:
        if isinstance(self.desk.phase, NotSaved) and not self.desk.phase.level_kept:
            assert "rated" not in self.room.kinds(self.desk.phase.visit)

    @invariant()
    def thanks_stand_on_a_rating_that_is_on_disk(self) -> None:
        if isinstance(self.desk.phase, Explaining | Contacting | Thanking):
            assert "rated" in self.room.kinds(self.desk.phase.visit)

    @invariant()
    def after_a_tap_only_the_disks_answer_leads_on(self) -> None:
        if isinstance(self.before, Keeping) and self.room.disk.answers == self.answers:
            assert self.desk.phase == self.before
        self.before, self.answers = self.desk.phase, self.room.disk.answers

    @invariant()
    def the_next_call_never_shows_the_last_visits_question(self) -> None:
        if isinstance(self.desk.phase, Asking | Explaining | Contacting | Thanking):
            assert self.desk.phase.visit.ticket == self.number

    @invariant()
    def a_visit_has_one_rating_and_its_corrections_are_one_chain(self) -> None:
        kept = self.room.disk.kept
        firsts = Counter(one.visit for one in kept if isinstance(one.body, kinds.Rated) and not one.body.replaces)
        assert all(count == 1 for count in firsts.values())
        ids = {one.id for one in kept}
        assert all(one.body.replaces in ids for one in kept if isinstance(one.body, kinds.Rated) and one.body.replaces)

    @invariant()
    def a_number_is_left_on_purpose_once_a_visit_and_never_in_a_record(self) -> None:
        kept = self.room.disk.kept
        left = Counter(one.visit for one in kept if isinstance(one.body, kinds.ContactLeft))
        assert all(count == 1 for count in left.values())
        assert not any(number in repr(one.body) for one in kept for number in ("13912345678", "87654321"))

    @invariant()
    def every_rating_of_a_sitting_has_one_receipt(self) -> None:
        rated = [one for one in self.room.disk.kept if isinstance(one.body, kinds.Rated)]
        assert len({(one.visit, one.body.receipt) for one in rated}) == len({one.visit for one in rated})

    @invariant()
    def each_call_for_help_is_answered_at_most_once(self) -> None:
        answered = Counter(one.call for one in self.room.of(kinds.HelpAcknowledged))
        assert all(count == 1 for count in answered.values())

    @invariant()
    def a_visit_has_at_most_one_end(self) -> None:
        assert all(ends(story) <= 1 for story in self._stories().values())

    @invariant()
    def a_number_is_rated_once(self) -> None:
        stories = self._stories()
        served = [one for one in self.room.disk.kept if isinstance(one.body, kinds.Served)]
        keys = [one.body.ticket_key for one in served if one.visit and "rated" in stories[one.visit]]
        assert len(keys) == len(set(keys))

    @invariant()
    def every_question_was_asked_before_it_was_answered(self) -> None:
        for story in self._stories().values():
            assert story[0] == "served"
            assert "rated" not in story or "asked" in story[: story.index("rated")]

    @invariant()
    def a_page_with_a_time_limit_ends_by_itself(self) -> None:
        if isinstance(self.desk.phase, Asking | Explaining | Contacting | Thanking | Later | RatedAlready | NotSaved):
            assert len(self.room.timers) >= 1

    def teardown(self) -> None:
        """The day ends, the disk works again: every visit has exactly one end and nothing is owed."""
        room, desk = self.room, self.desk
        room.disk.full, room.disk.quick = False, True
        room.disk.answer()
        room.pass_by(5)
        assert not self.number or room.of(kinds.Served)[-1].ticket == self.number, "a call was lost"
        desk.mended()
        desk.log_in(WANG)
        desk.back()
        desk.ticket(Called(Ticket(number="Z999", origin=Origin.QUEUE)))
        room.pass_by(700)
        desk.passed()
        room.pass_by(10)
        room.disk.answer()
        assert isinstance(desk.phase, Idle | Serving)
        desk.passed()
        assert isinstance(desk.phase, Idle)
        assert desk.owed == 0
        assert all(ends(story) == 1 for story in self._stories().values())

    def _stories(self) -> dict[str, list[str]]:
        """The kinds of each visit's records, in order."""
        found: dict[str, list[str]] = {}
        for one in self.room.disk.kept:
            if one.visit:
                found.setdefault(one.visit, []).append(one.body.kind)
        return found


def ends(story: list[str]) -> int:
    """How many ends a visit has; a rating and its corrections are one."""
    return sum(kind in ENDS and kind != "rated" for kind in story) + ("rated" in story)


TestAnyDay = AnyDay.TestCase
TestAnyDay.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)


@pytest.mark.long
class TestAnyYear(AnyDay.TestCase):  # type: ignore[misc] # made by Hypothesis
    """The same, for longer."""

    settings = settings(max_examples=1000, stateful_step_count=50, deadline=None)
