"""Letters as syllables: every way a row may be read, and none that is no Mandarin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.keyboard.syllables import CUT, SYLLABLES, Piece, normal, paths, pieces


def read(letters: str, most: int = 7) -> set[str]:
    """Every reading of all the letters; a beginning is marked by a dash."""
    return {
        " ".join(one.text + ("" if one.whole else "-") for one in path)
        for path in paths(letters, 0, most)
        if path[-1].end == len(letters)
    }


@pytest.mark.parametrize(
    ("letters", "wanted"),
    [
        ("nihao", {"ni hao", "ni ha o"}),
        ("xian", {"xian", "xi an", "xia n-", "xi a n-"}),
        ("xi'an", {"xi an", "xi a n-"}),
        ("zhengjie", {"zheng jie", "zheng ji e"}),
        ("fwtd", {"f- w- t- d-"}),
        ("nih", {"ni h-"}),
        ("nia", {"nia-", "ni a"}),
        ("zh", {"zh-", "z- h-"}),
        ("niha'", {"ni ha"}),
        ("fangz", {"fang z-"}),
        ("woxd", {"wo x- d-"}),
        ("i", set()),
        ("'", set()),
    ],
)
def test_letters_are_read_in_every_way_that_goes_on(letters: str, wanted: set[str]) -> None:
    assert read(letters) == wanted


def test_whoever_marks_the_cut_gets_that_cut_only() -> None:
    assert {"fan gan", "fang an"} <= read("fangan")
    assert "fang an" not in read("fan'gan")
    assert "fan gan" not in read("fang'an")


def test_the_umlaut_may_be_typed_as_it_is_taught() -> None:
    assert (normal("lve"), normal("nve"), normal("LV")) == ("lue", "nue", "lv")


def test_every_syllable_is_read_as_itself() -> None:
    lost = [one for one in SYLLABLES if Piece(one, len(one), True) not in pieces(one, 0)]
    assert lost == []
    assert len(SYLLABLES) > 400


@given(st.text("abcdefghijklmnopqrstuvwxyz'", max_size=40))
def test_whatever_is_typed_pieces_lie_side_by_side(letters: str) -> None:
    for path in list(paths(letters, 0, 3))[:200]:
        at = 0
        for one in path:
            stretch = letters[at : one.end].strip(CUT)
            assert stretch == one.text
            at = one.end


@given(st.lists(st.sampled_from(sorted(SYLLABLES)), min_size=1, max_size=6))
def test_syllables_parted_by_cuts_are_read_as_they_are(syllables: list[str]) -> None:
    assert " ".join(syllables) in read(CUT.join(syllables))
