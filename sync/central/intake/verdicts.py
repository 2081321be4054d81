"""What is said of each record of a batch, in order."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from sync.central.intake.filed import Filed
from sync.central.intake.reading import claimed_id
from sync.central.intake.sorting import Apart
from sync.contract import Said, Verdict, Why


def verdicts(apart: Apart, new: Sequence[Filed], not_served: AbstractSet[str]) -> tuple[Verdict, ...]:
    """Return a verdict for every record of the batch; `not_served` are ratings that nobody was served for (yet)."""
    said = [_of_new(one, not_served) for one in new]
    for one in apart.sorted.held:
        before, why = apart.judged[one.seq]
        known = Said.DUPLICATE if before is not Said.SET_ASIDE else before
        said.append(Verdict(one.seq, claimed_id(one.text), known, why))
    said += [Verdict(one.seq, claimed_id(one.text), Said.SET_ASIDE, why) for one, why in apart.sorted.astray]
    return tuple(sorted(said, key=lambda one: one.seq))


def _of_new(one: Filed, not_served: AbstractSet[str]) -> Verdict:
    if one.said is not Said.SET_ASIDE and one.id in not_served:
        return Verdict(one.placed.seq, one.id, Said.SET_ASIDE, Why.NOT_SERVED)
    return Verdict(one.placed.seq, one.id, one.said, one.why)
