"""Made-up data on true chains: verify cannot tell it from real data, and the same seed makes the same."""

from __future__ import annotations

from collections.abc import Callable

from sync.central.central import Central
from sync.central.demo_data import fill
from sync.central.intake.models import Ledger, Rating, RecordRow, Visit
from sync.central.verify.verify import verify
from tests.support.centre import rows, state


def test_demo_data_has_as_many_ratings_as_asked_for_and_verifies(central: Central) -> None:
    made = fill(central, halls=2, days=3, ratings=150, seed=7)

    assert (made.halls, made.ratings, made.records) == (2, 150, len(rows(central, RecordRow)))
    assert len(rows(central, Rating)) == 150
    assert {one.quality for one in rows(central, Visit)} == {"exact"}
    assert len({one.day for one in rows(central, Visit)}) == 3
    assert [str(one) for one in verify(central).findings] == []


def test_filling_twice_with_one_seed_adds_nothing(central: Central) -> None:
    fill(central, halls=1, days=2, ratings=30, seed=7)
    before = state(central, RecordRow, Visit, Rating)

    again = fill(central, halls=1, days=2, ratings=30, seed=7)

    assert state(central, RecordRow, Visit, Rating) == before
    assert again.ratings == 30


def test_one_seed_makes_the_same_records_in_any_centre(open_centre: Callable[[], Central]) -> None:
    here, there = open_centre(), open_centre()
    fill(here, halls=1, days=1, ratings=25, seed=3)
    fill(there, halls=1, days=1, ratings=25, seed=3)

    assert state(here, RecordRow, Visit, Rating) == state(there, RecordRow, Visit, Rating)


def test_most_people_are_content_and_not_everybody_answers(central: Central) -> None:
    fill(central, halls=1, days=2, ratings=400, seed=5)

    levels = [one.level for one in rows(central, Rating)]
    assert sum(level >= 4 for level in levels) > 300
    assert any(level <= 2 for level in levels)
    assert any(one.cause for one in rows(central, Visit))
    assert all(one.settled_through == one.last_seq for one in rows(central, Ledger))
