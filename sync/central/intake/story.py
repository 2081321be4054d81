"""What the tables say of one visit, from all its records. Pure: neither their order nor their repetition matters.

The same rules as `sync.summary.story` reads at the window; here with the reason why a rating cannot stand, and with
the QR token, which is enough to create a visit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from sync.contract import Record
from sync.kinds import (
    Asked,
    Body,
    Channel,
    ContactLeft,
    Ended,
    Explained,
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
from sync.times import EPOCH
from sync.token import QrToken, read_token

LONGEST_KEY = 200
_OUTCOMES: dict[type[Body], Outcome] = {
    Passed: Outcome.PASSED,
    GivenUp: Outcome.GIVEN_UP,
    Forwarded: Outcome.FORWARDED,
    PutBack: Outcome.PUT_BACK,
    Ended: Outcome.SERVED,
    Asked: Outcome.SERVED,
    Unrated: Outcome.SERVED,
}
_FIRST_DAY = datetime(1, 1, 2, tzinfo=UTC)
_LAST_DAY = datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Piece:
    """One record of a visit with its corrected time; `kiosk` wrote it, *centre* for what was born at the centre."""

    record: Record
    at_ms: int
    quality: str
    kiosk: str

    @property
    def order(self) -> tuple[int, str, int, str]:
        """Its place in the story."""
        return self.at_ms, self.record.stamp.ledger, self.record.stamp.seq, self.record.stamp.id


@dataclass(frozen=True, slots=True)
class Story:
    """The rows that follow from a visit's records; no visit where neither a *served* nor a token makes one."""

    visit: dict[str, Any] | None
    ratings: list[dict[str, Any]]


def told(hall: str, zone: ZoneInfo, pieces: Sequence[Piece]) -> Story:
    """Return the rows of one visit; `pieces` are all its records that apply."""
    pieces = sorted({piece.record.stamp.id: piece for piece in pieces}.values(), key=lambda piece: piece.order)
    visit = _visit(hall, zone, pieces)
    return Story(visit, _ratings(hall, pieces, visit))


def key_of(ticket_key: str) -> str:
    """Return a ticket key as the tables hold it: a very long one by its hash, so that it fits an index."""
    return ticket_key if len(ticket_key) <= LONGEST_KEY else "h:" + hashlib.sha256(ticket_key.encode()).hexdigest()


def day_of(ms: int, zone: ZoneInfo) -> str:
    """Return the business day of a moment in the hall's zone."""
    when = min(max(EPOCH + timedelta(milliseconds=min(max(ms, -(2**46)), 2**47)), _FIRST_DAY), _LAST_DAY)
    return when.astimezone(zone).date().isoformat()


# --- the visit --------------------------------------------------------------------------------------------------------


def _visit(hall: str, zone: ZoneInfo, pieces: Sequence[Piece]) -> dict[str, Any] | None:
    begun = next((piece for piece in pieces if isinstance(piece.record.body, Served)), None)
    base = _by_served(begun, zone) if begun else _by_token(pieces)
    if base is None:
        return None
    asked = next((piece for piece in pieces if isinstance(piece.record.body, Asked)), None)
    ended = next((piece for piece in pieces if isinstance(piece.record.body, Ended)), None)
    causes = [piece.record.body.cause for piece in pieces if isinstance(piece.record.body, Unrated)]
    return {
        "hall_id": hall,
        **base,
        "staff_id": _staff(base["staff_id"], pieces),
        "outcome": _outcome(pieces).value,
        "ended_ms": ended.at_ms if ended else None,
        "asked_ms": asked.at_ms if asked else None,
        "asked_by": asked.record.body.by.value if asked and isinstance(asked.record.body, Asked) else None,
        "cause": causes[-1].value if causes else None,
    }


def _by_served(begun: Piece, zone: ZoneInfo) -> dict[str, Any] | None:
    stamp, body = begun.record.stamp, begun.record.body
    if not isinstance(body, Served):
        return None
    return {
        "id": stamp.visit,
        "day": day_of(begun.at_ms, zone),
        "window_id": stamp.window,
        "ticket": body.ticket,
        "ticket_key": key_of(body.ticket_key),
        "origin": body.ticket_origin.value,
        "known_by": "served",
        "kiosk_id": begun.kiosk,
        "service": body.service,
        "matter": body.matter,
        "staff_id": body.staff,
        "shift": body.shift,
        "previous_visit": body.previous_visit,
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


def token_of(piece: Piece) -> QrToken | None:
    """Return the token a rating born at the centre was made with; the centre checked it when the rating came in."""
    body = piece.record.body
    if not isinstance(body, Rated) or body.token is None or piece.kiosk != "centre":
        return None
    return read_token(body.token)[0]


def _outcome(pieces: Sequence[Piece]) -> Outcome:
    """Whoever was rated was served; else the last word about the number counts."""
    if any(isinstance(piece.record.body, Rated) and _closed(piece, pieces) is None for piece in pieces):
        return Outcome.SERVED
    for piece in reversed(pieces):
        if piece.record.body is not None and (outcome := _OUTCOMES.get(type(piece.record.body))):
            return outcome
    return Outcome.SERVING


def _staff(who: str | None, pieces: Sequence[Piece]) -> str | None:
    """Whoever was logged in when the service began, unless it was handed over before the question."""
    for piece in pieces:
        body = piece.record.body
        if isinstance(body, (Asked, Rated)):
            break
        if isinstance(body, HandedOver):
            who = body.to_staff
    return who


# --- its ratings ------------------------------------------------------------------------------------------------------


def _ratings(hall: str, pieces: Sequence[Piece], visit: dict[str, Any] | None) -> list[dict[str, Any]]:
    rated = {piece.record.stamp.id: piece for piece in pieces if isinstance(piece.record.body, Rated)}
    if not rated:
        return []
    roots = {one: _root(one, rated) for one in rated}
    lasts = _lasts(rated, roots)
    rows = []
    for one, piece in rated.items():
        root = rated[roots[one]]
        last = lasts[roots[one]]
        void = _void(root, rated[last], pieces, visit)
        rows.append(_rating(hall, piece, root, None if one == last else last, void, visit, pieces))
    return rows


def _root(one: str, rated: dict[str, Piece]) -> str:
    """Return the first record of the sitting this one belongs to."""
    seen = {one}
    while True:
        body = rated[one].record.body
        earlier = body.replaces if isinstance(body, Rated) else None
        if earlier is None or earlier not in rated or earlier in seen or _round(rated[earlier]) != _round(rated[one]):
            return one
        seen.add(earlier)
        one = earlier


def _lasts(rated: dict[str, Piece], roots: dict[str, str]) -> dict[str, str]:
    """Return {sitting: the record that is its last word}."""
    made: dict[str, str] = {}
    for root in set(roots.values()):
        chain = [one for one in rated if roots[one] == root]
        replaced = {body.replaces for one in chain if isinstance(body := rated[one].record.body, Rated)}
        leaves = [one for one in chain if one not in replaced] or chain
        made[root] = max(leaves, key=lambda one: rated[one].order)
    return made


def _round(piece: Piece) -> int:
    return piece.record.body.round if isinstance(piece.record.body, Rated) else 0


def _void(root: Piece, last: Piece, pieces: Sequence[Piece], visit: dict[str, Any] | None) -> str | None:
    """Return why a sitting cannot stand, None if it can."""
    if visit is None:
        return "not_served"
    stamp = root.record.stamp
    if stamp.window != visit["window_id"]:
        return "other_window"
    if visit["known_by"] == "token" and token_of(root) is None:
        return "not_served"
    return _closed(last, pieces, root)


def _closed(last: Piece, pieces: Sequence[Piece], root: Piece | None = None) -> str | None:
    """Return what had closed the question before the tap: a passed number, or (on the tablet) *unrated*."""
    body = last.record.body
    phone = isinstance(body, Rated) and body.channel is Channel.PHONE
    first = (root or last).order
    for piece in pieces:
        if piece.order >= first:
            return None
        found = piece.record.body
        if isinstance(found, (Passed, GivenUp)) or (isinstance(found, Unrated) and not phone):
            return found.kind if not isinstance(found, Unrated) else found.cause.value
    return None


def _rating(
    hall: str,
    piece: Piece,
    root: Piece,
    corrected_by: str | None,
    void: str | None,
    visit: dict[str, Any] | None,
    pieces: Sequence[Piece],
) -> dict[str, Any]:
    stamp, body = piece.record.stamp, piece.record.body
    if not isinstance(body, Rated):
        raise TypeError("a rating is made from a rated record")
    said = [
        one.record.body
        for one in pieces
        if isinstance(one.record.body, Explained) and one.record.body.rating == stamp.id
    ]
    left = [
        one.record.body
        for one in pieces
        if isinstance(one.record.body, ContactLeft) and one.record.body.rating == stamp.id
    ]
    reasons = list(dict.fromkeys(code for one in said for code in one.reasons))
    comment = next((one.comment for one in reversed(said) if one.comment is not None), None)
    return {
        "hall_id": hall,
        "id": stamp.id,
        "visit_id": stamp.visit,
        "day": visit["day"] if visit else None,
        "window_id": stamp.window,
        "ticket_key": visit["ticket_key"] if visit else None,
        "round": body.round,
        "channel": body.channel.value,
        "level": int(body.level),
        "sitting": root.record.stamp.id,
        "since_ms": root.at_ms,
        "at_ms": piece.at_ms,
        "quality": piece.quality,
        "corrected_by": corrected_by,
        "void": void,
        "reasons": msgspec.json.encode(reasons).decode(),
        "comment": comment,
        "contact": left[-1].contact if left else None,
        "unexplained": body.level.bad and not reasons and comment is None,
        "questionnaire": body.questionnaire,
        "questionnaire_version": body.questionnaire_version,
        "language": body.language,
        "staff_id": body.staff,
        "receipt": body.receipt,
        "standing": False,
        "disputed": False,
    }
