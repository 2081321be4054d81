"""Telling a window something, once, and reading what it was told; inside the caller's transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, select

from sync.central.database import after_commit, table_of
from sync.central.followup.live import Hub, News, notify
from sync.central.intake.rows import ask, put_sealed
from sync.central.passing.models import WindowEvent
from sync.central.places.models import Window
from sync.contract import HelpAnswered, canonical, parsed
from sync.live import KioskEvent, QueueEvent
from sync.shape import shaped

EVENTS = table_of(WindowEvent)
KEPT_MS = 12 * 3_600_000  # how long a kiosk that was away may still fetch what it missed
FRESH_MS = 10 * 60_000  # what a kiosk is told that does not know where it stood
AHEAD_MS = 60_000  # a place further in the future than this no centre ever gave
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Item:
    """What to tell a window. `source` names it within the hall, in 80 characters at most."""

    source: str
    event: KioskEvent


def queue_item(event: QueueEvent) -> Item:
    """Return an event of the queue; its own id, however long, names it."""
    return Item(f"queue:{hashlib.sha256(event.id.encode()).hexdigest()}", KioskEvent(seq=0, queue=event))


def help_item(answered: HelpAnswered) -> Item:
    """Return that somebody is coming."""
    return Item(f"help:{answered.call}", KioskEvent(seq=0, help=answered))


def rated_item(rating: str, ticket_key: str) -> Item:
    """Return that a number was rated elsewhere."""
    return Item(f"rated:{rating}", KioskEvent(seq=0, rated=ticket_key))


def look_item(kiosk: str, why: str) -> Item:
    """Return that there is something new for a kiosk; `why` names it, an id."""
    return Item(f"look:{why}", KioskEvent(seq=0, look=kiosk))


class Teller:
    """Tells windows; whoever waits for news of one is woken after the commit."""

    def __init__(self, secret: bytes, hub: Hub, *, sqlite: bool) -> None:
        self._secret = secret
        self._hub = hub
        self._sqlite = sqlite

    def tell(self, db: Connection, hall: str, window: str, items: Sequence[Item], now_ms: int) -> int:
        """Tell a window these things, in order; return how many were new. An unknown window is told nothing."""
        locked = select(Window.id).where(Window.hall_id == hall, Window.id == window).with_for_update()
        if db.execute(locked).first() is None:
            return 0
        new = [one for one in {one.source: one for one in items}.values() if not _known(db, hall, one.source)]
        if not new:
            return 0
        _forget(db, hall, window, now_ms)
        first = max(now_ms, _last(db, hall, window) + 1)
        rows = [_row(hall, window, first + at, one, now_ms) for at, one in enumerate(new)]
        put_sealed(db, self._secret, EVENTS, rows)
        self._ring(db, News(hall, told=window))
        return len(new)

    def _ring(self, db: Connection, news: News) -> None:
        if self._sqlite:
            after_commit(db, partial(self._hub.publish, news))
        else:
            notify(db, [news])


def told_after(db: Connection, hall: str, window: str, after: int, now_ms: int) -> tuple[int, tuple[KioskEvent, ...]]:
    """Return what a window was told after this place, and the place to go on from. Reading changes nothing."""
    if after > max(now_ms + AHEAD_MS, _last(db, hall, window)):
        after = 0  # no place of ours: the kiosk has lost its own
    since = now_ms - (KEPT_MS if after else FRESH_MS)
    found = ask(
        db,
        "SELECT seq, text FROM window_events WHERE hall_id = ? AND window_id = ? AND seq > ? AND made_ms > ?"
        f" ORDER BY seq LIMIT {AT_ONCE}",
        *(hall, window, after, since),
    )
    events = tuple(shaped(KioskEvent, {**parsed(text), "seq": seq}) for seq, text in found)
    return (events[-1].seq if events else after), events


def _known(db: Connection, hall: str, source: str) -> bool:
    return bool(ask(db, "SELECT 1 FROM window_events WHERE hall_id = ? AND source = ?", hall, source))


def _last(db: Connection, hall: str, window: str) -> int:
    found = ask(db, "SELECT max(seq) FROM window_events WHERE hall_id = ? AND window_id = ?", hall, window).scalar()
    return int(found or 0)


def _forget(db: Connection, hall: str, window: str, now_ms: int) -> None:
    this = (hall, window, now_ms - KEPT_MS)
    ask(db, "DELETE FROM window_events WHERE hall_id = ? AND window_id = ? AND made_ms < ?", *this)


def _row(hall: str, window: str, seq: int, item: Item, now_ms: int) -> dict[str, object]:
    text = canonical(item.event)
    return {"hall_id": hall, "window_id": window, "seq": seq, "source": item.source, "text": text, "made_ms": now_ms}
