"""One-time passwords by the clock (RFC 6238: SHA-1, six digits, 30 s), as every authenticator app makes them.

Thirty lines on `hmac` instead of pyotp: what a library would leave to us (one step of slack, no code twice) is most of it.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

STEP_S = 30
DIGITS = 6
SLACK = 1  # steps by which the phone's clock may be off


def new_secret() -> bytes:
    """Return a new secret: 160 bits, as RFC 4226 advises."""
    return secrets.token_bytes(20)


def code(secret: bytes, step: int) -> str:
    """Return the code of one step of time."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: bytes, typed: str, now: datetime, after: int = 0) -> int | None:
    """Return the step whose code was typed, or None. Steps up to `after` have been used and do not count."""
    current = int(now.timestamp()) // STEP_S
    found = None
    for step in range(current - SLACK, current + SLACK + 1):  # all are compared: the time taken tells nothing
        if hmac.compare_digest(code(secret, step).encode(), typed.encode(errors="replace")) and step > after:
            found = step
    return found


def as_text(secret: bytes) -> str:
    """Return a secret as it is typed into an app."""
    return base64.b32encode(secret).decode().rstrip("=")


def address(secret: bytes, name: str, issuer: str = "Yiping") -> str:
    """Return what the QR code holds."""
    label = quote(f"{issuer}:{name}", safe="")
    return f"otpauth://totp/{label}?secret={as_text(secret)}&issuer={quote(issuer)}&digits={DIGITS}&period={STEP_S}"
