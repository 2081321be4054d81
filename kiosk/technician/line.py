"""One part of the kiosk as somebody looked at it: a value for the page and the bundle."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One part: which, whether it is well, and the word and values that say so."""

    what: str
    ok: bool
    word: str
    values: tuple[str, ...] = ()
