"""One number's whole story on one day: its visits, what was recorded of each, and which ratings stand."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from sync.central.figures.scope import Scope
from sync.central.figures.search import numbered
from sync.central.intake.models import Rating, RecordRow, Visit
from sync.central.intake.reading import stored
from sync.contract import Stamp, parsed, rfc3339
from sync.shape import Malformed, fields_of
from sync.times import at

SECRET = {"token", "receipt", "tap_x", "tap_y"}  # the citizen's own, or a hint at who they were
NOT_FACTS = {*fields_of(Stamp), "kind", *SECRET}


def story_of(db: Connection, scope: Scope, day: str, number: str) -> list[dict[str, Any]]:
    """Return the visits of a number on a day in the order they began, as JSON values; [] where there is none."""
    wanted = (scope.of(Visit), Visit.day == day, numbered(number))
    rows = db.execute(select(Visit.__table__).where(*wanted).order_by(Visit.begun_ms, Visit.id)).all()
    return [_visit(db, scope, row) for row in rows]


def story_of_visit(db: Connection, scope: Scope, visit: str) -> dict[str, Any] | None:
    """Return the day and the number of a visit with all visits of that number; None where there is no such visit."""
    found = db.execute(select(Visit.day, Visit.ticket).where(scope.of(Visit), Visit.id == visit)).first()
    if found is None:
        return None
    return {"day": found.day, "number": found.ticket, "visits": story_of(db, scope, found.day, found.ticket)}


def _visit(db: Connection, scope: Scope, row: Any) -> dict[str, Any]:
    facts = {
        "visit": row.id,
        "ticket": row.ticket,
        "ticket_key": row.ticket_key,
        "window": row.window_id,
        "kiosk": row.kiosk_id,
        "staff": row.staff_id,
        "service": row.service,
        "matter": row.matter,
        "previous_visit": row.previous_visit,
        "origin": row.origin,
        "known_by": row.known_by,
        "outcome": row.outcome,
        "begun": _time(row.begun_ms),
        "time_quality": row.quality,
        "ended": _time(row.ended_ms),
        "asked": _time(row.asked_ms),
        "asked_by": row.asked_by,
        "unrated": row.cause,
    }
    told = {name: value for name, value in facts.items() if value is not None}
    return {**told, "ratings": _ratings(db, scope, row), "records": _records(db, scope, row.id)}


def _ratings(db: Connection, scope: Scope, visit: Any) -> list[dict[str, Any]]:
    wanted = (scope.of(Rating), Rating.visit_id == visit.id)
    made = []
    for row in db.execute(select(Rating.__table__).where(*wanted).order_by(Rating.at_ms, Rating.id)):
        facts = {
            "rating": row.id,
            "round": row.round,
            "channel": row.channel,
            "level": row.level,
            "at": _time(row.at_ms),
            "time_quality": row.quality,
            "sitting": row.sitting,
            "corrected_by": row.corrected_by,
            "void": row.void,
            "standing": bool(row.standing),
            "disputed": bool(row.disputed),
            "reasons": json.loads(row.reasons),
            "unexplained": bool(row.unexplained),
            "has_comment": row.comment is not None,
            "questionnaire": f"{row.questionnaire}/{row.questionnaire_version}",
        }
        made.append({name: value for name, value in facts.items() if value is not None})
    return made


def _records(db: Connection, scope: Scope, visit: str) -> list[dict[str, Any]]:
    wanted = (scope.of(RecordRow), RecordRow.visit_id == visit)
    columns = (RecordRow.ledger, RecordRow.seq, RecordRow.kind, RecordRow.said, RecordRow.why, RecordRow.at_ms)
    order = (RecordRow.at_ms, RecordRow.ledger, RecordRow.seq)
    rows = db.execute(select(*columns, RecordRow.quality, RecordRow.text).where(*wanted).order_by(*order))
    return [_record(row) for row in rows]


def _record(row: Any) -> dict[str, Any]:
    value = _value(row.text)
    facts = {
        "ledger": row.ledger,
        "seq": row.seq,
        "kind": row.kind,
        "at": _time(row.at_ms),
        "time_quality": row.quality,
    }
    facts |= {"said": row.said, "why": row.why, "claimed": value.get("wall")}
    facts["facts"] = {name: item for name, item in value.items() if name not in NOT_FACTS}
    return {name: item for name, item in facts.items() if item is not None}


def _value(text: str) -> dict[str, Any]:
    try:
        value = parsed(stored(text))
    except Malformed:  # set aside as it was sent; its verdict says so
        return {}
    return value if isinstance(value, dict) else {}


def _time(ms: int | None) -> str | None:
    return None if ms is None else rfc3339(at(ms))
