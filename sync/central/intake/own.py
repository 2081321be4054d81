"""The centre's own ledger of a hall: what is born at the centre, in the same form and chained the same way."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from sync.central.intake.ledgers import Held, lock_hall, new_ledger, save
from sync.central.keys import CentreKeys
from sync.central.kiosks.known import KioskKnown
from sync.central.kiosks.models import CENTRE
from sync.contract import Attachment, Batch, Stamp, State, b64, rfc3339, uuid7, write_record
from sync.kinds import Body, LedgerOpened, WhyLedger
from sync.times import milliseconds


class Born(Protocol):
    """One record to be born at the centre; `id` is minted by whoever asks, `sealed` travels beside it."""

    @property
    def id(self) -> str:
        """The record's id."""
        ...

    @property
    def visit(self) -> str | None:
        """Its visit."""
        ...

    @property
    def window(self) -> str:
        """The window it is about."""
        ...

    @property
    def body(self) -> Body:
        """What it says."""
        ...

    @property
    def sealed(self) -> bytes | None:
        """Bytes sealed to the centre's own key, whose SHA-256 the body names."""
        ...


def centre_as_kiosk(keys: CentreKeys, hall: str) -> KioskKnown:
    """Return the centre in the place of a kiosk, for records of its own."""
    public = keys.pair.public
    return KioskKnown(CENTRE, hall, None, State.ACTIVE, public.sign, public.seal)


def own_id(keys: CentreKeys, hall: str) -> str:
    """Return the id of the centre's own ledger of a hall. Anybody can work it out; nobody else may open it."""
    return str(uuid.uuid5(uuid.UUID(keys.centre), hall))


def open_own(connection: Connection, keys: CentreKeys, hall: str) -> Held:
    """Open the centre's own ledger of a hall, or return it, locked, if another process was faster."""
    held = new_ledger(hall, own_id(keys, hall), CENTRE, None)
    save(connection, keys.secret, held, replace=False)  # another may have opened it, and written to it, meanwhile
    opened = lock_hall(connection, hall)
    if opened is None:
        raise LookupError(f"hall {hall} has no ledger although one was just opened")
    return opened


def own_batch(keys: CentreKeys, held: Held, born: Sequence[Born], now: datetime) -> Batch:
    """Return records born now as the next batch of the centre's ledger; its first record opens it."""
    texts: list[str] = []
    seq = held["last_seq"]
    if seq == 0:
        opened = LedgerOpened(why=WhyLedger.CENTRE, kiosk=CENTRE)
        texts.append(write_record(_stamp(held, uuid7(milliseconds(now)), "", None, 1, now), opened))
    for one in born:
        stamp = _stamp(held, one.id, one.window, one.visit, seq + len(texts) + 1, now)
        texts.append(write_record(stamp, one.body))
    beside = tuple(
        Attachment(one.id, hashlib.sha256(one.sealed).hexdigest(), keys.key, b64(one.sealed))
        for one in born
        if one.sealed
    )
    first, prev = seq + 1, held["head"]
    return Batch(kiosk=CENTRE, ledger=held["id"], first=first, prev=prev, records=tuple(texts), attachments=beside)


def _stamp(held: Held, identity: str, window: str, visit: str | None, seq: int, now: datetime) -> Stamp:
    return Stamp(
        id=identity,
        hall=held["hall_id"],
        window=window,
        ledger=held["id"],
        seq=seq,
        wall=rfc3339(now),
        boot_id=CENTRE,
        boot_ms=0,
        visit=visit,
    )
