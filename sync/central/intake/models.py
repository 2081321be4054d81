"""Tables of what was sent (records, strays, attachments) and of what follows from it (visits, ratings, gaps).

Every key has `hall_id` first and nothing is joined across halls. Times are milliseconds since 1970, corrected
(`sync.times`) where the column is not said to be raw. What follows from records is recomputed by `verify`.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sync.central.database import Base, Told, unsealed

NUMBER_PART = 64  # characters of a number in the index: one may be longer than an index can hold


class RecordRow(Base):
    """One record of a chain, verbatim. `id` is empty where it cannot be used (malformed, reused); `hash` is the head after it."""

    __tablename__ = "records"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    ledger: Mapped[str] = mapped_column(String(36), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[str | None] = mapped_column(String(36))
    visit_id: Mapped[str | None] = mapped_column(String(36))
    kind: Mapped[str | None] = mapped_column(String(64))
    said: Mapped[str] = mapped_column(String(16))
    why: Mapped[str | None] = mapped_column(String(16))
    at_ms: Mapped[int | None] = mapped_column(BigInteger)
    quality: Mapped[str | None] = mapped_column(String(8))
    hash: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    __table_args__ = (
        Index("records_by_id", "hall_id", "id", unique=True),
        Index("records_by_visit", "hall_id", "visit_id"),
    )


class Stray(Told, Base):
    """A record that does not belong to the chain held here: a fork, a broken link, another kiosk's ledger. Kept and shown."""

    __tablename__ = "strays"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    ledger: Mapped[str] = mapped_column(String(36), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    kiosk_id: Mapped[str] = mapped_column(String(36))
    prev: Mapped[str] = mapped_column(String(64))
    why: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    received_ms: Mapped[int] = mapped_column(BigInteger)


class Ledger(Told, Base):
    """One life of one kiosk's database, or the centre's own (`kiosk_id` is *centre*).

    `last_seq`, `head` are the highest record held; `settled_through`, `settled_head` the end of the run without a gap.
    `follows` is the ledger it names as its past; `followed` is set once another names this one.
    `open_from` is where the unanchored tail begins; `floor_ms`, `tail_boot`, `tail_boot_ms` bound what comes next.
    """

    __tablename__ = "ledgers"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kiosk_id: Mapped[str] = mapped_column(String(36))
    window_id: Mapped[str] = mapped_column(String(64))
    last_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    head: Mapped[str] = mapped_column(String(64))
    settled_through: Mapped[int] = mapped_column(BigInteger, default=0)
    settled_head: Mapped[str] = mapped_column(String(64))
    backed_up_through: Mapped[int] = mapped_column(BigInteger, default=0)
    challenge_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    follows: Mapped[str | None] = mapped_column(String(36))
    followed: Mapped[bool] = mapped_column(Boolean, default=False)
    open_from: Mapped[int | None] = mapped_column(BigInteger)
    floor_ms: Mapped[int | None] = mapped_column(BigInteger)
    tail_boot: Mapped[str | None] = mapped_column(String(64))
    tail_boot_ms: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (Index("ledgers_by_kiosk", "hall_id", "kiosk_id"),)


class Delivery(Told, Base):
    """One run of records as it came in for the first time: when, in which state the kiosk was, the heads before and after."""

    __tablename__ = "deliveries"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    ledger: Mapped[str] = mapped_column(String(36), primary_key=True)
    first_seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    last_seq: Mapped[int] = mapped_column(BigInteger)
    prev: Mapped[str] = mapped_column(String(64))
    head: Mapped[str] = mapped_column(String(64))
    kiosk_id: Mapped[str] = mapped_column(String(36))
    state: Mapped[str] = mapped_column(String(16))
    received_ms: Mapped[int] = mapped_column(BigInteger)
    request: Mapped[str] = mapped_column(String(64))
    __table_args__ = (unsealed("deliveries"),)


class AttachmentRow(Told, Base):
    """Sealed bytes beside a record; `sealed` is gone where `erased_ms` says when it was erased."""

    __tablename__ = "attachments"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    erased_ms: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (unsealed("attachments"),)


class AnchorRow(Base):
    """One anchor record, taken apart: the centre's time at a boot time. `at_ms` includes half the round trip."""

    __tablename__ = "anchors"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    ledger: Mapped[str] = mapped_column(String(36), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kiosk_id: Mapped[str] = mapped_column(String(36))
    boot_id: Mapped[str] = mapped_column(String(64))
    boot_ms: Mapped[int] = mapped_column(BigInteger)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    round_trip_ms: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (Index("anchors_by_boot", "hall_id", "kiosk_id", "boot_id"),)


class Gap(Base):
    """A run of numbers that never came, below one that did."""

    __tablename__ = "gaps"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    ledger: Mapped[str] = mapped_column(String(36), primary_key=True)
    first_seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    last_seq: Mapped[int] = mapped_column(BigInteger)


class Alarm(Told, Base):
    """Something a person should look at: gap, fork, regress, id_reused, silent (of no ledger: it is empty then)."""

    __tablename__ = "alarms"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    kiosk_id: Mapped[str] = mapped_column(String(36))
    ledger: Mapped[str] = mapped_column(String(36))
    seq: Mapped[int] = mapped_column(BigInteger)
    detail: Mapped[str] = mapped_column(String(500))
    raised_ms: Mapped[int] = mapped_column(BigInteger)
    closed_ms: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (
        unsealed("alarms"),
        Index("alarms_by_kiosk", "hall_id", "kiosk_id"),
        Index("alarms_by_time", "hall_id", "raised_ms"),
        Index(
            "alarms_open",
            "hall_id",
            "kind",
            sqlite_where=text("closed_ms IS NULL"),
            postgresql_where=text("closed_ms IS NULL"),
        ),
    )


class Visit(Base):
    """One service of one ticket at one window; the columns are those of `VisitFacts` and of the visit's story.

    `day` is the business day of the service in the hall's zone, by corrected time. `known_by` is *served* or *token*.
    `ended_ms`, `asked_ms` are empty until it happens; `cause` is why it ended without a rating, if the kiosk said so.
    """

    __tablename__ = "visits"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    day: Mapped[str] = mapped_column(String(10))
    window_id: Mapped[str] = mapped_column(String(64))
    ticket: Mapped[str] = mapped_column(Text)
    ticket_key: Mapped[str] = mapped_column(String(200))
    origin: Mapped[str] = mapped_column(String(16))
    known_by: Mapped[str] = mapped_column(String(8))
    outcome: Mapped[str] = mapped_column(String(16))
    kiosk_id: Mapped[str | None] = mapped_column(String(36))
    service: Mapped[str | None] = mapped_column(Text)
    matter: Mapped[str | None] = mapped_column(Text)
    staff_id: Mapped[str | None] = mapped_column(Text)
    shift: Mapped[str | None] = mapped_column(Text)
    previous_visit: Mapped[str | None] = mapped_column(Text)
    begun_ms: Mapped[int] = mapped_column(BigInteger)
    quality: Mapped[str] = mapped_column(String(8))
    ended_ms: Mapped[int | None] = mapped_column(BigInteger)
    asked_ms: Mapped[int | None] = mapped_column(BigInteger)
    asked_by: Mapped[str | None] = mapped_column(String(16))
    cause: Mapped[str | None] = mapped_column(String(16))
    __table_args__ = (Index("visits_by_number", "hall_id", "day", text(f"substr(ticket, 1, {NUMBER_PART})")),)


class Rating(Base):
    """One *rated* record with its reasons. `standing` is the one that counts for its ticket key and round.

    A sitting is a rating and its corrections: `sitting` is its first record, `since_ms` that record's time,
    `corrected_by` the next one (empty for the last, which alone can stand). `void` is why it cannot stand at all.
    `disputed`: a good and a bad sitting meet on its ticket key. `reasons` is a JSON list of codes.
    """

    __tablename__ = "ratings"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    visit_id: Mapped[str] = mapped_column(String(36))
    day: Mapped[str | None] = mapped_column(String(10))
    window_id: Mapped[str] = mapped_column(String(64))
    ticket_key: Mapped[str | None] = mapped_column(String(200))
    round: Mapped[int] = mapped_column(BigInteger)
    channel: Mapped[str] = mapped_column(String(16))
    level: Mapped[int] = mapped_column(Integer)
    sitting: Mapped[str] = mapped_column(String(36))
    since_ms: Mapped[int] = mapped_column(BigInteger)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    quality: Mapped[str] = mapped_column(String(8))
    corrected_by: Mapped[str | None] = mapped_column(String(36))
    void: Mapped[str | None] = mapped_column(String(16))
    reasons: Mapped[str] = mapped_column(Text)
    comment: Mapped[str | None] = mapped_column(Text)
    contact: Mapped[str | None] = mapped_column(Text)
    unexplained: Mapped[bool] = mapped_column(Boolean)
    questionnaire: Mapped[str] = mapped_column(Text)
    questionnaire_version: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[str | None] = mapped_column(Text)
    receipt: Mapped[str | None] = mapped_column(Text)
    standing: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    disputed: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    __table_args__ = (
        Index("ratings_by_ticket_key", "hall_id", "ticket_key", "round"),
        Index("ratings_by_visit", "hall_id", "visit_id"),
        Index("ratings_by_day", "hall_id", "day"),
        Index(
            "ratings_by_receipt",  # a receipt's code does not say its hall; few ratings carry one
            "receipt",
            sqlite_where=text("receipt IS NOT NULL"),
            postgresql_where=text("receipt IS NOT NULL"),
        ),
    )


class Day(Told, Base):
    """A business day of a hall: `revision` rises with the first change after an export; `stale` until it is counted anew.

    `changed_ms` is when it last became stale.
    """

    __tablename__ = "days"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    stale: Mapped[bool] = mapped_column(Boolean, default=True)
    exported: Mapped[bool] = mapped_column(Boolean, default=False)
    changed_ms: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (
        unsealed("days"),
        Index("days_stale", "hall_id", "day", sqlite_where=text("stale"), postgresql_where=text("stale")),
    )
