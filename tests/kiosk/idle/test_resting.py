"""When the screen dims or goes dark, and that it never does before a citizen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.flow import (
    Asking,
    Away,
    Explaining,
    Idle,
    NotSaved,
    OutOfService,
    Phase,
    RatedAlready,
    Serving,
    Thanking,
    Visit,
)
from kiosk.resting import FORGOTTEN_S, NIGHT_AFTER_S, Light, Resting
from sync.kinds import By, Level, Origin

VISIT = Visit(id="v", ticket="A042", ticket_key="k", origin=Origin.QUEUE, day="2026-03-02")
CITIZENS: list[Phase] = [
    Asking(VISIT, By.QUEUE),
    Explaining(visit=VISIT, level=Level.SATISFIED, rating="r"),
    Thanking(VISIT),
    RatedAlready(VISIT),
    NotSaved(VISIT),
]
WAITING: list[Phase] = [Serving(VISIT), Away(VISIT), OutOfService("K-07", VISIT)]
NOBODYS: list[Phase] = [Idle(), Away(), OutOfService("K-07")]
RESTING = Resting(dim_after_s=300, night_from="19:00", night_to="07:30")


@pytest.mark.parametrize("phase", NOBODYS)
def test_after_a_while_without_anybody_the_screen_dims(phase: Phase) -> None:
    assert RESTING.light(phase, 299, "12:00") is Light.FULL
    assert RESTING.light(phase, 300, "12:00") is Light.DIM


@pytest.mark.parametrize("phase", NOBODYS)
def test_at_night_it_goes_dark_and_stays_bright_a_minute_for_whoever_wakes_it(phase: Phase) -> None:
    assert RESTING.light(phase, NIGHT_AFTER_S - 1, "19:00") is Light.FULL
    assert RESTING.light(phase, NIGHT_AFTER_S, "19:00") is Light.DARK
    assert RESTING.light(phase, NIGHT_AFTER_S, "07:30") is Light.FULL


@given(
    phase=st.sampled_from(CITIZENS),
    still_s=st.floats(0, 1e6),
    time=st.times().map(lambda one: f"{one:%H:%M}"),
    dim_after_s=st.integers(0, 1000),
)
def test_before_a_citizen_it_never_rests(phase: Phase, still_s: float, time: str, dim_after_s: int) -> None:
    resting = Resting(dim_after_s=dim_after_s, night_from="19:00", night_to="18:59")
    assert resting.light(phase, still_s, time) is Light.FULL


@pytest.mark.parametrize("phase", WAITING)
def test_a_number_nobody_finished_does_not_light_the_hall_all_night(phase: Phase) -> None:
    assert RESTING.light(phase, FORGOTTEN_S, "12:00") is Light.FULL, "somebody may be reading, or scanning the code"
    assert RESTING.light(phase, FORGOTTEN_S - 1, "22:00") is Light.FULL
    assert RESTING.light(phase, FORGOTTEN_S, "22:00") is Light.DARK


def test_a_hall_may_want_neither() -> None:
    assert not Resting().ever
    assert Resting().light(Idle(), 1e6, "03:00") is Light.FULL
    assert Resting(dim_after_s=1).ever
    assert Resting(night_from="19:00", night_to="07:00").ever
