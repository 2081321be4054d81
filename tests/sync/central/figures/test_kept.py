"""Counts kept beside the visits: the same as the summary's, stale as soon as something changes, checked by verify."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from sync.central.accounts.reader import Reader
from sync.central.figures.cells import By
from sync.central.figures.groups import COLUMNS, Counts, Of
from sync.central.figures.kept import EVERYTHING, count_stale
from sync.central.figures.models import KeptCount
from sync.central.figures.over_time import course, ranked, wilson
from sync.central.figures.scope import Scope
from sync.central.intake.models import Day
from sync.central.verify.verify import verify
from sync.kinds import Level
from tests.support.facing import Town

DAY = "2026-03-02"
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def rated(place: Town, number: str, level: Level) -> None:
    place.tablet().ledger.rated_visit(number, level)
    place.deliver(place.tablet())


def kept(place: Town, of: Of = Of.HALL, key: str = "") -> Counts | None:
    with place.central.database.read() as db:
        wanted = (KeptCount.hall_id == "H001", KeptCount.of == of.value, KeptCount.key == key)
        row = db.execute(select(KeptCount.__table__).where(*wanted)).mappings().first()
    return Counts(**{name: row[name] for name in COLUMNS}) if row else None


def test_a_day_is_counted_once_and_anew_after_the_next_rating(place: Town) -> None:
    rated(place, "A001", Level.SATISFIED)
    assert count_stale(place.central.database, EVERYTHING, DAY, DAY) == 1
    assert count_stale(place.central.database, EVERYTHING, DAY, DAY) == 0
    assert kept(place) == Counts(served=1, asked=1, rated=1, level_4=1)

    rated(place, "A002", Level.VERY_DISSATISFIED)
    assert kept(place) == Counts(served=1, asked=1, rated=1, level_4=1)
    assert count_stale(place.central.database, EVERYTHING, DAY, DAY) == 1
    assert kept(place) == Counts(served=2, asked=2, rated=2, level_4=1, level_1=1)
    assert kept(place, Of.WINDOW, "3") == kept(place)
    assert verify(place.central).holds


def test_verify_finds_a_count_that_was_bent_and_does_not_mind_a_stale_one(place: Town) -> None:
    rated(place, "A001", Level.VERY_DISSATISFIED)
    count_stale(place.central.database, EVERYTHING, DAY, DAY)
    with place.central.database.write() as db:
        db.execute(update(KeptCount).where(KeptCount.of == "hall").values(level_1=0, level_5=1))
    assert [one.table for one in verify(place.central).findings] == ["day_counts"]

    with place.central.database.write() as db:
        db.execute(update(Day).values(stale=True))
    assert verify(place.central).holds


def test_nobody_counts_the_days_of_a_hall_they_may_not_read(place: Town) -> None:
    rated(place, "A001", Level.SATISFIED)
    elsewhere = Reader(who="token:x", shown="", halls=frozenset({"H002"}))
    assert count_stale(place.central.database, elsewhere, DAY, DAY) == 0
    count_stale(place.central.database, EVERYTHING, DAY, DAY)
    with place.central.database.read() as db:
        assert ranked(db, elsewhere, Of.HALL, DAY, DAY, 1) == []
        assert (
            sum(one.tally.served for one in course(db, Scope("H001", elsewhere), Of.HALL, "", FIRST, LAST, By.MONTH, 1))
            == 0
        )


def test_a_course_has_every_step_and_adds_up_to_the_whole(place: Town) -> None:
    for number in range(6):
        rated(place, f"A{number:03}", Level.SATISFIED)
    count_stale(place.central.database, EVERYTHING, DAY, DAY)
    with place.central.database.read() as db:
        for by, steps in ((By.DAY, 365), (By.WEEK, 53), (By.MONTH, 12)):
            found = course(db, Scope("H001", EVERYTHING), Of.HALL, "", FIRST, LAST, by, 5)
            assert len(found) == steps
            assert sum(one.tally.rated for one in found) == 6


def test_a_persons_levels_are_withheld_where_there_are_few(place: Town) -> None:
    rated(place, "A001", Level.VERY_DISSATISFIED)
    count_stale(place.central.database, EVERYTHING, DAY, DAY)
    with place.central.database.read() as db:
        people = ranked(db, EVERYTHING, Of.STAFF, DAY, DAY, 5)
        halls = ranked(db, EVERYTHING, Of.HALL, DAY, DAY, 5)
    assert [(one.tally.rated, one.tally.levels, one.rank) for one in people] == [(1, None, None)]
    assert [(one.tally.rated, one.rank) for one in halls] == [(1, None)]


@pytest.mark.parametrize(
    ("good", "of", "low", "high"),
    [(10, 10, 0.722, 1.0), (0, 10, 0.0, 0.278), (50, 100, 0.404, 0.596), (1, 1, 0.206, 1)],
)
def test_wilsons_bounds_are_those_of_the_tables(good: int, of: int, low: float, high: float) -> None:
    assert wilson(good, of) == pytest.approx((low, high), abs=0.001)


def test_few_perfect_ratings_do_not_lead_many_good_ones() -> None:
    few, many = wilson(5, 5)[0], wilson(960, 1000)[0]
    assert few < many
    assert Counts(served=1, level_5=1) + Counts(served=2, level_1=1) == Counts(served=3, level_5=1, level_1=1)
