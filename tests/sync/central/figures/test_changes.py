from __future__ import annotations

from sync.central.figures.changes import changes, counts
from sync.kinds import Level
from tests.sync.central.web.test_shown import day, visit


def test_the_same_visits_change_nothing() -> None:
    one = counts(day(visit(1), visit(2, level=Level.SATISFIED)))
    assert changes(one, one) == ()


def test_one_late_rating_is_named_wherever_it_counts() -> None:
    before = counts(day(visit(1), visit(2)))
    after = counts(day(visit(1), visit(2, level=Level.DISSATISFIED)))
    assert set(changes(before, after)) == {
        "total rated: 0 → 1",
        "total level 2: 0 → 1",
        "window 3 rated: 0 → 1",
        "window 3 level 2: 0 → 1",
    }


def test_a_window_that_came_or_went_is_told_too() -> None:
    one, two = counts(day(visit(1))), counts(day(visit(1), visit(2, window="9")))
    assert "window 9 served: 0 → 1" in changes(one, two)
    assert "window 9 served: 1 → 0" in changes(two, one)
