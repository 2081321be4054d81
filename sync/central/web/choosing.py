"""Which language a reader is answered in: what they ask for, else what they chose before, else what their browser prefers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sync.central.web.words import LANGUAGES, More, Words


def choose(asked: str | None, kept: str | None, accepted: str, more: More | None = None) -> Words:
    """Return the words for a reader: what the address asks for, else what they chose before, else their browser's."""
    more = more or {}
    every = (*LANGUAGES, *more)
    for one in (asked, kept):
        if one in every:
            return Words(one, more)
    return Words(_preferred(accepted, every, lambda tag: tag.split("-")[0].lower()), more)


def _preferred(accepted: str, every: Sequence[str], base: Callable[[str], str]) -> str:
    ranked = []
    for place, part in enumerate(accepted.split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        if base(tag) in every and quality > 0:
            ranked.append((-quality, place, base(tag)))
    return min(ranked)[2] if ranked else LANGUAGES[0]
