"""Makers of true records and batches: a ledger written by hand, chained and stamped exactly as a kiosk would."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC
from random import Random
from zoneinfo import ZoneInfo

from sync.contract import GENESIS, Attachment, Batch, Stamp, b64, link, rfc3339, write_record
from sync.kinds import (
    Asked,
    Body,
    By,
    Cause,
    Channel,
    Ended,
    Explained,
    LedgerOpened,
    Level,
    Origin,
    Rated,
    Served,
    Unrated,
    WhyLedger,
)
from tests.support.clock import FakeClock

ZONE = ZoneInfo("Asia/Shanghai")


class Ids:
    """UUIDv7s that a seed repeats: birth by the clock given, the rest by chance."""

    def __init__(self, seed: object = 0) -> None:
        self._chance = Random(str(seed))

    def __call__(self, ms: int) -> str:
        """Return the next id, born at `ms` since 1970."""
        value = (ms & (2**48 - 1)) << 80 | self._chance.getrandbits(80)
        value = value & ~(0xF << 76) | 7 << 76
        value = value & ~(0x3 << 62) | 0x2 << 62
        text = f"{value:032x}"
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


@dataclass
class LedgerMaker:
    """One kiosk's ledger, kept in memory. `texts` are its records, `heads` the head after each."""

    kiosk: str = "01890a5d-0000-7000-8000-000000000001"
    hall: str = "H001"
    window: str = "3"
    clock: FakeClock = field(default_factory=FakeClock)
    seed: object = 0
    opened: bool = True
    texts: list[str] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.new_id = Ids(f"{self.kiosk}/{self.seed}")
        self.ledger = self.id()
        if self.opened:
            self.add(LedgerOpened(why=WhyLedger.ENROLLED, kiosk=self.kiosk))

    def id(self) -> str:
        """Return a new id, born now."""
        return self.new_id(int(self.clock.now().timestamp() * 1000))

    @property
    def head(self) -> bytes:
        """The head after the last record."""
        return self.heads[-1] if self.heads else GENESIS

    @property
    def day(self) -> str:
        """The hall's business day by this kiosk's clock."""
        return self.clock.now().replace(tzinfo=UTC).astimezone(ZONE).date().isoformat()

    def add(self, body: Body, *, visit: str | None = None, named: str | None = None) -> str:
        """Append a record (`named`: with this id); return its id."""
        stamp = Stamp(
            id=named or self.id(),
            hall=self.hall,
            window=self.window,
            ledger=self.ledger,
            seq=len(self.texts) + 1,
            wall=rfc3339(self.clock.now()),
            boot_id=self.clock.boot_id,
            boot_ms=self.clock.boot_ms(),
            visit=visit,
        )
        self.add_text(write_record(stamp, body))
        return stamp.id

    def add_text(self, text: str) -> None:
        """Append a canonical text as it is, understood or not."""
        self.texts.append(text)
        self.heads.append(link(self.head, text))

    def attach(self, record: str, key: str, sealed: bytes) -> str:
        """Put sealed bytes beside a record; return the hash that goes into it."""
        name = hashlib.sha256(sealed).hexdigest()
        self.attachments.append(Attachment(record, name, key, b64(sealed)))
        return name

    def batch(self, first: int = 1, last: int | None = None) -> Batch:
        """Return records first … last as a batch, with what travels beside them."""
        texts = self.texts[first - 1 : last]
        ids = [text.split('"id":"', 1)[1][:36] for text in texts]
        beside = tuple(one for one in self.attachments if one.record in ids)
        prev = self.heads[first - 2] if first > 1 else GENESIS
        return Batch(
            kiosk=self.kiosk,
            ledger=self.ledger,
            first=first,
            prev=prev.hex(),
            records=tuple(texts),
            attachments=beside,
        )

    # --- stories ---------------------------------------------------------------------------------------------------

    def serve(
        self,
        ticket: str,
        *,
        staff: str | None = "S001",
        key: str | None = None,
        origin: Origin = Origin.QUEUE,
        service: str | None = None,
        visit: str | None = None,
    ) -> str:
        """Write *served* for a ticket; return the visit."""
        visit = visit or self.id()
        body = Served(
            ticket=ticket,
            ticket_key=key or f"d:{self.day}/1/{ticket}",
            ticket_origin=origin,
            day=self.day,
            staff=staff,
            shift=None,
            service=service,
        )
        self.add(body, visit=visit)
        return visit

    def ask(self, visit: str, *, limit_s: int = 30) -> None:
        """Write *ended* and *asked*, two minutes and a second after the call."""
        self.clock.advance(120)
        self.add(Ended(by=By.QUEUE), visit=visit)
        self.clock.advance(1)
        self.add(Asked(by=By.QUEUE, limit_s=limit_s), visit=visit)

    def rate(
        self,
        visit: str,
        level: Level,
        *,
        reasons: Sequence[str] = (),
        staff: str | None = "S001",
        replaces: str | None = None,
        channel: Channel = Channel.TABLET,
        nth: int = 1,
    ) -> str:
        """Write *rated*, and *explained* where there are reasons; return the rating's id."""
        self.clock.advance(4)
        body = Rated(
            round=nth,
            channel=channel,
            level=level,
            questionnaire="national",
            questionnaire_version="2020.1",
            language="zh-CN",
            staff=staff,
            dwell_ms=4000,
            tap_x=500,
            tap_y=400,
            replaces=replaces,
        )
        rating = self.add(body, visit=visit)
        if reasons:
            self.clock.advance(6)
            self.add(Explained(rating=rating, reasons=tuple(reasons)), visit=visit)
        return rating

    def rated_visit(self, ticket: str, level: Level, *, reasons: Sequence[str] = (), staff: str | None = "S001") -> str:
        """Write one visit from call to reasons; return it."""
        visit = self.serve(ticket, staff=staff)
        self.ask(visit)
        self.rate(visit, level, reasons=reasons, staff=staff)
        self.clock.advance(20)
        return visit

    def unrated_visit(self, ticket: str, cause: Cause = Cause.TIMED_OUT, *, staff: str | None = "S001") -> str:
        """Write one visit that ended without a rating; return it."""
        visit = self.serve(ticket, staff=staff)
        self.ask(visit)
        self.clock.advance(30)
        self.add(Unrated(cause=cause), visit=visit)
        return visit
