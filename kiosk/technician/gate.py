"""The technician's door: eight digits are shown, the centre's eight digits are the answer. No PIN, no network needed.

The answer holds for this challenge only, and only this kiosk and its centre can work it out.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable

DIGITS = 8
LASTS_MS = 15 * 60 * 1000  # time for a telephone call


class Gate:
    """One challenge at a time; closing the page does not change it, so nobody has to call twice. `boot_ms` tells the time."""

    def __init__(self, boot_ms: Callable[[], int]) -> None:
        self._boot_ms = boot_ms
        self._challenge = ""
        self._made_ms = 0

    def challenge(self) -> str:
        """Return the digits to read out to whoever runs the centre."""
        if not self._challenge or self._boot_ms() - self._made_ms > LASTS_MS:
            self._challenge = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
            self._made_ms = self._boot_ms()
        return self._challenge

    def used(self) -> None:
        """It was answered: the next technician gets another."""
        self._challenge = ""


def opens(expected: str | None, typed: str) -> bool:
    """Return whether what was typed is the answer; nothing opens a kiosk that has no key to expect one with."""
    return expected is not None and hmac.compare_digest(expected.encode(), typed.encode())
