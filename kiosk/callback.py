"""A number to be called back at, as it is typed: digits only, and whether somebody can be called there. Pure."""

from __future__ import annotations

LONGEST = 15  # digits of any number in the world (ITU-T E.164)
SHORTEST = 7  # a number within a town
MOBILE = 11


def dialled(number: str, digit: str) -> str:
    """Return the number with one digit more; what is no digit, or one too many, is not taken."""
    return number + digit if len(digit) == 1 and digit in "0123456789" and len(number) < LONGEST else number


def dialable(number: str) -> bool:
    """Return whether somebody can be called there: a whole mobile number, or a line with or without its area code."""
    if number.startswith("1"):
        return len(number) == MOBILE and number[1] in "3456789"
    return SHORTEST <= len(number) <= LONGEST


def spaced(number: str) -> str:
    """Return a number as it is read aloud: 138 0013 8000."""
    head, rest = (number[:3], number[3:]) if number.startswith(("0", "1")) else ("", number)
    parts = [rest[at : at + 4] for at in range(0, len(rest), 4)]
    return " ".join(part for part in (head, *parts) if part)
