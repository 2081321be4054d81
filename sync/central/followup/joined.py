"""Joins intake, cases and the live wall: a decided rating may open a case, and whoever watches is told after the commit."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from sqlalchemy import Connection

from sync.central.database import Database, after_commit
from sync.central.followup.cases import Opened, follow
from sync.central.followup.live import Hub, News, notify


class Joined:
    """`decided` runs inside intake's transaction; watchers hear of it after the commit, and of a rollback never.

    It belongs to every open centre, a command's too: no bad rating is taken in without its case. `hub` is set where
    somebody may watch in this process.
    """

    def __init__(self, database: Database, secret: bytes) -> None:
        self._database = database
        self._secret = secret
        self.hub: Hub | None = None

    def decided(self, db: Connection, hall: str, keys: Collection[str], now_ms: int) -> None:
        """Bring the cases of these ticket keys in line, and tell whoever watches the hall that it changed."""
        opened = follow(db, self._secret, hall, keys, now_ms=now_ms) if keys else []
        news = [*map(_news, opened)] or [News(hall)]  # whoever hears of a case knows that something changed
        if not self._database.sqlite:
            notify(db, news)
            return
        if self.hub is None:
            return
        for one in news:
            after_commit(db, partial(self.hub.publish, one))


def _news(case: Opened) -> News:
    return News(case.hall, case=case.id, ticket=case.ticket, window=case.window)
