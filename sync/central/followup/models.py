"""Cases: bad ratings being verified. One a ticket key and round, in one pool at a time; never deleted."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from sync.central.database import Base, Told, unsealed


class Case(Told, Base):
    """`why` is *bad_rating* or *conflict*; `rating_id` the earliest bad rating behind it, `visit_id` its visit.

    `withdrawn_ms` is when nothing was left to verify because the citizen had corrected the rating in the same sitting.
    """

    __tablename__ = "cases"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    ticket_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    round: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(36))
    pool: Mapped[str] = mapped_column(String(16))
    why: Mapped[str] = mapped_column(String(16))
    rating_id: Mapped[str] = mapped_column(String(36))
    visit_id: Mapped[str] = mapped_column(String(36))
    opened_ms: Mapped[int] = mapped_column(BigInteger)
    withdrawn_ms: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (
        unsealed("cases"),
        Index("cases_by_pool", "hall_id", "pool"),
        Index("cases_by_time", "hall_id", "opened_ms"),
    )
