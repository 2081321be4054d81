from __future__ import annotations

import pytest

from sync.central.figures.changes import changes, counts
from sync.kinds import Cause, Level
from sync.summary.words import LANGUAGES
from tests.sync.central.web.test_shown import day, visit


def test_the_same_visits_change_nothing() -> None:
    one = counts(day(visit(1), visit(2, level=Level.SATISFIED)))
    assert changes(one, one, "en") == ()


def test_one_late_rating_is_named_wherever_it_counts() -> None:
    before = counts(day(visit(1), visit(2)))
    after = counts(day(visit(1), visit(2, level=Level.DISSATISFIED)))
    assert set(changes(before, after, "en")) == {
        "total Rated: 0 → 1",
        "total Dissatisfied: 0 → 1",
        "window 3, Rated: 0 → 1",
        "window 3, Dissatisfied: 0 → 1",
    }
    assert set(changes(before, after, "zh-CN")) == {
        "合计有效评价：0 → 1",
        "合计不满意：0 → 1",
        "第 3 窗口有效评价：0 → 1",
        "第 3 窗口不满意：0 → 1",
    }


def test_a_window_that_came_or_went_is_told_too() -> None:
    one, two = counts(day(visit(1))), counts(day(visit(1), visit(2, window="9")))
    assert "window 9, Served: 0 → 1" in changes(one, two, "en")
    assert "window 9, Served: 1 → 0" in changes(two, one, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_count_that_can_change_has_a_name_for_a_reader(language: str) -> None:
    """A window may be called anything, and so may look like a count's name."""
    every = counts(day(visit(1, window="2 level 5"), visit(2, level=Level.SATISFIED)))
    every |= {f"unrated {one.value}": 0 for one in Cause} | {"second 1": 0, "outcome passed": 0, "outcome put_back": 0}
    told = changes({}, dict.fromkeys(every, 7), language)
    assert len(set(told)) == len(every)
    assert not any("_" in line or "change." in line for line in told), told
