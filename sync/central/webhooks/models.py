"""Tables of webhooks and of what is delivered to them. Times are milliseconds since 1970."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sync.central.database import Base, Told


class Webhook(Told, Base):
    """A program's address. `kinds` is a JSON list of what it wants to hear; `secret` is sealed to the centre's own key."""

    __tablename__ = "webhooks"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    url: Mapped[str] = mapped_column(String(1000))
    label: Mapped[str] = mapped_column(String(100))
    kinds: Mapped[str] = mapped_column(Text)
    secret: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    made_ms: Mapped[int] = mapped_column(BigInteger)


class WebhookDelivery(Told, Base):
    """One thing told to one webhook: waiting, delivered or given_up. `source` names the thing, so that it is told once.

    `status` and `trouble` are the last try's; `next_ms` is when it may be tried (again).
    """

    __tablename__ = "webhook_deliveries"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    webhook_id: Mapped[str] = mapped_column(String(36))
    source: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(32))
    body: Mapped[str] = mapped_column(Text)
    made_ms: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(16))
    tries: Mapped[int] = mapped_column(Integer)
    next_ms: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[int | None] = mapped_column(Integer)
    trouble: Mapped[str | None] = mapped_column(String(200))
    done_ms: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (
        Index("webhook_deliveries_by_source", "hall_id", "webhook_id", "source", unique=True),
        Index("webhook_deliveries_by_hook", "hall_id", "webhook_id", "id"),
        Index(
            "webhook_deliveries_due",
            "hall_id",
            "next_ms",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )
