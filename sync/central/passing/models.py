"""The table of what windows were told. Times are milliseconds since 1970."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sync.central.database import Base, Told


class WindowEvent(Told, Base):
    """One event for a window's kiosk, `text` as it goes over the wire; `source` names it, so that it is told once.

    `seq` rises within a window and is never below the clock: a restored centre gives no number twice.
    """

    __tablename__ = "window_events"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    window_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    source: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    made_ms: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (Index("window_events_by_source", "hall_id", "source", unique=True),)
