"""Tells the visits a batch touched anew, from all their records: so the order in which they came cannot matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from sync.central.database import table_of
from sync.central.intake.filed import WORDS, Filed
from sync.central.intake.models import Rating, Visit
from sync.central.intake.pieces import Piece
from sync.central.intake.reading import Read, Readable, read, stored
from sync.central.intake.rows import among, as_json, ask, put_all
from sync.central.intake.standing import decide
from sync.central.intake.story import told
from sync.contract import Said

VISITS = table_of(Visit)
RATINGS = table_of(Rating)
_RATED = tuple(column.name for column in RATINGS.columns)
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

    def __init__(self, connection: Connection, hall: str, kiosk: str, zone: ZoneInfo) -> None:
        self._connection = connection
        self._hall = hall
        self._kiosk = kiosk
        self._zone = zone

    def retell(self, ledger: str, new: Sequence[Filed], moved: Iterable[tuple[str, int]]) -> Retold:
        """Bring visits and ratings in line with new records, and with older ones whose time moved."""
        touched = self._visits_of(moved)
        pieces: defaultdict[str, list[Piece]] = defaultdict(list)
        ids = set()
        for one in new:
            record = one.record
            if record is None or record.visit is None or one.said is Said.SET_ASIDE:
                continue
            touched.add(record.visit)
            ids.add(one.id)
            if one.at_ms is not None and one.quality:
                pieces[record.visit].append(Piece(record, one.at_ms, WORDS[one.quality], self._kiosk))
        retold = Retold()
        ordered = sorted(touched)
        for at in range(0, len(ordered), VISITS_AT_ONCE):
            some = ordered[at : at + VISITS_AT_ONCE]
            retold |= self._some(some, pieces, self._others(some, ids, _run(ledger, new)))
        return retold

    def _some(self, visits: Sequence[str], own: dict[str, list[Piece]], others: dict[str, list[Piece]]) -> Retold:
        stories = [told(self._hall, self._zone, [*own.get(one, ()), *others.get(one, ())]) for one in visits]
        rows = [row for story in stories for row in story.visits]
        ratings = [rating for story in stories for rating in story.ratings]
        keys = {row["ticket_key"] for row in rows}
        days = {row["day"] for row in rows}
        if others:
            known = {
                row["id"]
                for visit, story in zip(visits, stories, strict=True)
                if visit in others
                for row in story.visits
            }
            keys, days = self._before(sorted({*others, *known}), keys, days)
        rivals, changed = self._decided(ratings, keys)
        put_all(self._connection, [(VISITS, rows), (RATINGS, [*ratings, *changed])], replace=True)
        bad = frozenset(one["ticket_key"] for one in rivals if one["level"] <= 2)
        aside = frozenset(one["id"] for one in ratings if one["void"] == "not_served")
        return Retold(frozenset(keys), frozenset(days), aside, bad)

    def _decided(
        self, ratings: list[dict[str, Any]], keys: set[str]
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Decide which ratings of these ticket keys stand; return all of them, and the older ones that changed."""
        if not keys:
            return [], []
        found = ask(
            self._connection,
            f"SELECT {', '.join(_RATED)} FROM ratings WHERE hall_id = ? AND " + among(self._connection, "ticket_key"),
            *(self._hall, as_json(sorted(keys))),
        )
        new = {one["id"] for one in ratings}
        older = [one for row in found if (one := dict(zip(_RATED, row, strict=True)))["id"] not in new]
        before = {one["id"]: (bool(one["standing"]), bool(one["disputed"])) for one in older}
        rivals = [one for one in [*ratings, *older] if one["ticket_key"] is not None]
        decide(rivals)
        changed = [one for one in older if before[one["id"]] != (one["standing"], one["disputed"])]
        return rivals, [{**one, "unexplained": bool(one["unexplained"])} for one in changed]

    def _before(self, visits: Sequence[str], keys: set[str], days: set[str]) -> tuple[set[str], set[str]]:
        """Add where these visits stood until now: a token may have named another key, a wrong clock another day."""
        found = ask(
            self._connection,
            "SELECT ticket_key, day FROM visits WHERE hall_id = ? AND " + among(self._connection, "id"),
            *(self._hall, as_json(visits)),
        )
        return keys | {row[0] for row in found}, days | {row[1] for row in found}

    def _others(self, visits: Sequence[str], own: set[str], run: tuple[str, int, int]) -> dict[str, list[Piece]]:
        """Return the pieces of these visits that came before; `run` is what has just been filed."""
        found = ask(
            self._connection,
            "SELECT id, visit_id, ledger, at_ms, quality, text FROM records WHERE hall_id = ? AND said <> 'set_aside'"
            " AND NOT (ledger = ? AND seq BETWEEN ? AND ?) AND " + among(self._connection, "visit_id"),
            *(self._hall, *run, as_json(visits)),
        )
        kiosks = self._kiosks({row[2] for row in found} - {run[0]}) | {run[0]: self._kiosk}
        others: defaultdict[str, list[Piece]] = defaultdict(list)
        for identity, visit, ledger, at_ms, quality, text in found:
            if identity not in own:
                others[visit].append(Piece(filed_record(text), at_ms, quality, kiosks[ledger]))
        return dict(others)

    def _kiosks(self, ledgers: set[str]) -> dict[str, str]:
        """Return whose ledgers these are (not joined above: the planner would walk whole ledgers)."""
        if not ledgers:
            return {}
        found = ask(
            self._connection,
            "SELECT id, kiosk_id FROM ledgers WHERE hall_id = ? AND " + among(self._connection, "id"),
            *(self._hall, as_json(sorted(ledgers))),
        )
        return {row[0]: row[1] for row in found}

    def _visits_of(self, moved: Iterable[tuple[str, int]]) -> set[str]:
        by_ledger: defaultdict[str, list[int]] = defaultdict(list)
        for ledger, seq in moved:
            by_ledger[ledger].append(seq)
        visits: set[str] = set()
        for ledger, numbers in by_ledger.items():
            found = ask(
                self._connection,
                "SELECT DISTINCT visit_id FROM records WHERE hall_id = ? AND ledger = ? AND visit_id IS NOT NULL"
                " AND said <> 'set_aside' AND " + among(self._connection, "seq", "bigint"),
                *(self._hall, ledger, as_json(numbers)),
            )
            visits |= {row[0] for row in found}
        return visits


def _run(ledger: str, new: Sequence[Filed]) -> tuple[str, int, int]:
    """Return (ledger, first, last) of new records if they have no hole, else an empty run."""
    seqs = [one.placed.seq for one in new]
    if seqs and max(seqs) - min(seqs) + 1 == len(seqs):
        return ledger, min(seqs), max(seqs)
    return ledger, 0, 0


def filed_record(text: str) -> Read:
    """Return a record that was accepted, from what is kept of it."""
    found = read(stored(text))
    if not isinstance(found, Readable):
        raise ValueError("a record that was accepted can no longer be read: run yiping-central verify")
    return found.record
