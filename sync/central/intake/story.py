"""What the tables say of one visit, from all its records. Pure: neither their order nor their repetition matters.

The same rules as `sync.summary.story` reads at the window; here with the reason why a rating cannot stand, and with
the QR token, which is enough to create a visit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sync.central.intake.pieces import Piece, closed, in_order, key_of, token_of
from sync.central.intake.sittings import ratings_of
from sync.kinds import (
    Asked,
    Ended,
    Forwarded,
    GivenUp,
    HandedOver,
    Origin,
    Passed,
    PutBack,
    Rated,
    Served,
    Unrated,
)
from sync.summary.facts import Outcome
from sync.times import at

_OUTCOMES = {
    Passed.kind: Outcome.PASSED,
    GivenUp.kind: Outcome.GIVEN_UP,
    Forwarded.kind: Outcome.FORWARDED,
    PutBack.kind: Outcome.PUT_BACK,
    Ended.kind: Outcome.SERVED,
    Asked.kind: Outcome.SERVED,
    Unrated.kind: Outcome.SERVED,
}


@dataclass(frozen=True, slots=True)
class Story:
    """The rows that follow from a visit's records; no visit where neither a *served* nor a token makes one.

    One visit, unless several windows claim its id: then one for each of them, so that no window touches another's.
    """

    visits: list[dict[str, Any]]
    ratings: list[dict[str, Any]]


def told(hall: str, zone: ZoneInfo, pieces: Sequence[Piece]) -> Story:
    """Return the rows of one visit; `pieces` are all its records that apply, each once."""
    ordered = sorted(pieces, key=in_order)
    windows: dict[str, list[Piece]] = {}
    for piece in ordered:
        windows.setdefault(piece.record.window, []).append(piece)
    claimed = {window: row for window in sorted(windows) if (row := _visit(hall, zone, windows[window]))}
    first = next(iter(claimed.values()), None)
    for window, row in claimed.items():
        if row is not first:
            row["id"] = claimed_by(row["id"], window)
    ratings = [row for window, own in windows.items() for row in ratings_of(hall, own, claimed.get(window, first))]
    return Story(list(claimed.values()), ratings)


def claimed_by(visit: str, window: str) -> str:
    """Return the id a visit has in the tables where another window claims the same one; no record can name it."""
    return "w:" + hashlib.sha256(f"{visit}|{window}".encode()).hexdigest()[:34]


def names_of(visit: str, window: str) -> tuple[str, str]:
    """Return the ids under which a window's visit may be in the tables."""
    return visit, claimed_by(visit, window)


def day_of(ms: int, zone: ZoneInfo) -> str:
    """Return the business day of a moment in the hall's zone."""
    return at(ms).astimezone(zone).date().isoformat()


# --- the visit --------------------------------------------------------------------------------------------------------


def _visit(hall: str, zone: ZoneInfo, pieces: Sequence[Piece]) -> dict[str, Any] | None:
    begun = _first(Served.kind, pieces)
    base = _by_served(begun, zone) if begun else _by_token(pieces)
    if base is None:
        return None
    asked, ended = _first(Asked.kind, pieces), _first(Ended.kind, pieces)
    causes = [piece.record.cause for piece in pieces if piece.kind == Unrated.kind]
    return {
        "hall_id": hall,
        **base,
        "staff_id": _staff(base["staff_id"], pieces),
        "outcome": _outcome(pieces),
        "ended_ms": ended.at_ms if ended else None,
        "asked_ms": asked.at_ms if asked else None,
        "asked_by": asked.record.by.value if asked else None,
        "cause": causes[-1].value if causes else None,
    }


def _first(kind: str, pieces: Sequence[Piece]) -> Piece | None:
    for piece in pieces:
        if piece.record.kind == kind:
            return piece
    return None


def _by_served(begun: Piece, zone: ZoneInfo) -> dict[str, Any]:
    served = begun.record
    return {
        "id": served.visit,
        "day": day_of(begun.at_ms, zone),
        "window_id": served.window,
        "ticket": served.ticket,
        "ticket_key": key_of(served.ticket_key),
        "origin": served.ticket_origin.value,
        "known_by": "served",
        "kiosk_id": begun.kiosk,
        "service": served.service,
        "matter": served.matter,
        "staff_id": served.staff,
        "shift": served.shift,
        "previous_visit": served.previous_visit,
        "begun_ms": begun.at_ms,
        "quality": begun.quality,
    }


def _by_token(pieces: Sequence[Piece]) -> dict[str, Any] | None:
    found = next((token for piece in pieces if (token := token_of(piece))), None)
    if found is None:
        return None
    return {
        "id": found.visit,
        "day": found.day,
        "window_id": found.window,
        "ticket": found.ticket,
        "ticket_key": key_of(found.ticket_key),
        "origin": Origin.QUEUE.value,
        "known_by": "token",
        "kiosk_id": None,
        "service": found.service,
        "matter": None,
        "staff_id": found.staff,
        "shift": None,
        "previous_visit": None,
        "begun_ms": found.minted * 1000,
        "quality": found.quality.value,
    }


def _outcome(pieces: Sequence[Piece]) -> str:
    """Whoever was rated was served; else the last word about the number counts."""
    if any(piece.record.kind == "rated" and closed(piece, pieces, piece) is None for piece in pieces):
        return Outcome.SERVED.value
    for piece in reversed(pieces):
        if outcome := _OUTCOMES.get(piece.kind):
            return outcome.value
    return Outcome.SERVING.value


def _staff(who: str | None, pieces: Sequence[Piece]) -> str | None:
    """Whoever was logged in when the service began, unless it was handed over before the question."""
    for piece in pieces:
        if piece.kind in (Asked.kind, Rated.kind):
            break
        if piece.kind == HandedOver.kind:
            who = piece.record.to_staff
    return who
