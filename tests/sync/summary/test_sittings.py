"""One sitting is one rating: chains of corrections, also those no honest kiosk would write."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.contract import Record, read_record
from sync.kinds import Cause as Why
from sync.kinds import Channel, Explained, GivenUp, Level, Passed, Rated, Unrated
from sync.summary.sittings import Order, Sitting, sittings, standing
from tests.support.make import LedgerMaker


def order_of(records: list[Record]) -> dict[str, Order]:
    return {one.stamp.id: (one.stamp.boot_ms, one.stamp.ledger, one.stamp.seq, one.stamp.id) for one in records}


def made(maker: LedgerMaker) -> list[Sitting]:
    records = [read_record(text) for text in maker.texts]
    return sittings([one for one in records if one.stamp.visit], order_of(records))


@pytest.fixture
def maker() -> LedgerMaker:
    return LedgerMaker()


def test_two_taps_that_correct_nothing_are_two_ratings(maker: LedgerMaker) -> None:
    visit = maker.serve("A001")
    maker.rate(visit, Level.SATISFIED)
    maker.rate(visit, Level.DISSATISFIED)

    assert sorted(one.last.level for one in made(maker)) == [Level.DISSATISFIED, Level.SATISFIED]


def test_a_long_chain_is_one_rating_named_and_timed_by_its_first_record(maker: LedgerMaker) -> None:
    visit = maker.serve("A001")
    first = last = maker.rate(visit, Level.VERY_DISSATISFIED)
    for level in (2, 3, 4, 5, 1, 3):
        last = maker.rate(visit, Level(level), replaces=last)

    (one,) = made(maker)

    assert (one.id, one.last.level) == (first, Level.BASICALLY_SATISFIED)
    assert one.first[3] == first


def test_of_two_corrections_of_the_same_tap_the_later_one_is_the_last(maker: LedgerMaker) -> None:
    visit = maker.serve("A001")
    first = maker.rate(visit, Level.VERY_DISSATISFIED)
    maker.rate(visit, Level.SATISFIED, replaces=first)
    maker.rate(visit, Level.VERY_SATISFIED, replaces=first)

    assert [one.last.level for one in made(maker)] == [Level.VERY_SATISFIED]


def test_a_correction_of_a_record_that_is_not_here_stands_for_itself(maker: LedgerMaker) -> None:
    visit = maker.serve("A001")
    maker.rate(visit, Level.SATISFIED, replaces=maker.id())

    assert [one.last.level for one in made(maker)] == [Level.SATISFIED]


def test_corrections_that_go_round_in_a_circle_end(maker: LedgerMaker) -> None:
    visit, one, other = maker.serve("A001"), maker.id(), maker.id()
    maker.rate(visit, Level.SATISFIED)
    body = read_record(maker.texts.pop()).body
    maker.heads.pop()
    assert isinstance(body, Rated)
    for identity, replaces in ((one, other), (other, one)):
        maker.add(replace(body, replaces=replaces), visit=visit, named=identity)

    assert len(made(maker)) <= 2


def test_a_second_rating_does_not_correct_the_first(maker: LedgerMaker) -> None:
    visit = maker.serve("A001")
    first = maker.rate(visit, Level.DISSATISFIED)
    maker.rate(visit, Level.SATISFIED, replaces=first, nth=2)

    assert sorted((one.last.round, one.last.level) for one in made(maker)) == [(1, 2), (2, 4)]


def test_what_is_explained_twice_is_told_once(maker: LedgerMaker) -> None:
    visit = maker.serve("A001")
    rating = maker.rate(visit, Level.DISSATISFIED, reasons=("204", "205"))
    maker.add(Explained(rating=rating, reasons=("205", "206"), comment="0" * 64), visit=visit)

    (one,) = made(maker)

    assert (one.reasons, one.commented, one.unexplained) == (("204", "205", "206"), True, False)


@pytest.mark.parametrize("body", [Passed(), GivenUp(), Unrated(cause=Why.TIMED_OUT)])
def test_what_happens_after_the_tap_takes_no_rating_away(maker: LedgerMaker, body: Passed | GivenUp | Unrated) -> None:
    visit = maker.serve("A001")
    maker.rate(visit, Level.DISSATISFIED)
    maker.clock.advance(5)
    maker.add(body, visit=visit)

    assert [one.last.level for one in made(maker)] == [Level.DISSATISFIED]


@pytest.mark.parametrize("body", [Passed(), GivenUp()])
def test_a_number_that_was_not_served_cannot_be_rated_on_a_phone_either(
    maker: LedgerMaker, body: Passed | GivenUp
) -> None:
    visit = maker.serve("A001")
    maker.add(body, visit=visit)
    maker.rate(visit, Level.DISSATISFIED, channel=Channel.PHONE)

    assert made(maker) == []


def test_the_earliest_stands_then_the_phone_then_the_smaller_id(maker: LedgerMaker) -> None:
    visit = maker.serve("A001")
    maker.rate(visit, Level.SATISFIED)
    (tablet,) = made(maker)
    phone_maker = LedgerMaker(seed="other")
    phone_maker.rate(phone_maker.serve("A001"), Level.DISSATISFIED, channel=Channel.PHONE)
    (phone,) = made(phone_maker)
    late, same = (phone.first[0] + 1000, *tablet.first[1:]), (phone.first[0], *tablet.first[1:])

    def at(one: Sitting, first: Order) -> Sitting:
        return Sitting(id=one.id, visit=one.visit, first=first, last=one.last)

    assert standing([at(tablet, late), phone]) is phone
    assert standing([phone, at(tablet, same)]) is phone
    assert standing([at(phone, late), at(tablet, same)]).last.channel is Channel.TABLET
