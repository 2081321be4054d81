from __future__ import annotations

import pytest

from sync.central.accounts.passwords import ALONE, hash_password, password_matches, temporary, why_not

LONG = ["五个不相干的词在一起没有人猜得到吧", "plum tractor seven lake", "xK4mPq9wZr2Lt7v", "éééplum tractor 7"]


@pytest.mark.parametrize("password", LONG)
def test_a_long_password_of_any_characters_is_taken(password: str) -> None:
    assert why_not(password, beside=False) is None


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("plum tractor 7", "at least 15"),
        ("x y z" * 60, "at most 256"),
        ("plum tractor\tseven", "cannot be typed"),
        ("correct horse battery staple", "first anybody would try"),
        ("Password-Password", "first anybody would try"),
        ("aaaaaaaaaaaaaaaaaaaa", "first anybody would try"),
        ("abcabcabcabcabcabc", "first anybody would try"),
        ("123456789012345678", "first anybody would try"),
        ("abcdefghijklmnopqr", "first anybody would try"),
        ("zyxwvutsrqponmlkjihg", "first anybody would try"),
        ("yiping-yiping-2026", "first anybody would try"),
        ("lizhuren lizhuren 88", "first anybody would try"),
    ],
)
def test_a_short_or_well_known_one_is_refused_with_what_to_do(password: str, says: str) -> None:
    assert says in str(why_not(password, beside=False, words=("lizhuren", "李主任")))


def test_beside_a_second_factor_eight_characters_do() -> None:
    assert why_not("plum tra", beside=True) is None
    assert "at least 8" in str(why_not("plum tr", beside=True))
    assert "first anybody" in str(why_not("woaini1314", beside=True))


def test_however_an_accent_is_typed_it_is_the_same_password() -> None:
    composed, apart = "caf\u00e9 plum tractor", "cafe\u0301 plum tractor"
    assert composed != apart
    assert password_matches(apart, hash_password(composed))
    assert not password_matches("cafe plum tractor", hash_password(composed))


def test_a_temporary_password_is_new_each_time_and_would_be_taken_itself() -> None:
    made = {temporary() for _ in range(100)}
    assert len(made) == 100
    assert all(len(one) >= ALONE and why_not(one, beside=False) is None for one in made)
