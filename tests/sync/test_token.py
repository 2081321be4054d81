from __future__ import annotations

import json
import string
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.contract import b64, canonical
from sync.kinds import TimeQuality
from sync.shape import Malformed
from sync.suite import Forged, check, sign
from sync.token import MAX_TOKEN, QrToken, read_token, token_bytes, token_text
from tests.contract.examples import CENTRE_KEYS, KIOSK_KEYS, TOKEN

LETTERS = string.ascii_letters + string.digits + "-_.=+/ %~中"
TEXT = token_text(TOKEN, sign(KIOSK_KEYS, token_bytes(TOKEN)))


def accepted(text: str) -> QrToken | None:
    """Return the token if the kiosk's key signed exactly this text, as the centre decides it."""
    try:
        token, signed, signature = read_token(text)
        check(KIOSK_KEYS.public.sign, signature, signed)
    except (Malformed, Forged):
        return None
    return token


def test_a_token_comes_back_as_it_was_minted() -> None:
    assert accepted(TEXT) == TOKEN


def test_a_token_needs_no_escaping_in_an_address_and_fits_a_code() -> None:
    assert set(TEXT) <= set(string.ascii_letters + string.digits + "-_.")
    assert len(TEXT) < 500


@given(
    st.builds(
        replace,
        st.just(TOKEN),
        visit=st.uuids().map(str),
        ticket=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30),
        staff=st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30),
        service=st.none() | st.just("不动产登记"),
        minted=st.integers(0, 2**40),
        quality=st.sampled_from(TimeQuality),
    )
)
def test_whatever_stands_in_a_token_comes_back(token: QrToken) -> None:
    text = token_text(token, sign(KIOSK_KEYS, token_bytes(token)))

    assert accepted(text) == token


def test_every_single_letter_replaced_is_refused() -> None:
    for at, was in enumerate(TEXT):
        for letter in LETTERS:
            if letter != was:
                assert accepted(TEXT[:at] + letter + TEXT[at + 1 :]) is None


def test_every_letter_left_out_doubled_or_put_in_is_refused() -> None:
    for at in range(len(TEXT)):
        assert accepted(TEXT[:at] + TEXT[at + 1 :]) is None
        assert accepted(TEXT[:at] + TEXT[at] + TEXT[at:]) is None
        assert accepted(TEXT[:at] + "A" + TEXT[at:]) is None
        assert accepted(TEXT[:at]) is None


@pytest.mark.parametrize("mutations", [20_000, pytest.param(1_000_000, marks=pytest.mark.long)])
def test_mutated_tokens_are_all_refused(mutations: int) -> None:
    chance = Random(20260302)
    letters = string.ascii_letters + string.digits + "-_"
    for _ in range(mutations):
        text = list(TEXT)
        for _ in range(chance.randint(1, 4)):
            text[chance.randrange(len(text))] = chance.choice(letters)
        made = "".join(text)
        assert made == TEXT or accepted(made) is None, made


def test_control_without_the_signature_a_changed_token_would_be_read() -> None:
    _, _, signature = read_token(TEXT)
    forged = token_text(replace(TOKEN, window="4"), signature)

    assert read_token(forged)[0].window == "4"
    assert accepted(forged) is None


def test_a_field_changed_under_the_old_signature_is_refused() -> None:
    _, _, signature = read_token(TEXT)
    changes = {
        "hall": "H002",
        "window": "4",
        "visit": "0195536a-8400-7000-8000-00000000ffff",
        "ticket": "A043",
        "ticket_key": "q:7782",
        "day": "2026-03-03",
        "staff": None,
        "service": None,
        "minted": TOKEN.minted + 1,
        "quality": TimeQuality.CLAIMED,
        "expires": TOKEN.expires + 1,
    }

    for name, value in changes.items():
        assert accepted(token_text(replace(TOKEN, **{name: value}), signature)) is None, name


def test_a_token_signed_by_another_key_is_refused() -> None:
    assert accepted(token_text(TOKEN, sign(CENTRE_KEYS, token_bytes(TOKEN)))) is None


def _signed(fields: object) -> str:
    data = canonical(fields).encode()
    return f"{b64(data)}.{b64(sign(KIOSK_KEYS, data))}"


@pytest.mark.parametrize(
    "fields",
    [
        None,
        7,
        {},
        [],
        [1] * 14,
        [1] * 15,
        [1] * 16,
        [2, *([""] * 14)],
    ],
    ids=str,
)
def test_even_well_signed_nonsense_is_malformed(fields: object) -> None:
    with pytest.raises(Malformed):
        read_token(_signed(fields))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, 2),
        (0, 0),
        (0, "1"),
        (1, 7),
        (4, "AZVT"),
        (4, None),
        (4, 9),
        (12, "soon"),
        (12, True),
        (13, "sure"),
        (5, "A\0"),
    ],
)
def test_a_well_signed_token_with_a_wrong_field_is_malformed(place: int, value: object) -> None:
    short = list(_values())
    short[place] = value

    with pytest.raises(Malformed):
        read_token(_signed(short))


def test_a_token_of_a_later_version_says_so() -> None:
    with pytest.raises(Malformed, match="version 2; this centre reads version 1"):
        read_token(_signed([2, *_values()[1:]]))


def test_another_spelling_of_the_same_fields_is_malformed() -> None:
    spaced = canonical(list(_values())).replace(",", ", ").encode()

    with pytest.raises(Malformed, match="only spelling"):
        read_token(f"{b64(spaced)}.{b64(sign(KIOSK_KEYS, spaced))}")


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a.b", "A" * (MAX_TOKEN + 1), TEXT + ".", "." + TEXT, TEXT + "\n", " " + TEXT]
)
def test_what_is_no_token_is_refused(text: str) -> None:
    assert accepted(text) is None


@given(st.text(max_size=200))
def test_any_junk_is_malformed_and_never_a_crash(text: str) -> None:
    assert accepted(text) is None


def _values() -> tuple[object, ...]:
    return tuple(json.loads(token_bytes(TOKEN)))
