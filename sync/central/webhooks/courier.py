"""Delivers: one process at a time finds what is new and sends it; whatever is sent was claimed on disk before.

Told at least once: a process that dies while it sends leaves a claim that runs out, and the same id goes again. A
receiver that does not answer is tried for three days, less and less often, and then given up, which the log shows.
"""

from __future__ import annotations

import json
import logging
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, func, select

from sync.central.central import Central
from sync.central.database import table_of
from sync.central.intake.rows import put_sealed
from sync.central.seals import SEAL
from sync.central.turns import Turns
from sync.central.webhooks.hooks import ACTIVE, DELIVERED, GIVEN_UP, WAITING, delivery_row, secret_of
from sync.central.webhooks.models import Webhook, WebhookDelivery
from sync.central.webhooks.news import Happened, since
from sync.central.webhooks.sending import Sent, networks_of, send, signed

log = logging.getLogger(__name__)

DELIVERIES = table_of(WebhookDelivery)
TURN = "webhooks"
LASTS_MS = 60_000
LOOK_S = 10.0  # news wakes it at once; this is for what is to be tried again
OVERLAP_MS = 5 * 60_000  # a transaction that took so long to commit is still found
CLAIM_MS = 120_000
FIRST_MS, FACTOR, LONGEST_MS = 5_000, 4, 6 * 3_600_000
GIVE_UP_MS = 3 * 86_400_000
AT_ONCE = 8  # sent at the same time, to as many webhooks
MOST_WAITING = 1000  # of one webhook
DAY_MS = 86_400_000

Send = Callable[[str, Mapping[str, str], bytes], Sent]


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A delivery that is this process's to send: its row, and where to."""

    row: dict[str, Any]
    url: str
    secret: str


class Courier:
    """`round` finds and sends; `wake` is called when a try has ended, so that the next one begins."""

    def __init__(self, central: Central, turns: Turns, post: Send | None = None, seed: int | None = None) -> None:
        self._central = central
        self._turns = turns
        networks = networks_of(central.settings.webhooks.networks)
        self._post: Send = post or (lambda url, headers, body: send(url, headers, body, networks))
        self._chance = random.Random(seed)  # noqa: S311 - spreads tries, hides nothing
        self._under_way: dict[str, threading.Thread] = {}
        self._lock = threading.Lock()
        self.wake: Callable[[], object] = lambda: None

    def round(self) -> None:
        """Find what is new, and begin to send what is due. A centre without webhooks is left alone."""
        with self._central.database.glance() as db:
            if db.execute(select(Webhook.id).where(Webhook.state == ACTIVE).limit(1)).first() is None:
                return
        for one in self._claimed():
            thread = threading.Thread(target=self._carry, args=[one], name="webhook", daemon=True)
            with self._lock:
                self._under_way[one.row["webhook_id"]] = thread
            thread.start()

    def wait(self, longest_s: float = 30) -> None:
        """Wait until nothing is under way."""
        with self._lock:
            threads = list(self._under_way.values())
        for one in threads:
            one.join(longest_s)

    def _claimed(self) -> list[_Claimed]:
        now_ms = self._central.now_ms()
        with self._central.database.write() as db:
            mine = self._turns.take(db, TURN, now_ms, LASTS_MS)
            if mine is None:
                return []
            through = self._queue(db, mine.mark_ms, now_ms)
            self._turns.mark(db, TURN, now_ms + LASTS_MS, through)
            return self._claim(db, now_ms)

    def _queue(self, db: Connection, mark_ms: int, now_ms: int) -> int:
        """Have what happened since the mark wait for whoever asked to hear it; return how far that is."""
        hooks = db.execute(select(Webhook).where(Webhook.state == ACTIVE).with_only_columns(*_HOOK)).all()
        begin = max(mark_ms, min(hook.made_ms for hook in hooks)) - OVERLAP_MS if hooks else now_ms
        found = since(db, sorted({hook.hall_id for hook in hooks}), begin)
        waiting = _waiting(db)
        rows = []
        for hook in hooks:
            kinds = set(json.loads(hook.kinds))
            for said in found.news:
                if said.hall == hook.hall_id and said.kind.value in kinds and said.at_ms >= hook.made_ms:
                    rows.append(self._row(said, hook.id, now_ms, waiting.get(hook.id, 0)))
        put_sealed(db, self._central.keys.secret, DELIVERIES, rows)
        if mark_ms // DAY_MS != now_ms // DAY_MS:
            self._forget(db, now_ms)
        return now_ms if found.through_ms is None else found.through_ms

    def _row(self, said: Happened, hook: str, now_ms: int, waiting: int) -> dict[str, Any]:
        row = delivery_row(said, hook, now_ms)
        if waiting >= MOST_WAITING:
            return row | {"state": GIVEN_UP, "done_ms": now_ms, "trouble": f"{waiting} wait for this receiver already"}
        return row

    def _forget(self, db: Connection, now_ms: int) -> None:
        """Once a day: what was decided long ago leaves the log."""
        before = now_ms - self._central.settings.webhooks.keep_days * DAY_MS
        db.execute(delete(WebhookDelivery).where(WebhookDelivery.state != WAITING, WebhookDelivery.made_ms < before))

    def _claim(self, db: Connection, now_ms: int) -> list[_Claimed]:
        """Take the oldest due delivery of each webhook that is not being sent to, as many as may be under way."""
        with self._lock:
            self._under_way = {hook: one for hook, one in self._under_way.items() if one.is_alive()}
            busy = sorted(self._under_way)
        due = (
            select(*DELIVERIES.columns, Webhook.url, Webhook.secret.label("shared"))
            .join(Webhook, _SAME_HOOK)
            .where(WebhookDelivery.state == WAITING, WebhookDelivery.next_ms <= now_ms, Webhook.state == ACTIVE)
            .where(Webhook.id.not_in(busy), ~_earlier(now_ms))
            .order_by(WebhookDelivery.next_ms, WebhookDelivery.id)
            .limit(max(0, AT_ONCE - len(busy)))
        )
        claimed = [self._claim_of(dict(row), now_ms) for row in db.execute(due).mappings()]
        put_sealed(db, self._central.keys.secret, DELIVERIES, [one.row for one in claimed], replace=True)
        return claimed

    def _claim_of(self, found: Mapping[str, Any], now_ms: int) -> _Claimed:
        row = {column.name: found[column.name] for column in DELIVERIES.columns if column.name != SEAL}
        row |= {"tries": row["tries"] + 1, "next_ms": now_ms + CLAIM_MS}
        return _Claimed(row, found["url"], secret_of(self._central, row["webhook_id"], found["shared"]))

    def _carry(self, one: _Claimed) -> None:
        try:
            body = one.row["body"].encode()
            headers = signed(one.secret, one.row["id"], self._central.now_ms() // 1000, body)
            sent = self._post(one.url, headers, body)
            with self._central.database.write() as db:
                put_sealed(db, self._central.keys.secret, DELIVERIES, [self._settled(one.row, sent)], replace=True)
        except Exception:  # the claim runs out, and it goes again
            log.exception("a webhook's delivery could not be settled")
        finally:
            with self._lock:
                self._under_way.pop(one.row["webhook_id"], None)
            self.wake()

    def _settled(self, row: Mapping[str, Any], sent: Sent) -> dict[str, Any]:
        now_ms = self._central.now_ms()
        told = {**row, "status": sent.status, "trouble": sent.trouble[:200] or None}
        if not sent.trouble:
            return {**told, "state": DELIVERED, "done_ms": now_ms}
        log.info("webhook %s, try %d: %s", row["webhook_id"], row["tries"], sent.trouble)
        if now_ms - row["made_ms"] >= GIVE_UP_MS:
            return {**told, "state": GIVEN_UP, "done_ms": now_ms}
        return {**told, "next_ms": min(now_ms + self._pause_ms(row["tries"]), row["made_ms"] + GIVE_UP_MS)}

    def _pause_ms(self, tries: int) -> int:
        """Return 5 s, 20 s, 80 s … six hours at most, a fifth more or less, so that many do not come back at once."""
        pause = min(FIRST_MS * FACTOR ** min(tries - 1, 12), LONGEST_MS)
        return int(pause * self._chance.uniform(0.8, 1.2))


_HOOK = (Webhook.hall_id, Webhook.id, Webhook.kinds, Webhook.made_ms)
_SAME_HOOK = and_(Webhook.hall_id == WebhookDelivery.hall_id, Webhook.id == WebhookDelivery.webhook_id)


def _earlier(now_ms: int) -> Any:
    """Return the condition that an older delivery of the same webhook is due too: one at a time goes to each."""
    other = DELIVERIES.alias("other")
    same = and_(other.c.hall_id == DELIVERIES.c.hall_id, other.c.webhook_id == DELIVERIES.c.webhook_id)
    return exists().where(same, other.c.state == WAITING, other.c.next_ms <= now_ms, other.c.id < DELIVERIES.c.id)


def _waiting(db: Connection) -> Mapping[str, int]:
    counted = select(WebhookDelivery.webhook_id, func.count()).where(WebhookDelivery.state == WAITING)
    rows: Sequence[Any] = db.execute(counted.group_by(WebhookDelivery.webhook_id)).all()
    return {row[0]: row[1] for row in rows}
