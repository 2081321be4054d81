"""Receipt codes: short enough to type, too many to guess. Minted where the rating is made, looked up at the centre.

A code is made from the rating's id and a secret that its device alone has: whoever reads the id cannot tell the code.
The twelfth letter is a check, so that a mistyped code is told from one that has not arrived yet.
"""

from __future__ import annotations

import hashlib
import hmac

from sync.suite import CODE_LETTERS, Keys

LENGTH = 12  # eleven letters of 5 bits each, and the check
LONGEST_TYPED = 40


def receipt_secret(keys: Keys) -> bytes:
    """Return the secret by which the holder of these keys mints receipt codes."""
    return hmac.digest(keys.sign, b"yiping-receipt-1", "sha256")


def receipt_code(rating: str, secret: bytes) -> str:
    """Return the code of a rating, as XXXX-XXXX-XXXX; the same each time."""
    drawn = hmac.digest(secret, rating.encode(), hashlib.sha256)
    letters = "".join(CODE_LETTERS[byte % 32] for byte in drawn[: LENGTH - 1])
    return _grouped(letters + _check(letters))


def receipt_typed(text: str) -> str | None:
    """Return the code that somebody typed (small letters, spaces, no dashes: all the same), None where it cannot be one."""
    bare = "".join(text[:LONGEST_TYPED].split()).replace("-", "").upper()
    if len(bare) != LENGTH or not set(bare) <= set(CODE_LETTERS):
        return None
    return _grouped(bare) if bare[-1] == _check(bare[:-1]) else None


def _check(letters: str) -> str:
    """Odd weights: one wrong letter always shows, two that changed places nearly always."""
    weighted = sum((2 * at + 1) * CODE_LETTERS.index(letter) for at, letter in enumerate(letters))
    return CODE_LETTERS[weighted % len(CODE_LETTERS)]


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + 4] for at in range(0, LENGTH, 4))
