"""Passwords as NIST SP 800-63B-4 wants them: long rather than odd, any character, no well-known ones, Argon2id.

Fifteen characters where the password stands alone, eight where a second factor stands beside it. No rules of
composition, and none grows old by itself.
"""

from __future__ import annotations

import re
import secrets
import threading
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from sync.suite import hash_pin, pin_matches

ALONE = 15
BESIDE = 8  # a second factor
LONGEST = 256
_OURS = ("yiping", "一评", "评价", "好差评", "政务")  # what anybody at this product's page would try first
_LIST = """
password passw0rd p@ssword p@ssw0rd password1 password12 password123 passwort iloveyou sunshine princess welcome
welcome1 letmein admin admin123 administrator root123 superman batman football baseball trustno1 dragon monkey
master shadow michael jennifer starwars whatever computer internet samsung woaini woaini1314 woaini520 5201314
1314520 zxcvbnm asdfghjkl asdfghjk qwertyuiop qwertyui qwerty123 qwer1234 qweasdzxc 1qaz2wsx 1qaz2wsx3edc
q1w2e3r4 q1w2e3r4t5 a1b2c3d4 abcd1234 abc12345 aa123456 a123456 a12345678 a123456789 123456a 123456789a 123qwe
1q2w3e4r 1q2w3e4r5t zaq12wsx 147258369 159357 987654321 11223344 112233445566 123123123 1234qwer correcthorsebatterystaple
qwertyuiopasdfghjkl qwertyuiopasdfgh passwordpassword letmeinletmein changeme changemenow
"""
_KNOWN = frozenset(_LIST.split())
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz" * 2,
    "01234567890123456789012345678901234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
)
_two_at_a_time = threading.BoundedSemaphore(2)  # a check takes 64 MiB


def hash_password(password: str) -> str:
    """Return the Argon2id text of a password; however it was typed, the same characters are the same password."""
    with _two_at_a_time:
        return hash_pin(normal(password))


def password_matches(password: str, kept: str) -> bool:
    """Return whether this is the password of that text."""
    with _two_at_a_time:
        return pin_matches(normal(password), kept)


def normal(password: str) -> str:
    """Return a password in Unicode's composed form: keyboards differ in how they send é."""
    return unicodedata.normalize("NFC", password)


@dataclass(frozen=True, slots=True)
class Weak:
    """Why a password is not taken: too short, too long, with what cannot be typed, or known to everybody."""

    why: str
    has: int
    bound: int = 0

    def __str__(self) -> str:
        return _TOLD[self.why].format(has=self.has, bound=self.bound)


_TOLD = {
    "short": "the password has {has} characters: take at least {bound}, for instance four or five words",
    "long": "the password has {has} characters: take at most {bound}",
    "untypable": "the password holds a character that cannot be typed: leave it out",
    "known": "this password is one of the first anybody would try: take another, for instance four or five words",
}


def why_not(password: str, *, beside: bool, words: Collection[str] = ()) -> Weak | None:
    """Return why a password is not taken, or None. `beside`: a second factor stands beside it.

    `words` are the person's own: their user name and what they are called.
    """
    text = normal(password)
    least = BESIDE if beside else ALONE
    if len(text) < least:
        return Weak("short", len(text), least)
    if len(text) > LONGEST:
        return Weak("long", len(text), LONGEST)
    if not text.isprintable():
        return Weak("untypable", len(text))
    return Weak("known", len(text)) if _well_known(text.casefold(), words) else None


def temporary() -> str:
    """Return a password to hand over once, in five groups of four characters that cannot be mistaken (92 bits)."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(5))


def _well_known(text: str, words: Collection[str]) -> bool:
    bare = re.sub(r"[\s\-_.!@#*]+", "", text)
    if bare in _KNOWN or len(set(bare)) < 5 or _repeats(bare) or _runs(bare):
        return True
    rest = bare
    for word in (*_OURS, *(one.casefold() for one in words)):
        if len(word) > 1:
            rest = rest.replace(word, "")
    return len(rest) < BESIDE and rest != bare


def _repeats(text: str) -> bool:
    """Return whether it is one short piece again and again."""
    return any(len(text) >= 2 * size and text == (text[:size] * len(text))[: len(text)] for size in range(1, 5))


def _runs(text: str) -> bool:
    """Return whether it runs along the alphabet, the digits or the keyboard."""
    return any(text in row or text[::-1] in row for row in _ROWS)
