"""The figures: their formulas, what is in a denominator, what order and repetition must not change."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.kinds import Cause, Channel, Level, Origin
from sync.summary.facts import Outcome
from sync.summary.figures import Base, share, summarise
from tests.sync.summary.days import DAY, kiosk, morning, origins, visit


def test_levels_five_four_and_three_are_satisfied_and_two_and_one_are_bad() -> None:
    day = [visit(level=level, channel=Channel.TABLET) for level in Level]

    total = summarise(origins(), day).total

    assert total.satisfied is not None
    assert (total.satisfied.count, total.satisfied.of, total.satisfied.percent) == (3, 5, "60.0")
    assert total.bad is not None
    assert (total.bad.count, total.bad.of, total.bad.percent) == (2, 5, "40.0")
    assert total.levels == {"5": 1, "4": 1, "3": 1, "2": 1, "1": 1}


def test_an_unrated_service_is_in_the_denominator_of_the_response_rate_and_of_nothing_else() -> None:
    day = [visit(level=Level.SATISFIED), visit(cause=Cause.TIMED_OUT), visit(cause=Cause.NOT_ASKED, asked=False)]

    made = summarise(origins(), day)

    assert (made.total.served, made.total.asked, made.total.rated, made.total.unrated) == (3, 2, 1, 2)
    assert made.total.response == share(1, 3)
    assert made.total.satisfied == share(1, 1)
    assert made.causes["timed_out"] == made.causes["not_asked"] == 1


def test_where_the_hall_says_so_only_services_that_were_asked_could_be_rated() -> None:
    day = [
        visit(level=Level.SATISFIED),
        visit(cause=Cause.TIMED_OUT),
        visit(cause=Cause.NOT_ASKED, asked=False),
        visit(level=Level.DISSATISFIED, channel=Channel.PHONE, asked=False),
    ]

    assert summarise(origins(), day, base=Base.ASKED).total.response == share(1, 2)
    assert summarise(origins(), day, base=Base.SERVED).total.response == share(2, 4)


@pytest.mark.parametrize("ended", [Outcome.PASSED, Outcome.GIVEN_UP, Outcome.FORWARDED, Outcome.PUT_BACK])
def test_what_was_not_served_is_outside_every_denominator(ended: Outcome) -> None:
    made = summarise(origins(), [visit(outcome=ended), visit(level=Level.SATISFIED)])

    assert made.total.served == 1
    assert made.outcomes[ended] == 1
    assert made.by_window[0].tally.served == 1


def test_a_visit_in_progress_counts_only_once_its_citizen_has_rated() -> None:
    waiting, rated = visit(outcome=Outcome.SERVING), visit(outcome=Outcome.SERVING, level=Level.SATISFIED)

    made = summarise(origins(), [waiting, rated])

    assert (made.total.served, made.outcomes["serving"], made.outcomes["served"]) == (1, 1, 1)


def test_a_rating_found_invalid_stays_visible_as_excluded_and_counts_nowhere_else() -> None:
    made = summarise(origins(), [visit(level=Level.VERY_DISSATISFIED, excluded=True), visit(level=Level.SATISFIED)])

    assert (made.total.rated, made.total.excluded, made.total.served) == (1, 1, 2)
    assert made.total.levels is not None
    assert made.total.levels["1"] == 0


def test_a_second_rating_is_shown_apart_and_replaces_nothing() -> None:
    made = summarise(origins(), [visit(level=Level.DISSATISFIED, second=Level.VERY_SATISFIED)])

    assert made.second["5"] == 1
    assert made.total.levels is not None
    assert (made.total.levels["2"], made.total.levels["5"]) == (1, 0)


def test_a_rating_that_gave_way_to_another_visit_of_its_number_is_neither_rated_nor_unrated() -> None:
    made = summarise(origins(), [visit(level=Level.SATISFIED), visit(superseded=1, cause=Cause.NEXT_CALLED)])

    assert (made.total.rated, made.total.gave_way, made.total.unrated, made.superseded) == (1, 1, 0, 1)
    assert sum(made.causes.values()) == 0


def test_typed_numbers_are_counted_apart_and_in_the_total() -> None:
    made = summarise(origins(), [visit(level=Level.SATISFIED), visit(origin=Origin.TYPED_BY_STAFF)])

    assert (made.typed.served, made.typed.rated, made.total.served) == (1, 0, 2)


def test_visits_of_another_day_are_not_this_days() -> None:
    assert summarise(origins(), [visit(day="2026-03-04"), visit(day=DAY)]).total.served == 1


@pytest.mark.parametrize("seed", range(20))
def test_every_part_adds_up_to_its_whole(seed: int) -> None:
    made = summarise(origins(), morning(seed), min_n=0)
    groups = (made.by_window, made.by_department, made.by_staff, made.by_hour)
    for one in [made.total, made.typed, *(group.tally for kind in groups for group in kind)]:
        assert one.served == one.rated + one.excluded + one.gave_way + one.unrated + one.waiting
        assert one.levels is not None
        assert sum(one.levels.values()) == one.rated
    for kind in groups:
        for name in ("served", "asked", "rated", "excluded", "gave_way", "unrated", "waiting"):
            assert sum(getattr(group.tally, name) for group in kind) == getattr(made.total, name)
    assert sum(made.causes.values()) == made.total.unrated
    assert sum(made.channels.values()) == made.total.rated
    assert sum(made.outcomes.values()) == 300
    assert made.outcomes["served"] == made.total.served


@given(st.randoms(use_true_random=False))
def test_neither_the_order_of_visits_nor_their_repetition_changes_a_figure(chance: random.Random) -> None:
    day = morning(5, visits=40)
    shuffled = [*day, *chance.choices(day, k=15)]
    chance.shuffle(shuffled)

    assert summarise(origins(), shuffled) == summarise(origins(), day)


@given(st.integers(1, 100_000), st.data())
def test_a_percentage_is_the_nearest_tenth_and_says_all_or_none_only_where_it_is_so(
    of: int, data: st.DataObject
) -> None:
    count = data.draw(st.integers(0, of))
    exact, shown = Fraction(count * 100, of), Fraction(share(count, of).percent or "")
    if count in (0, of):
        assert shown == exact
    else:
        assert 0 < shown < 100
        assert (
            abs(shown - exact) <= Fraction(1, 10) if shown in (Fraction("0.1"), Fraction("99.9")) else Fraction(1, 20)
        )


@given(st.integers(1, 100_000), st.data())
def test_two_parts_of_one_whole_show_a_hundred_together(of: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, of))

    assert Fraction(share(count, of).percent or "") + Fraction(share(of - count, of).percent or "") == 100


def test_of_nothing_there_is_no_percentage() -> None:
    total = summarise(origins(), []).total

    assert total.satisfied == share(0, 0)
    assert total.response.percent is None


def test_windows_stand_in_the_order_people_count_in() -> None:
    assert [group.key for group in summarise(origins(), morning(1)).by_window] == ["2", "3", "10"]


def test_reasons_are_counted_within_their_questionnaires_version_and_a_double_tick_once() -> None:
    day = [
        visit(level=Level.SATISFIED, reasons=("406", "406"), questionnaire_version="2020.1"),
        visit(level=Level.SATISFIED, reasons=("406",), questionnaire_version="2026.1"),
    ]

    assert [(one.code, one.version, one.count) for one in summarise(origins(), day).reasons] == [
        ("406", "2020.1", 1),
        ("406", "2026.1", 1),
    ]


def test_a_day_is_complete_only_with_every_kiosk_in_and_without_a_gap() -> None:
    whole = tuple(kiosk(window) for window in ("2", "3"))

    assert summarise(origins(kiosks=whole, kiosks_expected=2), []).complete
    assert not summarise(origins(kiosks=whole, kiosks_expected=3), []).complete
    assert not summarise(origins(kiosks=(kiosk("2", gaps=("7–9",)),), kiosks_expected=1), []).complete
    assert not summarise(origins(kiosks=(kiosk("2", in_time=False),), kiosks_expected=1), []).complete
    assert not summarise(origins(kiosks=(), kiosks_expected=0), []).complete


def test_a_windows_own_summary_says_what_it_cannot_know() -> None:
    assert summarise(origins(source="window", window="3"), []).cannot_know == ("phone", "superseded", "texts")
    assert summarise(origins(source="centre"), []).cannot_know == ()


def test_the_plain_form_is_json_without_a_fraction() -> None:
    from sync.contract import canonical, parsed

    plain = summarise(origins(), morning(3)).plain()

    assert parsed(canonical(plain)) == plain  # the contract's reader refuses fractions
