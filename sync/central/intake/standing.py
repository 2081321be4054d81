"""Which rating stands for each ticket key and round: the earliest sitting; phone before tablet, then by id. Pure.

Decided anew from all ratings of the ticket keys a batch touched, so the order in which they came cannot matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sync.kinds import Channel, Level


def decide(ratings: Iterable[dict[str, Any]]) -> None:
    """Set `standing` and `disputed` in rows of `ratings`; they must be all those of their ticket keys."""
    rivals: defaultdict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for one in ratings:
        one["standing"] = one["disputed"] = False
        if one["void"] is None and one["corrected_by"] is None:
            rivals[one["ticket_key"], one["round"]].append(one)
    for able in rivals.values():
        min(able, key=_rank)["standing"] = True
        if len(able) > 1 and any(_bad(one) for one in able) and not all(_bad(one) for one in able):
            for one in able:
                one["disputed"] = True


def _rank(one: dict[str, Any]) -> tuple[int, bool, str, str]:
    return one["since_ms"], one["channel"] != Channel.PHONE.value, one["channel"], one["sitting"]


def _bad(one: dict[str, Any]) -> bool:
    return Level(one["level"]).bad
