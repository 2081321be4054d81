"""The technician's door: eight digits that stand for a telephone call, and only this kiosk's centre can answer."""

from __future__ import annotations

import pytest

from kiosk.technician.gate import DIGITS, LASTS_MS, Gate, opens
from sync.suite import Keys, unlock_answer
from tests.support.clock import FakeClock


def test_the_challenge_stands_for_fifteen_minutes_and_then_is_another(clock: FakeClock) -> None:
    gate = Gate(clock.boot_ms)
    first = gate.challenge()
    assert len(first) == DIGITS
    assert first.isdigit()
    clock.advance(LASTS_MS / 1000 - 1)
    assert gate.challenge() == first
    clock.advance(2)
    assert gate.challenge() != first


def test_an_answered_challenge_is_never_shown_again(clock: FakeClock) -> None:
    gate = Gate(clock.boot_ms)
    first = gate.challenge()
    gate.used()
    assert gate.challenge() != first


def test_challenges_are_not_guessable_from_each_other(clock: FakeClock) -> None:
    made = set()
    gate = Gate(clock.boot_ms)
    for _ in range(200):
        made.add(gate.challenge())
        gate.used()
    assert len(made) >= 199


def test_only_the_centres_answer_to_this_challenge_of_this_kiosk_opens() -> None:
    centre, kiosk, other = Keys.made(), Keys.made(), Keys.made()
    expected = unlock_answer(kiosk, centre.public.seal, "40718265")
    assert opens(expected, unlock_answer(centre, kiosk.public.seal, "40718265")), "both ends work out the same"
    assert not opens(expected, unlock_answer(centre, kiosk.public.seal, "40718266"))
    assert not opens(expected, unlock_answer(centre, other.public.seal, "40718265"))
    assert not opens(expected, unlock_answer(other, kiosk.public.seal, "40718265"))


@pytest.mark.parametrize("typed", ["", "0", "00000000", "99999999", "٤٠٧١٨٢٦٥"])
def test_a_kiosk_without_a_key_opens_for_nothing(typed: str) -> None:
    assert not opens(None, typed)
