"""Visits read out of true records: what happened at the window, whatever the order they are read in."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.contract import Record, read_record, rfc3339
from sync.kinds import (
    Anchor,
    Body,
    By,
    Cause,
    Channel,
    Ended,
    Explained,
    Forwarded,
    GivenUp,
    HandedOver,
    Level,
    Origin,
    Passed,
    PutBack,
    Unrated,
)
from sync.summary.facts import Outcome, VisitFacts
from sync.summary.story import visits_of
from tests.support.make import LedgerMaker

ZONE = "Asia/Shanghai"


def read(*makers: LedgerMaker) -> list[Record]:
    return [read_record(text) for maker in makers for text in maker.texts]


def told(*makers: LedgerMaker) -> dict[str, VisitFacts]:
    return {fact.visit: fact for fact in visits_of(read(*makers), ZONE)}


@pytest.fixture
def maker() -> LedgerMaker:
    return LedgerMaker()


def test_a_rated_visit_tells_who_what_when_and_why(maker: LedgerMaker) -> None:
    visit = maker.rated_visit("A042", Level.DISSATISFIED, reasons=("204", "205"), staff="S007")

    fact = told(maker)[visit]

    assert (fact.ticket, fact.staff, fact.window, fact.day) == ("A042", "S007", "3", maker.day)
    assert (fact.level, fact.channel, fact.reasons) == (Level.DISSATISFIED, Channel.TABLET, ("204", "205"))
    assert (fact.outcome, fact.asked, fact.unexplained) == (Outcome.SERVED, True, False)
    assert fact.questionnaire_version == "2020.1"


def test_corrections_of_one_sitting_are_one_rating_with_the_last_level(maker: LedgerMaker) -> None:
    visit = maker.serve("A001")
    maker.ask(visit)
    first = maker.rate(visit, Level.VERY_DISSATISFIED)
    second = maker.rate(visit, Level.SATISFIED, replaces=first)
    maker.rate(visit, Level.VERY_SATISFIED, reasons=("510",), replaces=second)

    fact = told(maker)[visit]

    assert (fact.level, fact.superseded, fact.reasons) == (Level.VERY_SATISFIED, 0, ("510",))


def test_changing_the_level_clears_what_was_ticked_for_the_one_before(maker: LedgerMaker) -> None:
    visit = maker.serve("A001")
    maker.ask(visit)
    first = maker.rate(visit, Level.VERY_SATISFIED, reasons=("510",))
    maker.rate(visit, Level.DISSATISFIED, replaces=first)

    fact = told(maker)[visit]

    assert (fact.level, fact.reasons, fact.unexplained) == (Level.DISSATISFIED, (), True)


def test_a_sitting_has_the_time_of_its_first_tap_when_two_ratings_compete(maker: LedgerMaker) -> None:
    slow = maker.serve("A001", key="q:77")
    maker.ask(slow)
    first = maker.rate(slow, Level.DISSATISFIED)
    maker.clock.advance(60)
    quick = maker.serve("A001", key="q:77")
    maker.ask(quick)
    maker.rate(quick, Level.VERY_SATISFIED)
    maker.rate(slow, Level.VERY_DISSATISFIED, replaces=first)

    facts = told(maker)

    assert (facts[slow].level, facts[slow].superseded) == (Level.VERY_DISSATISFIED, 0)
    assert (facts[quick].level, facts[quick].superseded) == (None, 1)


def test_a_bad_rating_with_only_a_text_is_explained(maker: LedgerMaker) -> None:
    visit = maker.serve("A001")
    maker.ask(visit)
    rating = maker.rate(visit, Level.VERY_DISSATISFIED)
    maker.add(Explained(rating=rating, comment="0" * 64), visit=visit)

    fact = told(maker)[visit]

    assert (fact.unexplained, fact.has_comment, fact.reasons) == (False, True, ())


@pytest.mark.parametrize("level", [Level.VERY_SATISFIED, Level.SATISFIED, Level.BASICALLY_SATISFIED])
def test_levels_three_to_five_are_complete_with_the_tap(maker: LedgerMaker, level: Level) -> None:
    visit = maker.rated_visit("A001", level)

    assert not told(maker)[visit].unexplained


@pytest.mark.parametrize("cause", list(Cause))
def test_an_unrated_service_keeps_its_cause(maker: LedgerMaker, cause: Cause) -> None:
    visit = maker.unrated_visit("A001", cause)

    fact = told(maker)[visit]

    assert (fact.outcome, fact.cause, fact.level) == (Outcome.SERVED, cause, None)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (Passed(), Outcome.PASSED),
        (GivenUp(), Outcome.GIVEN_UP),
        (Forwarded(to_window="5"), Outcome.FORWARDED),
        (PutBack(), Outcome.PUT_BACK),
    ],
)
def test_a_number_that_was_not_served_says_how_it_left(maker: LedgerMaker, body: Body, outcome: Outcome) -> None:
    visit = maker.serve("A001")
    maker.add(body, visit=visit)

    assert told(maker)[visit].outcome is outcome


def test_a_visit_without_a_last_word_is_still_being_served(maker: LedgerMaker) -> None:
    visit = maker.serve("A001")

    assert told(maker)[visit].outcome is Outcome.SERVING


def test_a_number_passed_over_before_the_tap_has_no_rating(maker: LedgerMaker) -> None:
    visit = maker.serve("A001")
    maker.add(Passed(), visit=visit)
    maker.rate(visit, Level.VERY_SATISFIED)

    fact = told(maker)[visit]

    assert (fact.level, fact.outcome, fact.superseded) == (None, Outcome.PASSED, 0)


def test_a_closed_question_is_not_answered_on_the_tablet_but_may_be_on_a_phone(maker: LedgerMaker) -> None:
    late = maker.unrated_visit("A001")
    maker.rate(late, Level.VERY_SATISFIED)
    phone = maker.unrated_visit("A002")
    maker.rate(phone, Level.DISSATISFIED, channel=Channel.PHONE)

    facts = told(maker)

    assert (facts[late].level, facts[late].cause) == (None, Cause.TIMED_OUT)
    assert (facts[phone].level, facts[phone].cause) == (Level.DISSATISFIED, None)


def test_at_the_same_moment_the_phone_stands_before_the_tablet(maker: LedgerMaker) -> None:
    visit = maker.serve("A001")
    maker.ask(visit)
    maker.rate(visit, Level.VERY_SATISFIED)
    other = LedgerMaker(clock=maker.clock, window="0", seed="centre")
    other.clock.advance(-4)
    other.rate(visit, Level.VERY_DISSATISFIED, channel=Channel.PHONE)

    fact = told(maker, other)[visit]

    assert (fact.channel, fact.level, fact.superseded) == (Channel.PHONE, Level.VERY_DISSATISFIED, 1)


def test_a_second_rating_is_a_round_of_its_own(maker: LedgerMaker) -> None:
    visit = maker.rated_visit("A001", Level.DISSATISFIED, reasons=("204",))
    maker.rate(visit, Level.VERY_SATISFIED, nth=2, channel=Channel.PHONE)

    fact = told(maker)[visit]

    assert (fact.level, fact.second, fact.superseded) == (Level.DISSATISFIED, Level.VERY_SATISFIED, 0)


def test_whoever_took_over_before_the_question_is_rated_and_afterwards_not(maker: LedgerMaker) -> None:
    before = maker.serve("A001", staff="S001")
    maker.add(HandedOver(from_staff="S001", to_staff="S002", shift=maker.id()), visit=before)
    maker.ask(before)
    after = maker.serve("A002", staff="S001")
    maker.ask(after)
    maker.add(HandedOver(from_staff="S001", to_staff="S002", shift=maker.id()), visit=after)

    facts = told(maker)

    assert (facts[before].staff, facts[after].staff) == ("S002", "S001")


def test_a_typed_number_and_an_unknown_person_are_told_as_such(maker: LedgerMaker) -> None:
    visit = maker.serve("A001", staff=None, origin=Origin.TYPED_BY_STAFF)

    assert (told(maker)[visit].staff, told(maker)[visit].origin) == (None, Origin.TYPED_BY_STAFF)


def test_the_hour_is_the_halls_and_follows_the_anchor_not_a_wrong_wall_clock() -> None:
    honest = LedgerMaker()
    visit = honest.serve("A001")
    wrong = LedgerMaker()
    true_time = wrong.clock.now()
    wrong.clock.jump(days=-365, hours=5)
    wrong.add(Anchor(time=rfc3339(true_time), round_trip_ms=0, centre="c", answer="0" * 64))
    late = wrong.serve("A001")

    assert told(wrong)[late].hour == told(honest)[visit].hour


def _busy(chance: random.Random) -> LedgerMaker:
    """A ledger in which everything happens: corrections, rivals on one number, hand-overs, every way of not rating."""
    maker = LedgerMaker(seed=chance.random())
    acts: list[Callable[[], object]] = [
        lambda: maker.rated_visit("A", chance.choice(list(Level))),
        lambda: maker.unrated_visit("B", chance.choice(list(Cause))),
        lambda: _corrected(maker, chance),
        lambda: maker.add(
            chance.choice([Passed(), GivenUp(), Forwarded(), Ended(by=By.STAFF)]), visit=maker.serve("C")
        ),
        lambda: maker.add(Unrated(cause=Cause.NEXT_CALLED), visit=maker.serve("D")),
    ]
    for _ in range(8):
        chance.choice(acts)()
    return maker


def _corrected(maker: LedgerMaker, chance: random.Random) -> None:
    visit = maker.serve("E", key=f"q:{chance.randint(1, 2)}")
    maker.ask(visit)
    first = maker.rate(visit, chance.choice(list(Level)), channel=chance.choice([Channel.TABLET, Channel.PHONE]))
    if chance.random() < 0.6:
        maker.rate(visit, chance.choice(list(Level)), replaces=first, reasons=("510",))


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_of_the_records_tell_the_same(chance: random.Random) -> None:
    records = read(_busy(chance))
    shuffled = [*records, *chance.choices(records, k=10)]
    chance.shuffle(shuffled)

    assert visits_of(shuffled, ZONE) == visits_of(records, ZONE)


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_at_most_one_first_rating_stands_for_a_number(chance: random.Random) -> None:
    facts = visits_of(read(_busy(chance)), ZONE)
    for key in {fact.ticket_key for fact in facts}:
        assert sum(fact.level is not None for fact in facts if fact.ticket_key == key) <= 1
