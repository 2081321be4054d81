"""Corrected time, case by case."""

from __future__ import annotations

from random import Random

import pytest

from sync.contract import read_record, rfc3339
from sync.kinds import Anchor, LedgerOpened, Paused, TimeQuality, WhyLedger
from sync.shape import Malformed
from sync.times import Mark, corrected, mark
from tests.support.make import LedgerMaker

EXACT, BOUNDED, CLAIMED = TimeQuality.EXACT, TimeQuality.BOUNDED, TimeQuality.CLAIMED
HOUR = 3_600_000


def at(seq: int, wall: int, *, boot: str = "a", ran: int = 0, ledger: str = "L", **more: object) -> Mark:
    """Return what record `seq` says: wall clock and boot time, in ms."""
    return Mark(id=f"{ledger}{seq}", ledger=ledger, seq=seq, wall_ms=wall, boot_id=boot, boot_ms=ran, **more)  # type: ignore[arg-type] - optional fields by name


def times(*marks: Mark) -> list[tuple[int, TimeQuality]]:
    made = corrected(marks)
    return [(made[one.id].ms, made[one.id].quality) for one in marks]


def test_a_boot_with_an_anchor_is_exact_before_and_after_it() -> None:
    assert times(at(1, 7, ran=1000), at(2, 7, ran=2000, anchor_ms=HOUR), at(3, 7, ran=5000)) == [
        (HOUR - 1000, EXACT),
        (HOUR, EXACT),
        (HOUR + 3000, EXACT),
    ]


def test_the_nearer_anchor_counts_unless_it_took_long() -> None:
    quick = at(1, 0, ran=0, anchor_ms=1000, round_trip_ms=10)
    slow = at(3, 0, ran=60_000, anchor_ms=62_900, round_trip_ms=3800)
    near = at(4, 0, ran=120_000, anchor_ms=121_500, round_trip_ms=10)
    between = at(2, 0, ran=59_000)

    assert times(between, quick, slow)[0] == (60_000, EXACT)
    assert times(at(2, 0, ran=119_000), slow, near)[0] == (120_500, EXACT)


def test_without_any_anchor_the_device_only_claims() -> None:
    assert times(at(1, 500), at(2, 900, ran=3)) == [(500, CLAIMED), (900, CLAIMED)]


def test_a_boot_between_two_anchored_ones_is_bounded_where_its_clock_fits() -> None:
    before, after = at(1, 0, boot="a", anchor_ms=1000), at(3, 0, boot="c", anchor_ms=9000)

    assert times(before, at(2, 5000, boot="b"), after)[1] == (5000, BOUNDED)
    assert times(before, at(2, 500, boot="b"), after)[1] == (1000, CLAIMED)
    assert times(before, at(2, 50_000, boot="b"), after)[1] == (9000, CLAIMED)


def test_boot_time_that_passed_narrows_the_bounds() -> None:
    before, after = at(1, 0, boot="a", anchor_ms=1000), at(4, 0, boot="c", anchor_ms=9000)
    first, last = at(2, 1500, boot="b", ran=0), at(3, 1500, boot="b", ran=3000)

    assert times(before, first, last, after)[1:3] == [(1500, BOUNDED), (4000, CLAIMED)]


def test_after_the_last_anchor_an_offline_boot_cannot_be_older_than_it() -> None:
    assert times(at(1, 0, boot="a", anchor_ms=1000), at(2, 10, boot="b"))[1] == (1000, CLAIMED)
    assert times(at(1, 0, boot="a", anchor_ms=1000), at(2, 8000, boot="b", ran=9))[1] == (8000, CLAIMED)


def test_bounds_reach_over_ledgers_that_name_their_past() -> None:
    old = at(1, 0, boot="a", anchor_ms=1000, ledger="old")
    young = at(1, 5, boot="b", ledger="new", follows=("old", 1))
    end = at(2, 5, boot="c", ledger="new", anchor_ms=9000)

    assert times(old, young, end)[1] == (1000, CLAIMED)


def test_what_the_old_ledger_wrote_after_the_copy_bounds_nothing_in_the_copy() -> None:
    copied_at = at(1, 0, boot="a", anchor_ms=1000, ledger="old")
    went_on = at(2, 0, boot="z", anchor_ms=90_000, ledger="old")
    young = at(1, 5000, boot="b", ledger="new", follows=("old", 1))
    end = at(2, 5, boot="c", ledger="new", anchor_ms=9000)

    assert times(copied_at, went_on, young, end)[2] == (5000, BOUNDED)


def test_ledgers_that_name_each_other_in_a_circle_do_no_harm() -> None:
    ring = [at(1, 5, ledger="p", follows=("q", 1)), at(1, 6, ledger="q", follows=("p", 1))]

    assert times(*ring, at(1, 7, ledger="r", follows=("r", 9))) == [(5, CLAIMED), (6, CLAIMED), (7, CLAIMED)]


@pytest.mark.parametrize("seed", range(50))
def test_any_order_and_any_repetition_give_the_same_times(seed: int) -> None:
    chance = Random(seed)
    marks = []
    for ledger, past in (("L", None), ("M", ("L", 12)), ("N", ("L", 20))):
        for seq in range(1, 31):
            boot = f"{ledger}{seq // 7}"
            more = {"anchor_ms": chance.randrange(10**9), "round_trip_ms": 9} if chance.random() < 0.1 else {}
            follows = past if seq == 1 else None
            wall = chance.randrange(10**9)
            marks.append(at(seq, wall, boot=boot, ran=seq * 10, ledger=ledger, follows=follows, **more))
    expected = corrected(marks)

    mixed = [*marks, *chance.choices(marks, k=40)]
    chance.shuffle(mixed)

    assert corrected(mixed) == expected


def test_marks_are_read_from_true_records() -> None:
    maker = LedgerMaker()
    maker.add(Paused())
    maker.add(Anchor(time=rfc3339(maker.clock.now()), round_trip_ms=40, centre="c", answer="0" * 64))
    marks = [mark(read_record(text)) for text in maker.texts]

    assert [one.seq for one in marks] == [1, 2, 3]
    assert marks[2].anchor_ms == marks[2].wall_ms + 20
    assert {one.quality for one in corrected(marks).values()} == {EXACT}


def test_a_ledger_names_its_past_in_its_first_record() -> None:
    maker = LedgerMaker(opened=False)
    maker.add(LedgerOpened(why=WhyLedger.RESTORED, kiosk=maker.kiosk, old_ledger="X", old_seq=4, old_head="0" * 64))

    assert mark(read_record(maker.texts[0])).follows == ("X", 4)


def test_an_unreadable_clock_is_malformed() -> None:
    maker = LedgerMaker()
    text = maker.texts[0].replace(rfc3339(maker.clock.now()), "yesterday")

    with pytest.raises(Malformed, match="not a time"):
        mark(read_record(text))


def test_a_corrected_time_is_also_a_moment() -> None:
    assert rfc3339(corrected([at(1, 1_700_000_000_123)])["L1"].moment) == "2023-11-14T22:13:20.123Z"
