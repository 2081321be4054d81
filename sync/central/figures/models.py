"""What was exported: the figures that left the house, so that the next export can say what changed since."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sync.central.database import Base, Told


class ExportRow(Told, Base):
    """One export of a day; `figures` is a JSON object of its counts by name. Times are milliseconds since 1970."""

    __tablename__ = "exports"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    day: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int] = mapped_column(Integer)
    exported_ms: Mapped[int] = mapped_column(BigInteger)
    who: Mapped[str] = mapped_column(String(100))
    formats: Mapped[str] = mapped_column(String(40))
    figures: Mapped[str] = mapped_column(Text)
    __table_args__ = (Index("exports_by_day", "hall_id", "day"),)
