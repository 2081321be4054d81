"""Turns: what only one process of a centre may do at a time, on whichever host it runs.

A turn is a row. It is locked while it is taken, so that of two who come at once one waits, looks again and goes away;
work in the same transaction is therefore done exactly once. `until_ms` lets another go on where the holder died.
"""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, String, select
from sqlalchemy.orm import Mapped, mapped_column

from sync.central.database import Base, Told, table_of
from sync.central.intake.rows import put_sealed


class Turn(Told, Base):
    """Who does what just now. `mark_ms` is how far the work has come, where it goes along time."""

    __tablename__ = "turns"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    until_ms: Mapped[int] = mapped_column(BigInteger)
    mark_ms: Mapped[int] = mapped_column(BigInteger, default=0)


TURNS = table_of(Turn)


@dataclass(frozen=True, slots=True)
class Mine:
    """A turn that was taken: how far its work has come, and for how long nobody had it before."""

    mark_ms: int
    idle_ms: int


def process_name() -> str:
    """Return a name for this process that no other has, on any host."""
    return f"{socket.gethostname()[:40]}/{os.getpid()}/{secrets.token_hex(4)}"


class Turns:
    """Takes turns under one name: that of a process."""

    def __init__(self, secret: bytes, holder: str) -> None:
        self._secret = secret
        self._holder = holder

    def take(self, db: Connection, name: str, now_ms: int, lasts_ms: int) -> Mine | None:
        """Take or keep a turn; None where another process has it.

        Part of the caller's `Database.write()`. Hosts compare their clocks here: keep turns much longer than they differ.
        """
        held = self._held(db, name)
        if held is None:
            row = {"name": name, "holder": self._holder, "until_ms": 0, "mark_ms": 0}
            put_sealed(db, self._secret, TURNS, [row])
            held = self._held(db, name)
        assert held is not None  # noqa: S101 - it was put there just now, or by another process
        holder, until_ms, mark_ms = held
        if holder != self._holder and now_ms < until_ms <= now_ms + lasts_ms:
            return None
        self._put(db, name, now_ms + lasts_ms, mark_ms)
        return Mine(mark_ms, max(0, now_ms - until_ms))

    def mark(self, db: Connection, name: str, until_ms: int, mark_ms: int) -> None:
        """Note how far the work of a turn that is ours has come."""
        self._put(db, name, until_ms, mark_ms)

    def leave(self, db: Connection, name: str) -> None:
        """Let go of a turn, if it is ours, so that another process need not wait."""
        held = self._held(db, name)
        if held is not None and held[0] == self._holder:
            self._put(db, name, 0, held[2])

    def _held(self, db: Connection, name: str) -> tuple[str, int, int] | None:
        wanted = select(Turn.holder, Turn.until_ms, Turn.mark_ms).where(Turn.name == name).with_for_update()
        row = db.execute(wanted).first()
        return (row.holder, row.until_ms, row.mark_ms) if row else None

    def _put(self, db: Connection, name: str, until_ms: int, mark_ms: int) -> None:
        row = {"name": name, "holder": self._holder, "until_ms": until_ms, "mark_ms": mark_ms}
        put_sealed(db, self._secret, TURNS, [row], replace=True)
