"""The demo's own count: a summary that tells it otherwise, in whatever figure, is noticed."""

from __future__ import annotations

import copy
from collections import Counter
from typing import Any

import pytest

from kiosk.demo.tally import Tally, differing, told
from tests.support.summaries import a_day


@pytest.fixture
def summary() -> dict[str, Any]:
    plain: dict[str, Any] = a_day().plain()
    return plain


def counted() -> Tally:
    """What `a_day` holds, counted by hand."""
    return Tally(
        levels=Counter({"5": 18, "4": 7, "3": 2, "2": 1, "1": 1}),
        causes=Counter({"timed_out": 5, "declined": 3, "next_called": 2, "not_asked": 1}),
        channels=Counter({"tablet": 29}),
        visits=40,
    )


def test_served_are_the_rated_and_the_unrated() -> None:
    tally = counted()
    assert (tally.rated, tally.served) == (29, 40)


def test_a_true_count_differs_in_nothing(summary: dict[str, Any]) -> None:
    assert differing(counted(), summary) == []


@pytest.mark.parametrize(
    ("figure", "says"),
    [
        (("total", "served"), "served"),
        (("total", "rated"), "rated"),
        (("total", "levels", "1"), "levels"),
        (("causes", "declined"), "causes"),
        (("channels", "tablet"), "channels"),
        (("outcomes", "served"), "outcomes"),
        (("with_comment",), "with a comment"),
    ],
)
def test_one_more_in_any_figure_is_noticed_by_name(summary: dict[str, Any], figure: tuple[str, ...], says: str) -> None:
    wrong = copy.deepcopy(summary)
    *way, last = figure
    part = wrong
    for name in way:
        part = part[name]
    part[last] += 1

    (line,) = differing(counted(), wrong)

    assert line.startswith(f"{says}: the summary says ")


def test_a_visit_the_summary_forgot_is_noticed(summary: dict[str, Any]) -> None:
    tally = counted()
    tally.levels["5"] += 1
    tally.channels["tablet"] += 1
    names = [line.split(":")[0] for line in differing(tally, summary)]
    assert names == ["served", "rated", "levels", "channels", "outcomes"]


def test_a_reason_that_was_ticked_and_is_not_listed_is_noticed(summary: dict[str, Any]) -> None:
    tally = counted()
    tally.reasons["101"] += 1
    assert [line.split(":")[0] for line in differing(tally, summary)] == ["reasons listed"]


def test_the_totals_read_as_sentences(summary: dict[str, Any]) -> None:
    tally = counted()
    tally.outcomes.update(passed=2, given_up=1)
    first, second, third = told(tally, summary)
    assert first == "40 numbers called: 40 served, 1 given up, 2 passed"
    assert second.startswith("29 rated (level 5: 18")
    assert "5 timed out" in third
