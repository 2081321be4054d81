"""The state machine itself, pure: what leads where, and what leads nowhere."""

from __future__ import annotations

from itertools import product

import pytest

from kiosk import flow
from kiosk.entries import Paper, entries
from kiosk.flow import (
    Asking,
    Away,
    Contacting,
    Event,
    Explaining,
    Idle,
    Keeping,
    Later,
    NotSaved,
    OutOfService,
    Phase,
    RatedAlready,
    Serving,
    Thanking,
    Visit,
    advance,
    waits,
)  # fmt: skip
from sync.kinds import By, Level, Origin
from tests.support.desk import WANG, sealed


def visit(number: str, **more: bool) -> Visit:
    return Visit(id=number, ticket=number, ticket_key=f"q:{number}", origin=Origin.QUEUE, day="2026-03-02", **more)


OLD, NEW = visit("A001"), visit("A002")
ENDED, RATED = visit("A001", ended=True), visit("A001", ended=True, rated=True)
PHASES: list[Phase] = [
    Idle(),
    Serving(OLD),
    Asking(ENDED, By.QUEUE),
    Asking(OLD, By.CITIZEN),
    Keeping(visit=ENDED, level=Level.SATISFIED, rating="r1"),
    Keeping(visit=RATED, level=Level.SATISFIED, rating="r2", replaces="r1"),
    Keeping(visit=RATED, level=Level.SATISFIED, rating="r1", ticks=("413",), words=True),
    Explaining(visit=RATED, level=Level.SATISFIED, rating="r1"),
    Explaining(visit=RATED, level=Level.SATISFIED, rating="r1", ticks=("413",), comment="好"),
    Explaining(visit=RATED, level=Level.SATISFIED, rating="r1", calls_back=True),
    Contacting(Explaining(visit=RATED, level=Level.SATISFIED, rating="r1", ticks=("413",))),
    Contacting(Explaining(visit=RATED, level=Level.SATISFIED, rating="r1", comment="好"), "13800138000"),
    Keeping(visit=RATED, level=Level.SATISFIED, rating="r1", ticks=("413",), leaving=True),
    Thanking(RATED),
    Thanking(RATED, "7KQ4-M2XD-8HPA"),
    Later(ENDED),
    RatedAlready(visit("A001", ended=True, barred=True)),
    NotSaved(ENDED),
    NotSaved(RATED, level_kept=True),
    Away(),
    Away(OLD),
    OutOfService("K-01"),
    OutOfService("K-01", OLD),
]
EVENTS: list[Event] = [
    flow.Called(NEW), flow.ServiceEnded(By.QUEUE), flow.Opened(), flow.Tapped(level=Level.VERY_DISSATISFIED, rating="r9"),
    flow.CallBackWanted(), flow.Dialled("1"), flow.Erased(), flow.NumberLeft(), flow.Returned(),
    flow.Kept(), flow.KeepFailed(), flow.Ticked("413"), flow.Wrote("好"), flow.Done(), flow.NotNow(), flow.TimedOut(),
    flow.Passed(), flow.GivenUp(), flow.Forwarded("7"), flow.PutBack(), flow.RatedElsewhere(frozenset({"q:A001"})),
    flow.HandedOver(WANG, "s-2"), flow.ShiftLost(), flow.WentAway(), flow.CameBack(), flow.Broke("K-07"), flow.Mended(),
]  # fmt: skip
TAPPED = [phase for phase in PHASES if isinstance(phase, Keeping)]
ALL = list(product(PHASES, EVENTS))


@pytest.mark.parametrize(("phase", "event"), list(product(TAPPED, EVENTS)))
def test_after_a_tap_only_the_disks_word_leads_on(phase: Keeping, event: Event) -> None:
    after = advance(phase, event)
    if isinstance(event, flow.Kept):
        assert isinstance(after, Thanking if phase.words else Explaining)
    elif isinstance(event, flow.KeepFailed):
        assert isinstance(after, NotSaved)
    else:
        assert after == phase


def test_only_kept_leads_to_explaining_and_thanks_come_from_kept_or_from_a_page_that_stands_on_it() -> None:
    for phase, event in ALL:
        after = advance(phase, event)
        if isinstance(after, Explaining) and not isinstance(phase, Explaining | Contacting):
            assert isinstance(event, flow.Kept)
        if isinstance(after, Thanking) and not isinstance(phase, Thanking):
            assert isinstance(event, flow.Kept) or isinstance(phase, Explaining | Contacting)


def test_a_call_leads_to_the_new_visit_from_everywhere_and_never_to_a_question() -> None:
    for phase in PHASES:
        after = advance(phase, flow.Called(NEW))
        if isinstance(phase, Keeping):
            assert waits(phase, flow.Called(NEW))
        elif isinstance(phase, OutOfService):
            assert after == OutOfService("K-01", NEW)
        else:
            assert after == Serving(NEW)


def test_whatever_must_not_be_lost_waits_while_something_is_on_its_way_to_the_disk() -> None:
    for phase, event in product(TAPPED, EVENTS):
        touch = isinstance(event, flow.Touch | flow.Kept | flow.KeepFailed | flow.TimedOut)
        assert waits(phase, event) != touch


def test_every_step_that_lets_go_of_a_visit_writes_its_end_and_no_other_step_does() -> None:
    paper = Paper(
        new_id=lambda: "x", seal=sealed, questionnaire="q", questionnaire_version="1", asking_s=30, keep_days=180
    )
    ends = {"unrated", "passed", "given_up", "forwarded", "put_back"}
    for phase, event in ALL:
        after = advance(phase, event)
        made = [one.body.kind for one in entries(phase, event, after, paper) if one.body.kind in ends]
        let_go = phase.visit is not None and (after.visit is None or after.visit.id != phase.visit.id)
        assert made if let_go and phase.visit and not phase.visit.rated else not made
        assert len(made) <= 1


def test_an_event_that_means_nothing_leaves_no_record() -> None:
    paper = Paper(
        new_id=lambda: "x", seal=sealed, questionnaire="q", questionnaire_version="1", asking_s=30, keep_days=180
    )
    for phase, event in ALL:
        if advance(phase, event) == phase and not isinstance(event, flow.HandedOver):
            assert entries(phase, event, phase, paper) == ()


def test_a_fault_leads_out_of_service_from_everywhere_and_keeps_the_visit() -> None:
    for phase in PHASES:
        if not isinstance(phase, Keeping):
            assert advance(phase, flow.Broke("K-07")) == OutOfService("K-07", phase.visit)


def test_asking_knows_no_level_and_thanks_know_none_either() -> None:
    assert set(Asking.__slots__) == {"visit", "by"}
    assert set(Thanking.__slots__) == {"visit", "receipt"}


def test_a_number_is_left_only_from_its_own_page_and_only_when_somebody_can_be_called_there() -> None:
    for phase, event in ALL:
        after = advance(phase, event)
        if isinstance(after, Keeping) and after.leaving and phase != after:
            assert isinstance(phase, Contacting)
            assert phase.number == "13800138000"
            assert isinstance(event, flow.NumberLeft)


def test_every_step_out_of_its_page_drops_the_number() -> None:
    typed = Contacting(Explaining(visit=RATED, level=Level.SATISFIED, rating="r1"), "13800138000")
    for event in EVENTS:
        after = advance(typed, event)
        if not isinstance(after, Contacting):
            assert not any("1380013" in str(getattr(after, name, "")) for name in after.__slots__)


def test_a_number_that_could_not_be_saved_costs_no_words() -> None:
    paper = Paper(
        new_id=lambda: "x", seal=sealed, questionnaire="q", questionnaire_version="1", asking_s=30, keep_days=180
    )
    leaving = Keeping(visit=RATED, level=Level.SATISFIED, rating="r1", ticks=("413",), comment="好", leaving=True)
    after = advance(leaving, flow.KeepFailed())
    assert after == NotSaved(RATED, level_kept=True)
    assert [one.body.kind for one in entries(leaving, flow.KeepFailed(), after, paper)] == ["explained"]


def test_a_call_back_survives_a_change_of_mind_about_the_level() -> None:
    left = Explaining(visit=RATED, level=Level.SATISFIED, rating="r1", calls_back=True, receipt="7KQ4-M2XD-8HPA")
    changing = advance(left, flow.Tapped(level=Level.DISSATISFIED, rating="r2", receipt="another"))
    changed = advance(changing, flow.Kept())
    assert isinstance(changed, Explaining)
    assert (changed.calls_back, changed.receipt) == (True, "7KQ4-M2XD-8HPA")


def test_only_a_question_that_timed_out_after_its_service_shows_the_code_once_more() -> None:
    for phase, event in ALL:
        if isinstance(advance(phase, event), Later) and not isinstance(phase, Later):
            assert isinstance(phase, Asking)
            assert phase.visit.ended
            assert isinstance(event, flow.TimedOut)


def test_once_it_timed_out_nothing_on_the_screen_rates() -> None:
    for event in EVENTS:
        assert not isinstance(advance(Later(ENDED), event), Asking | Keeping)
