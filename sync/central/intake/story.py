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

import msgspec

from sync.central.intake.reading import Read
from sync.central.kiosks.models import CENTRE
from sync.kinds import (
    Asked,
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
from sync.times import at
from sync.token import QrToken, read_token

LONGEST_KEY = 200
ROUNDS = (1, 2)  # 一次一评, and at most one 追评
_OUTCOMES = {
    Passed.kind: Outcome.PASSED,
    GivenUp.kind: Outcome.GIVEN_UP,
    Forwarded.kind: Outcome.FORWARDED,
    PutBack.kind: Outcome.PUT_BACK,
    Ended.kind: Outcome.SERVED,
    Asked.kind: Outcome.SERVED,
    Unrated.kind: Outcome.SERVED,
}


class Piece(msgspec.Struct, gc=False):
    """One record of a visit with its corrected time; `kiosk` wrote it, *centre* for what was born at the centre."""

    record: Read
    at_ms: int
    quality: str
    kiosk: str
    kind: str = ""
    order: tuple[int, str, int, str] = (0, "", 0, "")

    def __post_init__(self) -> None:
        self.kind = self.record.kind
        self.order = (self.at_ms, self.record.ledger, self.record.seq, self.record.id)

    def came_before(self, other: Piece) -> bool:
        """Whether it was made before another: in one ledger the chain says so, whatever the clocks said."""
        here, there = self.record, other.record
        return bool(here.seq < there.seq) if here.ledger == there.ledger else self.order < other.order


@dataclass(frozen=True, slots=True)
class Story:
    """The rows that follow from a visit's records; no visit where neither a *served* nor a token makes one.

    One visit, unless several windows claim its id: then one for each of them, so that no window touches another's.
    """

    visits: list[dict[str, Any]]
    ratings: list[dict[str, Any]]


def told(hall: str, zone: ZoneInfo, pieces: Sequence[Piece]) -> Story:
    """Return the rows of one visit; `pieces` are all its records that apply, each once."""
    ordered = sorted(pieces, key=_order)
    windows: dict[str, list[Piece]] = {}
    for piece in ordered:
        windows.setdefault(piece.record.window, []).append(piece)
    claimed = {window: row for window in sorted(windows) if (row := _visit(hall, zone, windows[window]))}
    first = next(iter(claimed.values()), None)
    for window, row in claimed.items():
        if row is not first:
            row["id"] = claimed_by(row["id"], window)
    ratings = [row for window, own in windows.items() for row in _ratings(hall, own, claimed.get(window, first))]
    return Story(list(claimed.values()), ratings)


def claimed_by(visit: str, window: str) -> str:
    """Return the id a visit has in the tables where another window claims the same one; no record can name it."""
    return "w:" + hashlib.sha256(f"{visit}|{window}".encode()).hexdigest()[:34]


def names_of(visit: str, window: str) -> tuple[str, str]:
    """Return the ids under which a window's visit may be in the tables."""
    return visit, claimed_by(visit, window)


def key_of(ticket_key: str) -> str:
    """Return a ticket key as the tables hold it: a very long one by its hash, so that it fits an index."""
    return ticket_key if len(ticket_key) <= LONGEST_KEY else "h:" + hashlib.sha256(ticket_key.encode()).hexdigest()


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


def token_of(piece: Piece) -> QrToken | None:
    """Return the token a rating born at the centre was made with; the centre checked it when the rating came in."""
    if piece.kiosk != CENTRE or piece.kind != Rated.kind or piece.record.token is None:
        return None
    return read_token(piece.record.token)[0]


def _outcome(pieces: Sequence[Piece]) -> str:
    """Whoever was rated was served; else the last word about the number counts."""
    if any(piece.record.kind == "rated" and _closed(piece, pieces, piece) is None for piece in pieces):
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


# --- its ratings ------------------------------------------------------------------------------------------------------


def _ratings(hall: str, pieces: Sequence[Piece], visit: dict[str, Any] | None) -> list[dict[str, Any]]:
    rated = {piece.record.id: piece for piece in pieces if piece.kind == Rated.kind}
    if not rated:
        return []
    about: dict[str, list[Piece]] = {}
    for piece in pieces:
        if piece.kind in (Explained.kind, ContactLeft.kind):
            about.setdefault(piece.record.rating, []).append(piece)
    chains: dict[str, list[str]] = {}
    for one, root in _roots(rated).items():
        chains.setdefault(root, []).append(one)
    rows = []
    for root, chain in chains.items():
        last = _last(chain, rated)
        void = _void(rated[root], rated[last], pieces, visit)
        left = _left(rated[root], [piece for one in chain for piece in about.get(one, ())])
        for one in chain:
            corrected_by = None if one == last else last
            rows.append(_rating(hall, rated[one], rated[root], corrected_by, void, visit, about.get(one, ()), left))
    return rows


def _left(root: Piece, about: Sequence[Piece]) -> str | None:
    """Return the number left last in a sitting: whoever corrects the level afterwards still wants to be called back."""
    left = [one for one in about if one.kind == ContactLeft.kind and one.kiosk == root.kiosk]
    return max(left, key=_order).record.contact if left else None


def _roots(rated: dict[str, Piece]) -> dict[str, str]:
    """Return {rating: the first record of the sitting it belongs to}; of a circle, its earliest."""
    roots: dict[str, str] = {}
    for one in rated:
        path: dict[str, None] = {}
        step: str | None = one
        while step is not None and step not in roots and step not in path:
            path[step] = None
            step = _corrects(rated[step], rated)
        if step is None:
            root = next(reversed(path))
        elif step in roots:
            root = roots[step]
        else:
            walked = list(path)
            root = min(walked[walked.index(step) :], key=lambda each: rated[each].order)
        roots.update(dict.fromkeys(path, root))
    return roots


def _corrects(piece: Piece, rated: dict[str, Piece]) -> str | None:
    """Return the rating this one corrects: its own hand's, on the same channel and in the same round."""
    earlier = rated.get(piece.record.replaces) if piece.record.replaces is not None else None
    return earlier.record.id if earlier and _hand(earlier) == _hand(piece) else None


def _hand(rated: Piece) -> tuple[str, Channel, int]:
    return rated.kiosk, rated.record.channel, rated.record.round


def _last(chain: Sequence[str], rated: dict[str, Piece]) -> str:
    """Return the record that is a sitting's last word."""
    if len(chain) == 1:
        return chain[0]
    replaced = {rated[one].record.replaces for one in chain}
    leaves = [one for one in chain if one not in replaced] or chain
    return max(leaves, key=lambda one: rated[one].order)


def _void(root: Piece, last: Piece, pieces: Sequence[Piece], visit: dict[str, Any] | None) -> str | None:
    """Return why a sitting cannot stand, None if it can."""
    if visit is None:
        return "not_served"
    if root.record.window != visit["window_id"]:
        return "other_window"
    if visit["known_by"] == "token" and token_of(root) is None:
        return "not_served"
    if root.kiosk != CENTRE and root.record.channel is not Channel.TABLET:
        return "other_channel"  # a tablet speaks for itself alone
    if root.record.round not in ROUNDS:
        return "no_such_round"
    return _closed(last, pieces, root)


def _closed(last: Piece, pieces: Sequence[Piece], root: Piece) -> str | None:
    """Return what had closed the question before the tap: a passed number, or (on the tablet) *unrated*."""
    phone = last.record.channel is Channel.PHONE
    for piece in pieces:
        kind = piece.record.kind
        closes = kind in (Passed.kind, GivenUp.kind) or (kind == Unrated.kind and not phone)
        if closes and piece.came_before(root):
            return str(piece.record.cause.value) if kind == Unrated.kind else str(kind)
    return None


def _rating(
    hall: str,
    piece: Piece,
    root: Piece,
    corrected_by: str | None,
    void: str | None,
    visit: dict[str, Any] | None,
    about: Sequence[Piece],
    left: str | None,
) -> dict[str, Any]:
    """Return the row of one rating; of what was said `about` it only its own hand's counts."""
    rated = piece.record
    said = [one.record for one in about if one.kind == Explained.kind and one.kiosk == piece.kiosk]
    reasons = list(dict.fromkeys(code for one in said for code in one.reasons))
    comment = next((one.comment for one in reversed(said) if one.comment is not None), None)
    return {
        "hall_id": hall,
        "id": rated.id,
        "visit_id": visit["id"] if visit else rated.visit,
        "day": visit["day"] if visit else None,
        "window_id": rated.window,
        "ticket_key": visit["ticket_key"] if visit else None,
        "round": rated.round,
        "channel": rated.channel.value,
        "level": rated.level.value,
        "sitting": root.record.id,
        "since_ms": root.at_ms,
        "at_ms": piece.at_ms,
        "quality": piece.quality,
        "corrected_by": corrected_by,
        "void": void,
        "reasons": msgspec.json.encode(reasons).decode(),
        "comment": comment,
        "contact": left,
        "unexplained": rated.level.bad and not reasons and comment is None,
        "questionnaire": rated.questionnaire,
        "questionnaire_version": rated.questionnaire_version,
        "language": rated.language,
        "staff_id": rated.staff,
        "receipt": rated.receipt if rated.receipt and len(rated.receipt) <= LONGEST_KEY else None,
        "standing": False,
        "disputed": False,
    }


def _order(piece: Piece) -> tuple[int, str, int, str]:
    return piece.order
