"""One record of a visit with its corrected time, and what several rules read out of such records."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from sync.central.intake.reading import Read
from sync.central.kiosks.models import CENTRE
from sync.kinds import Channel, GivenUp, Passed, Rated, Unrated
from sync.token import QrToken, read_token

LONGEST_KEY = 200


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


def in_order(piece: Piece) -> tuple[int, str, int, str]:
    """Return what pieces are sorted by."""
    return piece.order


def key_of(ticket_key: str) -> str:
    """Return a ticket key as the tables hold it: a very long one by its hash, so that it fits an index."""
    return ticket_key if len(ticket_key) <= LONGEST_KEY else "h:" + hashlib.sha256(ticket_key.encode()).hexdigest()


def token_of(piece: Piece) -> QrToken | None:
    """Return the token a rating born at the centre was made with; the centre checked it when the rating came in."""
    if piece.kiosk != CENTRE or piece.kind != Rated.kind or piece.record.token is None:
        return None
    return read_token(piece.record.token)[0]


def closed(last: Piece, pieces: Sequence[Piece], root: Piece) -> str | None:
    """Return what had closed the question before the tap: a passed number, or (on the tablet) *unrated*."""
    phone = last.record.channel is Channel.PHONE
    for piece in pieces:
        kind = piece.record.kind
        closes = kind in (Passed.kind, GivenUp.kind) or (kind == Unrated.kind and not phone)
        if closes and piece.came_before(root):
            return str(piece.record.cause.value) if kind == Unrated.kind else str(kind)
    return None
