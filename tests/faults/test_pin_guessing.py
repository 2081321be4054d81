"""Somebody guesses a PIN ten thousand times, pulls the plug and sets the clock in between: a handful of tries a day."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.shifts import FREE_TRIES, TECHNICIAN, Throttle, earned_wait_ms
from sync.kinds import LoginFailed
from tests.kiosk.desk.test_restart import Window
from tests.support.clock import FakeClock
from tests.support.desk import LI

GUESSES = 10_000
A_TOUCH_S = 2  # six digits and *on*, by a quick hand
RESTART_EVERY = 100
JUMPS = (-400, 3, -1, 30, 365)  # days the thief sets the clock by, in turn


class Guesser:
    """Touches *on* again and again; the window looks only where nobody has to wait (as `StaffViewModel` does)."""

    def __init__(self, window: Window, who: str) -> None:
        self.window, self.who, self.looked_at = window, who, 0

    def guess(self) -> None:
        self.window.clock.advance(A_TOUCH_S)
        if self.window.desk.wait_ms(self.who) == 0:
            self.looked_at += 1
            self.window.desk.login_failed(self.who)

    def cheat(self, nth: int) -> None:
        """Set the clock, pull the plug."""
        self.window.clock.jump(days=JUMPS[nth % len(JUMPS)])
        self.window.restart()


def allowed_in(seconds: float) -> int:
    """The most tries that fit into so much time of waiting in full."""
    tries, waited = 0, 0
    while waited <= seconds * 1000:
        tries += 1
        waited += earned_wait_ms(tries)
    return tries


@pytest.fixture
def window(tmp_path: Path, clock: FakeClock) -> Window:
    return Window(tmp_path / "data", clock)


@pytest.mark.parametrize("who", ["S001", TECHNICIAN])
def test_ten_thousand_guesses_with_restarts_and_set_clocks_are_hardly_looked_at(window: Window, who: str) -> None:
    thief = Guesser(window, who)
    for nth in range(GUESSES):
        thief.guess()
        if nth % RESTART_EVERY == 0:
            thief.cheat(nth // RESTART_EVERY)
        if nth % 997 == 0:
            assert window.desk.wait_ms("S002") == 0, "nobody else is locked out"
    window.desk.log_in(LI)

    assert FREE_TRIES <= thief.looked_at <= allowed_in(GUESSES * A_TOUCH_S)
    assert thief.looked_at < 20
    counted = [one for one in window.bodies("login_failed") if isinstance(one, LoginFailed)]
    assert [one.tries for one in counted] == list(range(1, thief.looked_at + 1)), "each of them is in the ledger"
    window.store.close()


def test_control_a_throttle_that_a_restart_forgets_looks_at_hundreds(window: Window) -> None:
    thief = Guesser(window, "S001")
    for nth in range(GUESSES // 10):
        thief.guess()
        if nth % 10 == 0:
            thief.cheat(nth // 10)
            window.desk._duty._throttle = Throttle()  # what a counter in memory only would know
    assert thief.looked_at > 300
    window.store.close()
