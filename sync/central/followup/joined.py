"""Joins intake, cases and the live wall: a decided rating may open a case, and whoever watches is told after the commit."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from sqlalchemy import Connection

from sync.central.database import Database, after_commit
from sync.central.followup.cases import Opened, follow
from sync.central.followup.live import Hub, News, notify


class Joined:
    """`decided` runs inside intake's transaction, `heard` after its commit; a rollback is told to nobody."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._hub = hub

    def decided(self, db: Connection, hall: str, keys: Collection[str], now_ms: int) -> None:
        """Bring the cases of these ticket keys in line."""
        for case in follow(db, hall, keys, now_ms=now_ms):
            if self._database.sqlite:
                after_commit(db, partial(self._hub.publish, _news(case)))
            else:
                notify(db, _news(case))

    def heard(self, db: Connection, hall: str) -> None:
        """Tell whoever watches this hall that it changed, once that is on disk."""
        if self._database.sqlite:
            after_commit(db, partial(self._hub.publish, News(hall)))
        else:
            notify(db, News(hall))


def _news(case: Opened) -> News:
    return News(case.hall, case=case.id, ticket=case.ticket, window=case.window)
