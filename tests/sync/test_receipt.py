"""Receipt codes: the same each time, never guessed from an id, and a slip of the finger is seen."""

from __future__ import annotations

import re
from random import Random

from sync.contract import uuid7
from sync.receipt import receipt_code, receipt_secret, receipt_typed
from sync.suite import CODE_LETTERS, Keys

KEYS = Keys(bytes(range(32)), bytes(range(32, 64)))
SECRET = receipt_secret(KEYS)
RATING = "0195536a-8400-7000-8000-00000000a006"


def test_a_rating_has_one_code_and_it_is_typed_easily() -> None:
    code = receipt_code(RATING, SECRET)

    assert code == receipt_code(RATING, SECRET)
    assert re.fullmatch(r"[A-HJ-NP-Z2-9]{4}(-[A-HJ-NP-Z2-9]{4}){2}", code)


def test_another_device_would_have_minted_another_code() -> None:
    other = receipt_secret(Keys(bytes(32), bytes(32)))

    assert receipt_code(RATING, other) != receipt_code(RATING, SECRET)
    assert SECRET not in (KEYS.sign, KEYS.seal)


def test_two_thousand_neighbours_have_two_thousand_codes_over_the_whole_alphabet() -> None:
    codes = {receipt_code(uuid7(ms), SECRET) for ms in range(2000)}

    assert len(codes) == 2000
    for place in range(11):
        counts = dict.fromkeys(CODE_LETTERS, 0)
        for code in codes:
            counts[code.replace("-", "")[place]] += 1
        assert min(counts.values()) > 20, "each letter carries its five bits: 62 are expected"


def test_however_it_is_typed_it_is_the_same_code() -> None:
    code = receipt_code(RATING, SECRET)

    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), f"  {code.lower()}\n"):
        assert receipt_typed(typed) == code


def test_one_wrong_letter_is_always_seen() -> None:
    bare = receipt_code(RATING, SECRET).replace("-", "")

    for at, right in enumerate(bare):
        for wrong in CODE_LETTERS.replace(right, ""):
            assert receipt_typed(bare[:at] + wrong + bare[at + 1 :]) is None


def test_two_letters_that_changed_places_are_nearly_always_seen() -> None:
    dice, missed, swaps = Random(7), 0, 0
    for _ in range(300):
        bare = receipt_code(uuid7(dice.randrange(2**40)), SECRET).replace("-", "")
        for at in range(11):
            swapped = bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :]
            if swapped != bare:
                swaps += 1
                missed += receipt_typed(swapped) is not None

    assert swaps > 3000
    assert missed / swaps < 0.05


def test_what_cannot_be_a_code_is_none() -> None:
    for typed in ("", "ABCD", "ABCD-EFGH-JKL0", "\0" * 12, "一二三四五六七八九十一二", "A" * 10_000):
        assert receipt_typed(typed) is None
