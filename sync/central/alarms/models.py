"""Who closed an alarm, and why. Times are milliseconds since 1970."""

from __future__ import annotations

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from sync.central.database import Base, Told


class AlarmClosing(Told, Base):
    """A person's word on an alarm; one that ended by itself has none."""

    __tablename__ = "alarm_closings"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    alarm_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(String(500))
