"""What was exported, so that the next export can say what changed since; and the counts of days that are kept."""

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


class KeptCount(Base):
    """A day's counts of one group of a hall: what follows from its visits, as of when the day was last counted.

    `of` is *hall* (its key is empty), *department*, *window*, *staff* or *service*.
    """

    __tablename__ = "day_counts"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    of: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    served: Mapped[int] = mapped_column(Integer)
    asked: Mapped[int] = mapped_column(Integer)
    rated: Mapped[int] = mapped_column(Integer)
    excluded: Mapped[int] = mapped_column(Integer)
    gave_way: Mapped[int] = mapped_column(Integer)
    unrated: Mapped[int] = mapped_column(Integer)
    waiting: Mapped[int] = mapped_column(Integer)
    level_5: Mapped[int] = mapped_column(Integer)
    level_4: Mapped[int] = mapped_column(Integer)
    level_3: Mapped[int] = mapped_column(Integer)
    level_2: Mapped[int] = mapped_column(Integer)
    level_1: Mapped[int] = mapped_column(Integer)
    __table_args__ = (Index("day_counts_by_group", "of", "day"),)
