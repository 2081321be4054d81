"""What is said of each record of a batch, in order."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import msgspec

from sync.central.intake.filed import Filed
from sync.central.intake.reading import claimed_id
from sync.central.intake.sorting import Apart
from sync.contract import Said, Why


class Told(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A `contract.Verdict`, made and written two hundred times a batch."""

    seq: int
    id: str
    said: Said
    why: Why | None = None


def verdicts(apart: Apart, new: Sequence[Filed], not_served: AbstractSet[str]) -> tuple[Told, ...]:
    """Return a verdict for every record of the batch; `not_served` are ratings that nobody was served for (yet)."""
    said = [_not_served(one) if one.id in not_served else _told(one) for one in new]
    for one in apart.sorted.held:
        before, why = apart.judged[one.seq]
        known = Said.DUPLICATE if before is not Said.SET_ASIDE else before
        said.append(Told(one.seq, claimed_id(one.text), known, why))
    said += [Told(one.seq, claimed_id(one.text), Said.SET_ASIDE, why) for one, why in apart.sorted.astray]
    return tuple(sorted(said, key=lambda one: one.seq))


def _told(one: Filed) -> Told:
    return Told(one.placed.seq, one.id, one.said, one.why)


def _not_served(one: Filed) -> Told:
    aside = one.said is Said.SET_ASIDE
    return _told(one) if aside else Told(one.placed.seq, one.id, Said.SET_ASIDE, Why.NOT_SERVED)
