"""Readers that type: a code is told from a hand's keys by its pace, and from another reader's by its form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wedge import LONGEST, Form, Read, Wedge

TICKET, CARD = Form(most=7), Form(least=8, most=20)
SIGNS = st.sampled_from("ABC0123456789-")
PACE = st.integers(0, 50)
SLOW = st.integers(51, 5000)


def wedge(**forms: Form) -> Wedge[str]:
    return Wedge(forms or {"ticket": TICKET, "card": CARD})


def typed(one: Wedge[str], text: str, at_ms: int = 1000, gap_ms: int = 5) -> tuple[list[Read], list[str]]:
    """Return the codes that were read and the keys that were given back, in order."""
    reads, back = [], []
    for sign in text:
        at_ms += gap_ms
        heard = one.key(sign, at_ms, sign)
        back += heard.by_hand
        reads += [heard.read] if heard.read else []
    return reads, [*back, *one.lapse(at_ms + 10_000)]


@pytest.mark.parametrize("end", ["\r", "\n", "\t"])
def test_a_run_of_fast_keys_and_an_enter_is_a_code(end: str) -> None:
    assert typed(wedge(), f"A042{end}") == ([Read("ticket", "A042")], [])


def test_the_form_says_whose_code_it_is() -> None:
    assert typed(wedge(), "0012345678\r") == ([Read("card", "0012345678")], [])


def test_a_hand_types_slower_and_keeps_all_its_keys() -> None:
    assert typed(wedge(), "A042\r", gap_ms=51) == ([], list("A042\r"))


def test_one_pause_inside_makes_it_a_hands() -> None:
    one = wedge()
    typed_first = [one.key(sign, at, sign).by_hand for at, sign in enumerate("A0")]
    reads, back = typed(one, "42\r", at_ms=100)
    assert typed_first == [(), ()]
    assert (reads, back) == ([Read("ticket", "42")], ["A", "0"])


def test_a_single_quick_key_before_enter_is_a_hands() -> None:
    assert typed(wedge(), "7\r") == ([], ["7", "\r"])


def test_a_prefix_is_cut_off_and_asked_for() -> None:
    one = wedge(ticket=Form(prefix="~T", most=20), card=Form(prefix="~C", most=20))
    assert typed(one, "~TA042\r") == ([Read("ticket", "A042")], [])
    assert typed(one, "~C0042\r") == ([Read("card", "0042")], [])


def test_a_code_of_no_reader_is_nobodys_and_reaches_no_text_field() -> None:
    assert typed(wedge(ticket=Form(prefix="~", most=5)), "6901234567892\r") == ([Read("", "6901234567892")], [])


def test_a_code_that_two_readers_could_have_sent_is_nobodys() -> None:
    both = wedge(ticket=Form(most=10), card=Form(most=10))
    assert typed(both, "A042\r") == ([Read("", "A042")], [])


def test_keys_without_end_are_given_back() -> None:
    reads, back = typed(wedge(), "7" * (LONGEST + 1))
    assert (reads, len(back)) == ([], LONGEST + 1)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (TICKET, CARD, False),
        (TICKET, Form(least=7, most=9), True),
        (Form(prefix="T"), Form(prefix="C"), False),
        (Form(prefix="T", most=3), Form(least=4, most=9), True),
        (Form(prefix="T", most=3), Form(least=5, most=9), False),
    ],
)
def test_two_forms_that_one_code_could_have_are_known_as_such(one: Form, other: Form, meet: bool) -> None:
    assert one.meets(other) is other.meets(one) is meet


@given(
    one=st.builds(Form, prefix=st.text("TC", max_size=2), least=st.integers(1, 4), most=st.integers(4, 6)),
    other=st.builds(Form, prefix=st.text("TC", max_size=2), least=st.integers(1, 4), most=st.integers(4, 6)),
    code=st.text("TC0", max_size=8),
)
def test_forms_that_do_not_meet_share_no_code(one: Form, other: Form, code: str) -> None:
    assert one.meets(other) or one.cut(code) is None or other.cut(code) is None


@given(keys=st.lists(st.tuples(SIGNS | st.just("\r"), SLOW), max_size=40))
def test_whatever_a_hand_types_comes_back_whole_and_in_order(keys: list[tuple[str, int]]) -> None:
    one, at_ms, back = wedge(), 0, []
    for at, (sign, gap) in enumerate(keys):
        at_ms += gap
        heard = one.key(sign, at_ms, at)
        assert heard.read is None
        back += heard.by_hand
    assert [*back, *one.lapse(at_ms + 10_000)] == list(range(len(keys)))


@given(
    codes=st.lists(st.text(SIGNS, min_size=2, max_size=20), min_size=1, max_size=5),
    pace=PACE,
    hand=st.text(SIGNS, max_size=3),
)
def test_every_code_of_a_reader_is_read_once_whatever_a_hand_typed_before(
    codes: list[str], pace: int, hand: str
) -> None:
    one = wedge()
    _, back = typed(one, hand, gap_ms=60)
    assert back == list(hand)
    for at, code in enumerate(codes, 1):
        whose = "ticket" if len(code) < 8 else "card"
        assert typed(one, f"{code}\r", at_ms=at * 10_000, gap_ms=pace) == ([Read(whose, code)], [])
