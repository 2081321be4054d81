"""A number to be called back at: what can be dialled, and how it is read aloud."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.callback import LONGEST, dialable, dialled, spaced


@pytest.mark.parametrize(
    "number", ["13800138000", "19912345678", "057012345678", "87654321", "6543210", "0085212345678"]
)
def test_what_a_phone_could_call_can_be_left(number: str) -> None:
    assert dialable(number)


@pytest.mark.parametrize("number", ["", "1", "110", "1380013800", "138001380001", "12345678901", "123456"])
def test_what_is_too_short_or_no_mobile_number_cannot(number: str) -> None:
    assert not dialable(number)


@pytest.mark.parametrize(("number", "aloud"), [
    ("13800138000", "138 0013 8000"), ("138", "138"), ("1380", "138 0"), ("87654321", "8765 4321"), ("", ""),
])  # fmt: skip
def test_a_number_is_shown_as_it_is_read_aloud(number: str, aloud: str) -> None:
    assert spaced(number) == aloud


@given(st.lists(st.one_of(st.text(max_size=2), st.sampled_from("0123456789"))))
def test_nothing_but_digits_is_ever_typed_and_never_too_many(touches: list[str]) -> None:
    number = ""
    for touch in touches:
        number = dialled(number, touch)
    assert len(number) <= LONGEST
    assert set(number) <= set("0123456789")
    assert spaced(number).replace(" ", "") == number
