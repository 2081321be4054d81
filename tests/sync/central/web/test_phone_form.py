from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.central.web.phone_form import BadForm, Explaining, Tapped, cleaned, proof_of, proves, read_form
from sync.contract import uuid7
from sync.kinds import Level

RATING = uuid7()


def test_a_tap_names_a_level_and_the_id_its_page_was_made_with() -> None:
    assert read_form({"rating": [RATING], "level": ["1"]}) == Tapped(RATING, Level.VERY_DISSATISFIED)
    changed = read_form({"rating": [RATING], "level": ["5"], "replaces": [RATING], "proof": ["p"]})
    assert changed == Tapped(RATING, Level.VERY_SATISFIED, RATING, "p")


def test_reasons_and_words_may_be_empty_and_come_cleaned() -> None:
    sent = {"explains": [RATING], "reason": ["207", "213", "207"], "comment": [" 等了\r\n很久\0 "], "proof": ["p"]}
    assert read_form(sent) == Explaining(RATING, ("207", "213"), "等了\n很久", "p")
    assert read_form({"explains": [RATING]}) == Explaining(RATING, (), None, "")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"rating": [RATING]},
        {"level": ["5"]},
        {"rating": [RATING], "level": ["0"]},
        {"rating": [RATING], "level": ["6"]},
        {"rating": [RATING], "level": ["５"]},
        {"rating": [RATING], "level": ["5", "1"]},
        {"rating": [RATING, RATING], "level": ["5"]},
        {"rating": [RATING.upper()], "level": ["5"]},
        {"rating": ["00000000-0000-4000-8000-000000000000"], "level": ["5"]},
        {"rating": ["x"], "level": ["5"]},
        {"rating": [RATING], "level": ["5"], "replaces": ["x"]},
        {"explains": ["x"]},
        {"explains": [RATING], "reason": [str(code) for code in range(9)]},
        {"explains": [RATING], "reason": ["x" * 65]},
    ],
)
def test_anything_else_is_not_a_form_of_ours(fields: dict[str, list[str]]) -> None:
    assert read_form(fields) == BadForm("bad_form")


@given(
    st.dictionaries(
        st.sampled_from(["rating", "level", "replaces", "explains", "reason", "comment", "proof"]),
        st.lists(st.text(max_size=40), max_size=3),
    )
)
def test_whatever_is_sent_is_read_without_falling_over(fields: dict[str, list[str]]) -> None:
    assert isinstance(read_form(fields), (Tapped, Explaining, BadForm))


@given(st.text(max_size=300))
def test_a_cleaned_comment_stays_as_it_is_and_holds_nothing_a_file_or_a_database_refuses(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert "\0" not in once
    assert "\r" not in once
    once.encode()


def test_a_proof_fits_one_rating_of_one_visit_and_one_centre() -> None:
    proof = proof_of(b"secret", "H001", "v", RATING)
    assert proves(proof, b"secret", "H001", "v", RATING)
    for wrong in (("other", "H001", "v"), ("secret", "H002", "v"), ("secret", "H001", "w")):
        assert not proves(proof, wrong[0].encode(), wrong[1], wrong[2], RATING)
    for text in ("", proof[:-1], proof + "0", "é" * 40, "\udcff"):
        assert not proves(text, b"secret", "H001", "v", RATING)
