"""Every visit told anew from its records, every standing rating decided anew, compared with the tables column by column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from sync.central.figures.groups import Counts, Of
from sync.central.figures.kept import counts_in, counts_of_day
from sync.central.figures.models import KeptCount
from sync.central.intake.models import Day, Ledger, Rating, RecordRow, Visit
from sync.central.intake.pieces import Piece
from sync.central.intake.reading import Readable, read, stored
from sync.central.intake.story import told
from sync.central.verify.finding import Finding, differing
from sync.contract import Said
from sync.shape import Malformed

VISITS_AT_ONCE = 500
_DECIDED = ("standing", "disputed")


def stories(db: Connection, hall: str, zone: str) -> Iterator[Finding]:
    """Check the visits, ratings and days of a hall."""
    visits = ratings = 0
    known = _zone(zone)
    if known is None:
        yield Finding("halls", hall, hall, f"there is no time zone {zone}")
        return
    wanted = select(RecordRow.visit_id).where(RecordRow.hall_id == hall, RecordRow.visit_id.is_not(None)).distinct()
    ids = sorted(one for one in db.execute(wanted).scalars() if one is not None)
    for at in range(0, len(ids), VISITS_AT_ONCE):
        some = ids[at : at + VISITS_AT_ONCE]
        made = [told(hall, known, pieces) for pieces in _pieces(db, hall, some)]
        rows = {row["id"]: row for story in made for row in story.visits}
        rated = {one["id"]: one for story in made for one in story.ratings}
        visits += len(rows)
        ratings += len(rated)
        yield from _compared(db, hall, Visit, Visit.id, rows, [*some, *rows])
        yield from _compared(db, hall, Rating, Rating.visit_id, rated, [*some, *rows])
    for model, count in ((Visit, visits), (Rating, ratings)):
        held = db.execute(select(func.count()).select_from(model).where(model.__table__.c.hall_id == hall)).scalar_one()
        if held != count:
            yield Finding(model.__tablename__, hall, "", f"there are {held} rows, the records tell {count}")
    yield from _standing(db, hall)
    yield from _days(db, hall)
    yield from _kept_counts(db, hall, zone)


def _pieces(db: Connection, hall: str, visits: Sequence[str]) -> Iterator[list[Piece]]:
    kiosks = dict(db.execute(select(Ledger.id, Ledger.kiosk_id).where(Ledger.hall_id == hall)).all())
    wanted = (
        select(RecordRow.visit_id, RecordRow.ledger, RecordRow.at_ms, RecordRow.quality, RecordRow.text)
        .where(RecordRow.hall_id == hall, RecordRow.visit_id.in_(visits), RecordRow.said != Said.SET_ASIDE.value)
        .order_by(RecordRow.visit_id)
    )
    for _, rows in groupby(db.execute(wanted), key=lambda row: row.visit_id):
        yield [piece for row in rows if (piece := _piece(row, kiosks))]


def _piece(row: Any, kiosks: Mapping[str, str]) -> Piece | None:
    try:
        found = read(stored(row.text))
    except (Malformed, UnicodeDecodeError):
        return None  # the chain's check has said so
    if not isinstance(found, Readable) or row.at_ms is None:
        return None
    return Piece(found.record, row.at_ms, row.quality, kiosks.get(row.ledger, ""))


def _compared(
    db: Connection, hall: str, model: Any, column: Any, rows: Mapping[str, Mapping[str, Any]], visits: Sequence[str]
) -> Iterator[Finding]:
    wanted = select(model.__table__).where(model.hall_id == hall, column.in_(visits))
    held = {row["id"]: dict(row) for row in db.execute(wanted).mappings()}
    for identity, row in rows.items():
        if identity not in held:
            yield Finding(model.__tablename__, hall, identity, "is missing")
            continue
        facts = {name: value for name, value in row.items() if name not in _DECIDED}
        yield from differing(model.__tablename__, hall, identity, held[identity], facts)
    for identity in held.keys() - rows.keys():
        yield Finding(model.__tablename__, hall, identity, "no record tells of it")


def _standing(db: Connection, hall: str) -> Iterator[Finding]:
    """Decide anew, in Python, what the intake decides in SQL."""
    wanted = select(Rating.__table__).where(Rating.hall_id == hall).order_by(Rating.ticket_key, Rating.round)
    rows = db.execution_options(yield_per=5000).execute(wanted).mappings()
    for key, group in groupby(rows, key=lambda row: (row["ticket_key"], row["round"])):
        rivals = list(group)
        able = [one for one in rivals if key[0] is not None and one["void"] is None and one["corrected_by"] is None]
        order = sorted(
            able, key=lambda one: (one["since_ms"], one["channel"] != "phone", one["channel"], one["sitting"])
        )
        clash = bool(able) and min(one["level"] for one in able) <= 2 < max(one["level"] for one in able)
        for one in rivals:
            stands = bool(order) and one["id"] == order[0]["id"]
            facts = {"standing": stands, "disputed": clash and one in able}
            yield from differing("ratings", hall, one["id"], dict(one), facts)


def _days(db: Connection, hall: str) -> Iterator[Finding]:
    held = set(db.execute(select(Day.day).where(Day.hall_id == hall)).scalars())
    for day in db.execute(select(Visit.day).where(Visit.hall_id == hall).distinct()).scalars():
        if day not in held:
            yield Finding("days", hall, day, "is missing, and there are visits of it")


def _kept_counts(db: Connection, hall: str, zone: str) -> Iterator[Finding]:
    """Count every day anew that says it is counted."""
    held: defaultdict[str, dict[tuple[Of, str], Counts]] = defaultdict(dict)
    for row in db.execute(select(KeptCount.__table__).where(KeptCount.hall_id == hall)):
        if row.of not in list(Of):
            yield Finding("day_counts", hall, f"{row.day}/{row.of}", "there is no such group")
            continue
        held[row.day][Of(row.of), row.key] = counts_in(row)
    fresh = select(Day.day).where(Day.hall_id == hall, Day.stale.is_(False))
    for day in db.execute(fresh).scalars().all():
        try:
            told = counts_of_day(db, hall, day, zone)
        except (ValueError, TypeError):  # a visit or rating that was bent beyond reading; it has its own finding
            yield Finding("day_counts", hall, day, "cannot be counted anew")
            continue
        for group in held[day].keys() | told.keys():
            if held[day].get(group) != told.get(group):
                where = f"{day}/{group[0].value}/{group[1]}"
                yield Finding("day_counts", hall, where, "is not what the day's visits add up to")
    known = set(db.execute(select(Day.day).where(Day.hall_id == hall)).scalars())
    for day in held.keys() - known:
        yield Finding("day_counts", hall, day, "there is no such day")


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
