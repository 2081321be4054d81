"""The cases of a hall as its page and its API list them. What citizens left with them is not opened here (`left.py`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from sync.central.figures.scope import HallFacts, Scope
from sync.central.followup.cases import Pool
from sync.central.followup.models import Case
from sync.central.intake.models import Rating, Visit
from sync.central.web.cursor import Listed, page_of
from sync.contract import rfc3339
from sync.times import at

MOST = 50  # on one page, newest first


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case. `since` is when it was opened by the hall's clocks, `opened` the same as RFC 3339.

    `sealed`: the citizen left words or a number, which somebody may open.
    """

    id: str
    ticket: str
    window: str
    level: int
    why: str
    reasons: tuple[str, ...]
    unexplained: bool
    opened: str
    since: str
    sealed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSeen:
    """One bad rating that waits to be verified. `has_text`, `has_contact`: the citizen left words, or a number to be called."""

    id: str
    visit: str
    rating: str
    number: str
    window: str
    level: int
    why: str
    reasons: list[str]
    unexplained: bool
    opened: str
    has_text: bool
    has_contact: bool


def case_lines(db: Connection, scope: Scope, *, after: str, limit: int) -> Listed[CaseSeen]:
    """Return a page of the cases in the 核实库, newest first."""
    page = page_of(db, _cases(scope), [Case.opened_ms, Case.id], after=after, limit=limit, newest_first=True)
    return Listed([_seen(row) for row in page.rows], page.next)


def cases_of(db: Connection, scope: Scope, hall: HallFacts, texts: Mapping[str, str]) -> list[CaseLine]:
    """Return the newest cases in the 核实库; `texts` gives the words of reason codes."""
    newest = (Case.opened_ms.desc(), Rating.at_ms.desc(), Case.id.desc())
    rows = db.execute(_cases(scope).order_by(*newest).limit(MOST))
    return [_line(row, hall, texts) for row in rows]


def case_count(db: Connection, scope: Scope) -> int:
    """Return how many wait in the 核实库."""
    return db.execute(select(func.count()).select_from(Case).where(*_waiting(scope))).scalar_one()


def _cases(scope: Scope) -> Select[*tuple[Any, ...]]:
    rating = and_(Rating.hall_id == Case.hall_id, Rating.id == Case.rating_id)
    visit = and_(Visit.hall_id == Case.hall_id, Visit.id == Case.visit_id)
    of_case = (Case.id, Case.why, Case.opened_ms, Case.visit_id, Case.rating_id, Visit.ticket, Visit.window_id)
    said = (Rating.level, Rating.reasons, Rating.unexplained)
    left = (Rating.comment.is_not(None).label("has_text"), Rating.contact.is_not(None).label("has_contact"))
    chosen: Select[*tuple[Any, ...]] = select(*of_case, *said, *left)
    return chosen.join(Rating, rating).join(Visit, visit).where(*_waiting(scope))


def _waiting(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return scope.of(Case), Case.pool == Pool.VERIFICATION.value, Case.withdrawn_ms.is_(None)


def _line(row: Any, hall: HallFacts, texts: Mapping[str, str]) -> CaseLine:
    opened = at(row.opened_ms)
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
        sealed=bool(row.has_text or row.has_contact),
    )


def _seen(row: Any) -> CaseSeen:
    return CaseSeen(
        id=row.id,
        visit=row.visit_id,
        rating=row.rating_id,
        number=row.ticket,
        window=row.window_id,
        level=row.level,
        why=row.why,
        reasons=json.loads(row.reasons),
        unexplained=bool(row.unexplained),
        opened=rfc3339(at(row.opened_ms)),
        has_text=bool(row.has_text),
        has_contact=bool(row.has_contact),
    )
