"""Webhooks themselves: added, listed, turned off and on, tested; and the log of what was delivered."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from sync.central.central import Central
from sync.central.figures.scope import Scope
from sync.central.web.cursor import Listed, page_of
from sync.central.webhooks.models import Webhook, WebhookDelivery
from sync.central.webhooks.news import Happened, Kind
from sync.central.webhooks.sending import checked, new_secret
from sync.contract import b64, rfc3339, unb64, uuid7
from sync.suite import seal, unseal
from sync.times import at

MOST = 20  # webhooks of a hall
ACTIVE, DISABLED = "active", "disabled"
WAITING, DELIVERED, GIVEN_UP = "waiting", "delivered", "given_up"


class TooMany(Exception):
    """A hall has as many webhooks as it may have; the text says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookLine:
    """One webhook. `waiting` counts what is not delivered yet."""

    id: str
    url: str
    label: str
    kinds: list[str]
    state: str
    made: str
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """One line of a webhook's log; `status` and `trouble` are the last try's, `next` when it is tried again."""

    id: str
    kind: str
    made: str
    state: str
    tries: int
    status: int | None
    trouble: str | None
    next: str | None
    done: str | None


@dataclass(frozen=True, slots=True)
class Added:
    """A new webhook and its secret, shown this once."""

    id: str
    secret: str


def add(central: Central, db: Connection, hall: str, url: str, kinds: Collection[Kind], label: str = "") -> Added:
    """Add a webhook to a hall.

    Raises:
        NotAllowed: nothing is ever sent to such an address.
        TooMany: the hall has too many.
    """
    checked(url)
    if db.execute(select(func.count()).select_from(Webhook).where(Webhook.hall_id == hall)).scalar_one() >= MOST:
        raise TooMany(f"hall {hall} has {MOST} webhooks already: give one of them another address")
    name, secret, now_ms = uuid7(), new_secret(), central.now_ms()
    sealed = b64(seal(central.keys.pair.public.seal, secret.encode(), name))
    row = {"hall_id": hall, "id": name, "url": url, "label": label[:100], "secret": sealed, "made_ms": now_ms}
    wanted = json.dumps(sorted({one.value for one in kinds}))
    db.execute(insert(Webhook).values(**row, kinds=wanted, state=ACTIVE))
    return Added(name, secret)


def secret_of(central: Central, hook: str, sealed: str) -> str:
    """Return a webhook's secret."""
    return unseal(central.keys.pair, unb64(sealed), hook).decode()


def turn(db: Connection, scope: Scope, hook: str, *, on: bool) -> bool:
    """Turn a webhook on or off; False where there is none. What waits, waits on."""
    this = (scope.of(Webhook), Webhook.id == hook)
    found = db.execute(select(Webhook.id).where(*this)).first() is not None
    if found:
        this = (Webhook.hall_id == scope.hall, Webhook.id == hook)
        db.execute(update(Webhook).where(*this).values(state=ACTIVE if on else DISABLED))
    return found


def probe(central: Central, db: Connection, scope: Scope, hook: str) -> str | None:
    """Have something said that means nothing; return the delivery's id, None where there is no such webhook."""
    if db.execute(select(Webhook.id).where(scope.of(Webhook), Webhook.id == hook)).first() is None:
        return None
    now_ms = central.now_ms()
    name = uuid7(now_ms)
    said = Happened(hall=scope.hall, kind=Kind.TEST, source=f"test:{name}", at_ms=now_ms, facts={"webhook": hook})
    db.execute(insert(WebhookDelivery).values(**delivery_row(said, hook, now_ms, name)))
    return name


def delivery_row(said: Happened, hook: str, now_ms: int, name: str = "") -> dict[str, Any]:
    """Return the row of a delivery that waits, without its seal."""
    row: dict[str, Any] = {"hall_id": said.hall, "id": name or uuid7(now_ms), "webhook_id": hook, "source": said.source}
    row |= {"kind": said.kind.value, "body": said.body(), "made_ms": now_ms, "state": WAITING, "tries": 0}
    return row | {"next_ms": now_ms, "status": None, "trouble": None, "done_ms": None}


def hooks_of(db: Connection, scope: Scope, *, after: str, limit: int) -> Listed[HookLine]:
    """Return a page of a hall's webhooks, oldest first."""
    of_hook = (WebhookDelivery.hall_id == Webhook.hall_id, WebhookDelivery.webhook_id == Webhook.id)
    count = select(func.count()).select_from(WebhookDelivery).where(*of_hook, WebhookDelivery.state == WAITING)
    columns = (Webhook.id, Webhook.url, Webhook.label, Webhook.kinds, Webhook.state, Webhook.made_ms)
    query = select(*columns, count.correlate(Webhook).scalar_subquery().label("waiting")).where(scope.of(Webhook))
    page = page_of(db, query, [Webhook.id], after=after, limit=limit)
    return Listed([_hook(row) for row in page.rows], page.next)


def log_of(db: Connection, scope: Scope, hook: str, *, after: str, limit: int) -> Listed[DeliveryLine] | None:
    """Return a page of a webhook's log, newest first; None where there is no such webhook."""
    if db.execute(select(Webhook.id).where(scope.of(Webhook), Webhook.id == hook)).first() is None:
        return None
    wanted = (scope.of(WebhookDelivery), WebhookDelivery.webhook_id == hook)
    query: Select[*tuple[Any, ...]] = select(*WebhookDelivery.__table__.columns).where(*wanted)
    page = page_of(db, query, [WebhookDelivery.id], after=after, limit=limit, newest_first=True)
    return Listed([_delivery(row) for row in page.rows], page.next)


def _hook(row: Any) -> HookLine:
    return HookLine(
        id=row.id,
        url=row.url,
        label=row.label,
        kinds=json.loads(row.kinds),
        state=row.state,
        made=rfc3339(at(row.made_ms)),
        waiting=row.waiting,
    )


def _delivery(row: Any) -> DeliveryLine:
    return DeliveryLine(
        id=row.id,
        kind=row.kind,
        made=rfc3339(at(row.made_ms)),
        state=row.state,
        tries=row.tries,
        status=row.status,
        trouble=row.trouble,
        next=rfc3339(at(row.next_ms)) if row.state == WAITING else None,
        done=None if row.done_ms is None else rfc3339(at(row.done_ms)),
    )
