"""Tables of halls, departments, windows and staff. Small; what a hall's file says is loaded into them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sync.central.database import Base, Told


class Hall(Told, Base):
    """The place people come to. `settings` (JSON) are the kiosk keys the centre sets here, `calendar` (JSON) when it is open."""

    __tablename__ = "halls"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    time_zone: Mapped[str] = mapped_column(String(64), default="Asia/Shanghai")
    rating_per_matter: Mapped[bool] = mapped_column(Boolean, default=False)
    settings: Mapped[str] = mapped_column(Text, default="{}")
    calendar: Mapped[str] = mapped_column(Text, default="{}")
    questionnaire: Mapped[str | None] = mapped_column(Text)


class Department(Told, Base):
    """The agency at a window."""

    __tablename__ = "departments"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))


class Window(Told, Base):
    """One numbered counter."""

    __tablename__ = "windows"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    department_id: Mapped[str] = mapped_column(String(64))
    settings: Mapped[str] = mapped_column(Text, default="{}")
    retired: Mapped[bool] = mapped_column(Boolean, default=False)


class Staff(Told, Base):
    """The person who serves, one row a version; the row without `until_ms` is today's. Never deleted.

    `pin` is an Argon2id hash; `services` a JSON list; times are milliseconds since 1970.
    """

    __tablename__ = "staff"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    department_id: Mapped[str] = mapped_column(String(64))
    duty: Mapped[str] = mapped_column(String(200), default="")
    promise: Mapped[str] = mapped_column(String(500), default="")
    stars: Mapped[int] = mapped_column(Integer, default=0)
    party_member: Mapped[bool] = mapped_column(Boolean, default=False)
    services: Mapped[str] = mapped_column(Text, default="[]")
    manager: Mapped[bool] = mapped_column(Boolean, default=False)
    photo: Mapped[str | None] = mapped_column(String(64))
    pin: Mapped[str | None] = mapped_column(Text)
    retired: Mapped[bool] = mapped_column(Boolean, default=False)
    since_ms: Mapped[int] = mapped_column(BigInteger)
    until_ms: Mapped[int | None] = mapped_column(BigInteger)
