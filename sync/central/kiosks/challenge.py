"""Challenges: an HMAC of kiosk and time, so that a request proves to be newer than an answer, without a table."""

from __future__ import annotations

import hashlib
import hmac

LASTS_MS = 15 * 60 * 1000


def challenge(secret: bytes, kiosk: str, now_ms: int) -> str:
    """Return a new challenge for a kiosk."""
    return f"{now_ms}.{_proof(secret, kiosk, now_ms)}"


def echoed(secret: bytes, kiosk: str, text: str, now_ms: int) -> int | None:
    """Return when this challenge was given to this kiosk (ms), None if it never was or is no longer fresh."""
    number, _, proof = text.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    given = int(number)
    if not hmac.compare_digest(proof.encode(), _proof(secret, kiosk, given).encode()):
        return None
    return given if now_ms - LASTS_MS <= given <= now_ms + 1000 else None


def _proof(secret: bytes, kiosk: str, given: int) -> str:
    return hmac.new(secret, f"yiping-challenge-1|{kiosk}|{given}".encode(), hashlib.sha256).hexdigest()[:32]
