"""The cases of a hall as its page lists them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, func, select

from sync.central.figures.scope import HallFacts, Scope
from sync.central.followup.cases import Pool
from sync.central.followup.models import Case
from sync.central.intake.models import Rating, Visit
from sync.contract import rfc3339

MOST = 50  # on one page, newest first


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case. `since` is when it was opened by the hall's clocks, `opened` the same as RFC 3339."""

    id: str
    ticket: str
    window: str
    level: int
    why: str
    reasons: tuple[str, ...]
    unexplained: bool
    opened: str
    since: str


def cases_of(db: Connection, scope: Scope, hall: HallFacts, texts: Mapping[str, str]) -> list[CaseLine]:
    """Return the newest cases in the 核实库; `texts` gives the words of reason codes."""
    rating = and_(Rating.hall_id == Case.hall_id, Rating.id == Case.rating_id)
    visit = and_(Visit.hall_id == Case.hall_id, Visit.id == Case.visit_id)
    columns = (Case.id, Case.why, Case.opened_ms, Visit.ticket, Visit.window_id)
    rows = db.execute(
        select(*columns, Rating.level, Rating.reasons, Rating.unexplained)
        .join(Rating, rating)
        .join(Visit, visit)
        .where(*_waiting(scope))
        .order_by(Case.opened_ms.desc(), Rating.at_ms.desc(), Case.id.desc())
        .limit(MOST)
    )
    return [_line(row, hall, texts) for row in rows]


def case_count(db: Connection, scope: Scope) -> int:
    """Return how many wait in the 核实库."""
    return db.execute(select(func.count()).select_from(Case).where(*_waiting(scope))).scalar_one()


def _waiting(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return scope.of(Case), Case.pool == Pool.VERIFICATION.value, Case.withdrawn_ms.is_(None)


def _line(row: Any, hall: HallFacts, texts: Mapping[str, str]) -> CaseLine:
    opened = datetime.fromtimestamp(row.opened_ms / 1000, UTC)
    return CaseLine(
        id=row.id,
        ticket=row.ticket,
        window=row.window_id,
        level=row.level,
        why=row.why,
        reasons=tuple(texts.get(code, code) for code in json.loads(row.reasons)),
        unexplained=bool(row.unexplained),
        opened=rfc3339(opened),
        since=opened.astimezone(ZoneInfo(hall.time_zone)).strftime("%m-%d %H:%M"),
    )
