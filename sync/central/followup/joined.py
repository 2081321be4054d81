"""Joins intake, cases and the live wall: a decided rating may open a case, and whoever watches is told after the commit."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select

from sync.central.database import Database
from sync.central.followup.cases import Opened, follow
from sync.central.followup.live import Hub, News, notify
from sync.central.followup.models import Case


class Joined:
    """`decided` runs inside intake's transaction, `heard` after its commit.

    On PostgreSQL a case's news is part of the transaction. On SQLite it waits here for the commit, and a case that a
    rollback took away again is told to nobody.
    """

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._hub = hub
        self._lock = threading.Lock()
        self._waiting: defaultdict[str, list[Opened]] = defaultdict(list)

    def decided(self, db: Connection, hall: str, keys: Collection[str], now_ms: int) -> None:
        """Bring the cases of these ticket keys in line."""
        for case in follow(db, hall, keys, now_ms=now_ms):
            if self._database.sqlite:
                with self._lock:
                    self._waiting[hall].append(case)
            else:
                notify(db, _news(case))

    def heard(self, hall: str) -> None:
        """Tell whoever watches this hall that it changed."""
        if not self._database.sqlite:
            with self._database.write() as db:
                notify(db, News(hall))
            return
        with self._lock:
            waiting = self._waiting.pop(hall, [])
        for case in self._there(hall, waiting):
            self._hub.publish(_news(case))
        self._hub.publish(News(hall))

    def _there(self, hall: str, cases: Sequence[Opened]) -> list[Opened]:
        if not cases:
            return []
        wanted = (Case.hall_id == hall, Case.id.in_([case.id for case in cases]))
        with self._database.read() as db:
            there = set(db.execute(select(Case.id).where(*wanted)).scalars())
        return [case for case in cases if case.id in there]


def _news(case: Opened) -> News:
    return News(case.hall, case=case.id, ticket=case.ticket, window=case.window)
