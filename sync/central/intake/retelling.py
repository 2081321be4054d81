"""Tells the visits a batch touched anew, from all their records: so the order in which they came cannot matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from sync.central.database import table_of
from sync.central.intake.filed import Filed
from sync.central.intake.models import Rating, Visit
from sync.central.intake.reading import Readable, read, stored
from sync.central.intake.rows import as_json, ask, each, put
from sync.central.intake.standing import decide
from sync.central.intake.story import Piece, told
from sync.contract import Record

VISITS = table_of(Visit)
RATINGS = table_of(Rating)
_DECIDED = frozenset({"standing", "disputed"})
VISITS_AT_ONCE = 2000  # keeps memory flat when an anchor moves a year of offline records


@dataclass(frozen=True, slots=True)
class Retold:
    """What changed: ticket keys whose ratings were decided anew, days that are stale, ratings nobody was served for.

    `bad` are the ticket keys among them on which there is a bad rating.
    """

    ticket_keys: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    not_served: frozenset[str] = frozenset()
    bad: frozenset[str] = frozenset()

    def __or__(self, other: Retold) -> Retold:
        return Retold(
            self.ticket_keys | other.ticket_keys,
            self.days | other.days,
            self.not_served | other.not_served,
            self.bad | other.bad,
        )


class Retelling:
    """Works inside the transaction in which records were filed."""

    def __init__(self, connection: Connection, hall: str, kiosk: str) -> None:
        self._connection = connection
        self._hall = hall
        self._kiosk = kiosk
        self._zone = _zone(connection, hall)

    def retell(self, new: Sequence[Filed], moved: Iterable[tuple[str, int]]) -> Retold:
        """Bring visits and ratings in line with new records, and with older ones whose time moved."""
        own = [one.record for one in new if one.applies and one.record]
        touched = {record.stamp.visit for record in own if record.stamp.visit is not None}
        touched |= self._visits_of(moved)
        pieces: defaultdict[str, list[Piece]] = defaultdict(list)
        for one in new:
            if one.applies and one.record and one.record.stamp.visit and one.at_ms is not None and one.quality:
                pieces[one.record.stamp.visit].append(Piece(one.record, one.at_ms, one.quality.value, self._kiosk))
        ids = {record.stamp.id for record in own}
        retold = Retold()
        ordered = sorted(touched)
        for at in range(0, len(ordered), VISITS_AT_ONCE):
            some = ordered[at : at + VISITS_AT_ONCE]
            retold |= self._some(some, pieces, self._others(some, ids))
        return retold

    def _some(self, visits: Sequence[str], own: dict[str, list[Piece]], others: dict[str, list[Piece]]) -> Retold:
        stories = [told(self._hall, self._zone, [*own.get(one, ()), *others.get(one, ())]) for one in visits]
        rows = [story.visit for story in stories if story.visit]
        ratings = [rating for story in stories for rating in story.ratings]
        keys = {row["ticket_key"] for row in rows}
        days = {row["day"] for row in rows}
        if others:
            keys, days = self._before(sorted(others), keys, days)
        if rows:
            put(self._connection, VISITS, rows, replace=True)
        if ratings:
            put(self._connection, RATINGS, ratings, replace=True, keep=_DECIDED)
        bad = decide(self._connection, self._hall, keys)
        aside = frozenset(one["id"] for one in ratings if one["void"] == "not_served")
        return Retold(frozenset(keys), frozenset(days), aside, bad)

    def _before(self, visits: Sequence[str], keys: set[str], days: set[str]) -> tuple[set[str], set[str]]:
        """Add where these visits stood until now: a token may have named another key, a wrong clock another day."""
        found = ask(
            self._connection,
            "SELECT ticket_key, day FROM visits WHERE hall_id = ? AND id IN "
            f"(SELECT value FROM {each(self._connection)})",
            *(self._hall, as_json(visits)),
        ).fetchall()
        return keys | {row[0] for row in found}, days | {row[1] for row in found}

    def _others(self, visits: Sequence[str], own: set[str]) -> dict[str, list[Piece]]:
        """Return the pieces of these visits that came before."""
        found = ask(
            self._connection,
            "SELECT r.id, r.visit_id, r.at_ms, r.quality, r.text, l.kiosk_id FROM records r"
            " JOIN ledgers l ON l.hall_id = r.hall_id AND l.id = r.ledger"
            " WHERE r.hall_id = ? AND r.said <> 'set_aside' AND r.visit_id IN "
            f"(SELECT value FROM {each(self._connection)})",
            *(self._hall, as_json(visits)),
        )
        others: defaultdict[str, list[Piece]] = defaultdict(list)
        for identity, visit, at_ms, quality, text, kiosk in found:
            if identity not in own:
                others[visit].append(Piece(filed_record(text), at_ms, quality, kiosk))
        return dict(others)

    def _visits_of(self, moved: Iterable[tuple[str, int]]) -> set[str]:
        by_ledger: defaultdict[str, list[str]] = defaultdict(list)
        for ledger, seq in moved:
            by_ledger[ledger].append(str(seq))
        visits: set[str] = set()
        for ledger, numbers in by_ledger.items():
            found = ask(
                self._connection,
                "SELECT DISTINCT visit_id FROM records WHERE hall_id = ? AND ledger = ? AND visit_id IS NOT NULL"
                f" AND said <> 'set_aside' AND seq IN (SELECT CAST(value AS bigint) FROM {each(self._connection)})",
                *(self._hall, ledger, as_json(numbers)),
            )
            visits |= {row[0] for row in found}
        return visits


def filed_record(text: str) -> Record:
    """Return a record that was accepted, from what is kept of it."""
    found = read(stored(text))
    if not isinstance(found, Readable):
        raise ValueError("a record that was accepted can no longer be read: run yiping-central verify")
    return found.record


def _zone(connection: Connection, hall: str) -> ZoneInfo:
    return ZoneInfo(ask(connection, "SELECT time_zone FROM halls WHERE id = ?", hall).scalar_one())
