"""What the kiosk itself wants to know of its records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from kiosk.aside import SetAside
from kiosk.store.models import COMMON, RARE
from sync.contract import Record, read_record
from sync.kinds import Served

_CLOSING = ("unrated", "passed", "given_up", "forwarded", "put_back")
_PAGES = {"served": "serving", "asked": "asking", "rated": "explaining", "explained": "thanking"}
VISITS_A_SLICE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class LastVisit:
    """The visit this window took last; `closed` when nothing more is owed about it (rated, unrated or not served)."""

    visit: str
    served: Served
    asked: bool
    rated: bool
    closed: bool
    page: str


def set_aside(db: Connection) -> list[SetAside]:
    """Return what the centre set aside, newest first."""
    found = db.exec_driver_sql(
        "SELECT r.kind, json_extract(r.text, '$.wall'), coalesce(v.why, '') FROM verdicts v JOIN records r ON r.at = v.at"
        " WHERE v.said = 'set_aside' ORDER BY v.at DESC"
    )
    return [SetAside(kind, wall, why) for kind, wall, why in found]


def kinds(db: Connection) -> dict[str, int]:
    """Return how many records of each kind there are."""
    found = db.exec_driver_sql("SELECT kind, count(*) FROM records GROUP BY kind ORDER BY kind")
    return {str(kind): int(count) for kind, count in found}


def texts(db: Connection, *, kind: str | None = None, visit: str | None = None) -> list[str]:
    """Return canonical texts of all ledgers in order; of one kind, of one visit, or all."""
    wanted = [("kind", kind), ("visit", visit)]
    given = [(name, value) for name, value in wanted if value is not None]
    where = " AND ".join(f"{name} = ?" for name, _ in given) or "1"
    if kind is not None and kind not in COMMON:
        where += f" AND {RARE}"
    found = db.exec_driver_sql(
        f"SELECT text FROM records WHERE {where} ORDER BY at",  # noqa: S608 - names are ours
        tuple(value for _, value in given),
    )
    return [text for (text,) in found]


def records(db: Connection, *, kind: str | None = None, visit: str | None = None) -> list[Record]:
    """Return the same, read."""
    return [read_record(text) for text in texts(db, kind=kind, visit=visit)]


def visits_of_day(db: Connection, day: str) -> list[str]:
    """Return the visits served on a business day, in order."""
    return [visit for (visit,) in db.exec_driver_sql("SELECT visit FROM records WHERE day = ? ORDER BY at", (day,))]


def days(db: Connection, first: str, last: str) -> frozenset[str]:
    """Return the business days from `first` to `last` on which somebody was served."""
    found = db.exec_driver_sql("SELECT DISTINCT day FROM records WHERE day BETWEEN ? AND ?", (first, last))
    return frozenset(day for (day,) in found)


def texts_of_visits(db: Connection, visits: Sequence[str]) -> list[str]:
    """Return the canonical texts of all records of these visits, visit by visit."""
    return [text for visit in visits for text in texts(db, visit=visit)]


def rated(db: Connection, ticket_key: str) -> bool:
    """Return whether a visit of this ticket was rated at this kiosk."""
    found = db.exec_driver_sql(
        "SELECT 1 FROM records s JOIN records r ON r.visit = s.visit AND r.kind = 'rated'"
        " WHERE s.ticket_key = ? LIMIT 1",
        (ticket_key,),
    )
    return found.first() is not None


def last_visit(db: Connection) -> LastVisit | None:
    """Return the visit served last; None before the first."""
    found = db.exec_driver_sql("SELECT visit FROM records WHERE day IS NOT NULL ORDER BY at DESC LIMIT 1").first()
    if found is None:
        return None
    story = records(db, visit=found[0])
    kinds = [record.kind for record in story]
    served = next(record.body for record in story if isinstance(record.body, Served))
    return LastVisit(
        visit=found[0],
        served=served,
        asked="asked" in kinds,
        rated="rated" in kinds,
        closed="rated" in kinds or any(kind in _CLOSING for kind in kinds),
        page="idle" if any(kind in _CLOSING for kind in kinds) else _page(kinds),
    )


def _page(kinds: Sequence[str]) -> str:
    return next((_PAGES[kind] for kind in reversed(kinds) if kind in _PAGES), "idle")
