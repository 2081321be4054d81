"""The small-number rule: whose levels are not shown, so that no single rating can be worked out from a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

K = TypeVar("K", bound=Any)  # what sorts: equals are taken in this order


def withheld(ratings: Mapping[K, int], least: int) -> frozenset[K]:
    """Return the keys whose levels stay hidden: those with fewer than `least` ratings, and, where these together
    have fewer than `least`, the next smallest too; otherwise total minus the shown ones would give them away.

    A key without ratings hides nothing and needs no hiding. `least` of 1 or 0 hides nobody.
    """
    by_size = sorted((count, key) for key, count in ratings.items() if count > 0)
    small = [key for count, key in by_size if count < least]
    hidden = sum(count for count, _ in by_size[: len(small)])
    for count, key in by_size[len(small) :]:
        if not small or hidden >= least:
            break
        small.append(key)
        hidden += count
    return frozenset(small)
