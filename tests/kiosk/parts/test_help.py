"""Calling the hall manager, pure: what leads where, and that no call is made by a single touch."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from kiosk.help import (
    Answered,
    Calling,
    Closed,
    Coming,
    Confirmed,
    Considering,
    CutOff,
    Gone,
    Help,
    HelpEvent,
    Quiet,
    Reached,
    TimedOut,
    Unreached,
    Wanted,
    follow,
)

STATES: list[Help] = [
    Quiet(), Considering(), Calling(), Calling(False), Coming(), Coming(False), Unreached(), Unreached(False),
    Unreached(cut=True), Unreached(False, cut=True),
]  # fmt: skip
EVENTS: list[HelpEvent] = [
    Wanted(), Confirmed(True), Confirmed(False), Closed(), Answered(), CutOff(), Reached(), TimedOut(),
    Gone(),
]  # fmt: skip


def after(*events: HelpEvent) -> Help:
    state: Help = Quiet()
    for event in events:
        state = follow(state, event)
    return state


def test_two_touches_call_and_an_answer_brings_somebody() -> None:
    assert after(Wanted()) == Considering()
    assert after(Wanted(), Confirmed(True)) == Calling()
    assert after(Wanted(), Confirmed(True), Answered()) == Coming()


def test_a_stray_touch_calls_nobody() -> None:
    assert after(Wanted(), Closed()) == Quiet()
    assert after(Wanted(), TimedOut()) == Quiet()
    assert after(Confirmed(True)) == Quiet()


def test_where_nobody_can_be_reached_it_is_said_at_once_and_where_nobody_answers_after_a_while() -> None:
    assert after(Wanted(), Confirmed(False)) == Unreached(cut=True)
    assert after(Wanted(), Confirmed(True), TimedOut()) == Unreached()
    assert after(Wanted(), Confirmed(True), CutOff()) == Unreached(cut=True)


def test_a_call_that_could_not_get_out_is_on_its_way_as_soon_as_the_line_is_back() -> None:
    assert after(Wanted(), Confirmed(False), Reached()) == Calling()
    assert after(Wanted(), Confirmed(True), CutOff(), Closed(), Reached()) == Calling(open=False)


def test_a_line_that_holds_makes_nobody_answer_who_did_not() -> None:
    assert after(Wanted(), Confirmed(True), TimedOut(), Reached()) == Unreached()


def test_an_answer_that_comes_late_is_still_good_news() -> None:
    assert after(Wanted(), Confirmed(False), Answered()) == Coming()


def test_a_panel_put_away_stays_away_and_can_be_looked_at_again() -> None:
    closed = after(Wanted(), Confirmed(True), Closed())
    assert closed == Calling(open=False)
    assert follow(closed, Answered()) == Coming(open=False)
    assert follow(closed, TimedOut()) == Unreached(open=False)
    assert follow(closed, Wanted()) == Calling()


def test_another_citizen_finds_nothing_of_the_call() -> None:
    assert {follow(state, Gone()) for state in STATES} == {Quiet()}


def test_every_state_ends_by_itself() -> None:
    for state in STATES:
        for _ in range(3):
            state = follow(state, TimedOut())
        assert state == Quiet()


def test_only_the_second_touch_leads_to_a_call() -> None:
    for state, event in product(STATES, EVENTS):
        if isinstance(follow(state, event), Calling) and not isinstance(state, Calling):
            assert isinstance(state, Considering | Unreached)
            back = isinstance(state, Unreached) and state.cut and event == Reached()
            assert isinstance(event, Confirmed) or back, "no stray event calls anybody"


@given(st.lists(st.sampled_from(EVENTS), max_size=12))
def test_somebody_is_coming_only_if_somebody_answered_after_the_last_citizen_left(events: list[HelpEvent]) -> None:
    last_gone = max((at for at, event in enumerate(events) if event == Gone()), default=-1)
    if isinstance(after(*events), Coming):
        assert Answered() in events[last_gone + 1 :]
