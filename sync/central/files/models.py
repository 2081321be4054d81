"""Tables of files and notices. Times are milliseconds since 1970."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sync.central.database import Base, Told


class File(Told, Base):
    """A file of a hall by the SHA-256 of its bytes, which lie in `FilePart`."""

    __tablename__ = "files"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int] = mapped_column(BigInteger)
    parts: Mapped[int] = mapped_column(Integer)
    made_ms: Mapped[int] = mapped_column(BigInteger)


class FilePart(Told, Base):
    """A run of a file's bytes; all parts but the last are equally long."""

    __tablename__ = "file_parts"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    part: Mapped[int] = mapped_column(Integer, primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Notice(Told, Base):
    """A notice of a hall for its idle windows, in the order of `place`; `windows` (JSON list) is empty for all of them.

    `begins` and `ends` are RFC 3339; one that the hall's file no longer names is `retired`.
    """

    __tablename__ = "notices"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text, default="")
    file: Mapped[str | None] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(40), default="")
    begins: Mapped[str | None] = mapped_column(String(32))
    ends: Mapped[str | None] = mapped_column(String(32))
    from_time: Mapped[str] = mapped_column(String(5), default="")
    to_time: Mapped[str] = mapped_column(String(5), default="")
    seconds: Mapped[int] = mapped_column(Integer, default=10)
    windows: Mapped[str] = mapped_column(Text, default="[]")
    retired: Mapped[bool] = mapped_column(Boolean, default=False)
