"""The ratings of one visit: sittings, their last word, and why one cannot stand. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sync.central.intake.pieces import LONGEST_KEY, Piece, closed, in_order, token_of
from sync.central.kiosks.models import CENTRE
from sync.kinds import Channel, ContactLeft, Explained, Rated

ROUNDS = (1, 2)  # 一次一评, and at most one 追评


def ratings_of(hall: str, pieces: Sequence[Piece], visit: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return the rows of a visit's ratings; `visit` is its own row, None where nobody was served."""
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
    return max(left, key=in_order).record.contact if left else None


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
    return closed(last, pieces, root)


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
