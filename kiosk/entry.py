"""What a step leaves for the ledger: a body of some kind, its visit, and what travels sealed beside it."""

from __future__ import annotations

from dataclasses import dataclass

from sync.kinds import Body


@dataclass(frozen=True, slots=True)
class Attached:
    """Bytes already sealed to the centre's key; `sha256` is what the record holds."""

    sha256: str
    key: str
    sealed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record to be; the store gives it its number, times and hash. `id` is minted by whoever asks."""

    id: str
    body: Body
    visit: str | None = None
    attached: Attached | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry that is on disk: its id, its number in the ledger and the head after it (hex)."""

    id: str
    seq: int
    head: str
