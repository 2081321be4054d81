"""Ratings out of records: corrections of one sitting are one rating, and which rating stands for a number.

Pure; neither the order of the records nor their repetition changes anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sync.contract import Record
from sync.kinds import Channel, Explained, GivenUp, Passed, Rated, Unrated

Order = tuple[int, str, int, str]  # corrected time, ledger, number in it, id: the same for everybody who asks


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """One rating: what was tapped last and explained about it, at the time of the first tap."""

    id: str
    visit: str
    first: Order
    last: Rated
    reasons: tuple[str, ...] = ()
    commented: bool = False

    @property
    def unexplained(self) -> bool:
        """A 差评 without reason or text."""
        return self.last.level.bad and not self.reasons and not self.commented


def sittings(records: Iterable[Record], order: Mapping[str, Order]) -> list[Sitting]:
    """Return the valid ratings in the records of one visit; `order` places every record in time."""
    story = sorted({one.stamp.id: one for one in records}.values(), key=lambda one: order[one.stamp.id])
    rated = {one.stamp.id: one.body for one in story if isinstance(one.body, Rated)}
    chains: defaultdict[str, list[str]] = defaultdict(list)
    for identity in rated:
        chains[_root(identity, rated)].append(identity)
    made = [_sitting(root, chain, rated, story, order) for root, chain in chains.items()]
    return [one for one in made if _counts(one, story, order)]


def standing(rivals: Iterable[Sitting]) -> Sitting:
    """Return the one that stands among ratings of one ticket key and round: the earliest, phone before tablet, then by id."""
    return min(rivals, key=lambda one: (one.first[0], one.last.channel is not Channel.PHONE, one.last.channel, one.id))


def _root(identity: str, rated: Mapping[str, Rated]) -> str:
    """Return the first record of the sitting this one belongs to."""
    seen = {identity}
    while (earlier := rated[identity].replaces) is not None and earlier in rated and earlier not in seen:
        if rated[earlier].round != rated[identity].round:
            break
        seen.add(earlier)
        identity = earlier
    return identity


def _sitting(
    root: str, chain: list[str], rated: Mapping[str, Rated], story: list[Record], order: Mapping[str, Order]
) -> Sitting:
    replaced = {rated[one].replaces for one in chain}
    leaves = [one for one in chain if one not in replaced] or chain
    last = max(leaves, key=lambda one: order[one])
    said = [one.body for one in story if isinstance(one.body, Explained) and one.body.rating == last]
    return Sitting(
        id=root,
        visit=next(one.stamp.visit or "" for one in story if one.stamp.id == root),
        first=order[root],
        last=rated[last],
        reasons=tuple(dict.fromkeys(code for one in said for code in one.reasons)),
        commented=any(one.comment is not None for one in said),
    )


def _counts(one: Sitting, story: list[Record], order: Mapping[str, Order]) -> bool:
    """Whether it was made while it could be: a number passed over cannot be rated, a closed question not on the tablet."""
    closing = (Passed, GivenUp) if one.last.channel is Channel.PHONE else (Passed, GivenUp, Unrated)
    return not any(isinstance(record.body, closing) and _before(order[record.stamp.id], one.first) for record in story)


def _before(one: Order, other: Order) -> bool:
    """Whether one was made before the other: in one ledger the chain says so, whatever the clocks said."""
    return one[2] < other[2] if one[1] == other[1] else one < other
