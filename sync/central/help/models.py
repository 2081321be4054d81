"""The table of help calls. Times are milliseconds since 1970."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from sync.central.database import Base, Told, unsealed


class HelpCall(Told, Base):
    """One help_called record by its id: when it was made by corrected time, when it came in, who is coming since when."""

    __tablename__ = "help_calls"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kiosk_id: Mapped[str] = mapped_column(String(36))
    window_id: Mapped[str] = mapped_column(String(64))
    visit_id: Mapped[str | None] = mapped_column(String(64))
    called_ms: Mapped[int] = mapped_column(BigInteger)
    heard_ms: Mapped[int] = mapped_column(BigInteger)
    answered_ms: Mapped[int | None] = mapped_column(BigInteger)
    answered_by: Mapped[str | None] = mapped_column(String(100))
    __table_args__ = (
        unsealed("help_calls"),
        Index("help_calls_by_id", "id"),  # whoever answers names the call alone
        Index("help_calls_by_kiosk", "hall_id", "kiosk_id"),
        Index("help_calls_by_time", "hall_id", "heard_ms"),
    )
