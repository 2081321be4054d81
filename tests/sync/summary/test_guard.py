"""The small-number rule: nobody's single ratings can be worked out from the table of people."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.kinds import Level
from sync.summary.figures import MIN_N, summarise
from sync.summary.guard import withheld
from tests.sync.summary.days import morning, origins, visit


def rated(staff: str | None, times: int) -> list[object]:
    return [visit(staff=staff, level=Level.SATISFIED) for _ in range(times)]


def test_a_person_with_few_ratings_has_counts_but_no_levels() -> None:
    day = [*rated("S001", 20), *rated("S002", MIN_N - 1), *rated("S003", 30)]

    people = {group.key: group.tally for group in summarise(origins(), day).by_staff}  # type: ignore[arg-type]  # visits

    assert people["S002"].withheld
    assert people["S002"].levels is None
    assert people["S002"].satisfied is None
    assert people["S002"].bad is None
    assert (people["S002"].served, people["S002"].rated) == (4, 4)
    assert not people["S003"].withheld


def test_hiding_one_person_hides_the_next_too_so_that_subtraction_tells_nothing() -> None:
    assert withheld({"S001": 20, "S002": 3, "S003": 30}, 5) == {"S001", "S002"}
    assert withheld({"S001": 20, "S002": 3, "S003": 4}, 5) == {"S002", "S003"}


def test_whoever_has_no_ratings_hides_nothing() -> None:
    assert withheld({"S001": 20, "S002": 0}, 5) == frozenset()


def test_a_hall_may_switch_the_rule_off() -> None:
    assert not any(group.tally.withheld for group in summarise(origins(), morning(7), min_n=1).by_staff)


@given(st.dictionaries(st.text("ABCDEF", min_size=1, max_size=3), st.integers(0, 40)), st.integers(2, 10))
def test_what_is_hidden_is_never_so_little_that_the_rest_gives_it_away(ratings: dict[str, int], least: int) -> None:
    hidden = withheld(ratings, least)
    together = sum(ratings[key] for key in hidden)

    assert all(ratings[key] >= least or ratings[key] == 0 for key in ratings.keys() - hidden)
    assert together == 0 or together >= least or all(ratings[key] == 0 for key in ratings.keys() - hidden)


def test_nobody_is_ranked() -> None:
    people = [group.key for group in summarise(origins(), morning(11)).by_staff]

    assert [one for one in people if one] == sorted(one for one in people if one)
