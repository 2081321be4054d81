"""Every case recomputed: no bad rating that stands or is disputed without one, and none for a rating that is not there.

A case's own row is sealed, so what was changed in it has its finding already; this finds what was taken away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from sync.central.followup.cases import WhyCase
from sync.central.followup.models import Case
from sync.central.intake.models import Rating
from sync.central.verify.finding import Finding, differing
from sync.kinds import Level


def cases(db: Connection, hall: str) -> Iterator[Finding]:
    """Compare a hall's cases with the earliest bad rating of each ticket key and round."""
    bad = _first_bad(hall)
    same = and_(Case.hall_id == hall, Case.ticket_key == bad.c.ticket_key, Case.round == bad.c.round)
    held = (Case.id.label("case"), Case.rating_id, Case.visit_id.label("of"), Case.why, Case.withdrawn_ms)
    wanted = select(bad, *held).select_from(bad).outerjoin(Case, same).where(bad.c.place == 1)
    for row in db.execute(wanted.order_by(bad.c.ticket_key, bad.c.round).execution_options(yield_per=2000)):
        name = f"{row.ticket_key}/{row.round}"
        if row.case is None:
            yield Finding("cases", hall, name, f"is missing: rating {row.id} is a bad one")
            continue
        told = {"rating_id": row.id, "visit_id": row.visit_id, "why": _why(row.disputed), "withdrawn_ms": None}
        yield from differing("cases", hall, name, {**row._mapping, "visit_id": row.of}, told)
    unfounded = select(Case.ticket_key, Case.round).outerjoin(bad, and_(same, bad.c.place == 1))
    for row in db.execute(unfounded.where(Case.hall_id == hall, Case.withdrawn_ms.is_(None), bad.c.id.is_(None))):
        yield Finding("cases", hall, f"{row.ticket_key}/{row.round}", "is open, and no bad rating is behind it")


def _first_bad(hall: str) -> Any:
    """Return the bad ratings that may stand, numbered from the earliest of their ticket key and round."""
    order = func.row_number().over(
        partition_by=(Rating.ticket_key, Rating.round), order_by=(Rating.since_ms, Rating.id)
    )
    columns = (Rating.ticket_key, Rating.round, Rating.id, Rating.visit_id, Rating.disputed, order.label("place"))
    able = (Rating.corrected_by.is_(None), Rating.void.is_(None), or_(Rating.standing, Rating.disputed))
    bad = (Rating.hall_id == hall, Rating.ticket_key.is_not(None), Rating.level <= Level.DISSATISFIED.value)
    return select(*columns).where(*bad, *able).subquery()


def _why(disputed: bool) -> str:
    return (WhyCase.CONFLICT if disputed else WhyCase.BAD_RATING).value
