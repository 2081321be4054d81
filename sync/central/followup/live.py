"""The live wall: whoever watches a hall is told that something changed, and fetches anew.

One hub a process. Intake tells the others through PostgreSQL's NOTIFY; on SQLite there is one process and no others.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial

import psycopg
from sqlalchemy import Connection
from sqlalchemy.engine import URL

from sync.central.database import after_commit
from sync.central.intake.rows import as_json, ask

logger = logging.getLogger(__name__)
CHANNEL = "yiping_live"
QUEUE = 64  # events a watcher may be behind before it is dropped; it connects again and gets a snapshot
PAUSE = 1.0  # seconds between two "changed" of one watcher
SETTLE = 0.02  # a transaction's news come one after the other; "changed" waits for the last of them
ALIVE = 15.0  # seconds of silence after which a comment keeps proxies from closing the stream


@dataclass(frozen=True, slots=True)
class News:
    """Something changed in a hall; `ticket` and `window` where a case was opened.

    `help` is a call for the manager that was made (with its `window`) or answered; `told` is a window that was told
    something: only those who wait for that window hear of it.
    """

    hall: str
    case: str | None = None
    ticket: str | None = None
    window: str | None = None
    help: str | None = None
    told: str | None = None

    @property
    def place(self) -> str:
        """Whose watchers hear it."""
        return self.hall if self.told is None else window_place(self.hall, self.told)


def window_place(hall: str, window: str) -> str:
    """Return what to watch for what one window is told."""
    return f"{hall}\n{window}"


class Watcher:
    """One open stream: its loop and what it has not been told yet."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.queue: asyncio.Queue[News | None] = asyncio.Queue(QUEUE)

    def put(self, news: News | None) -> None:
        """Queue news, in the watcher's own loop; None ends the stream, and so does falling too far behind."""
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            news = None
        self.queue.put_nowait(news)


class Hub:
    """Passes news to the watchers of its hall. Safe to call from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watchers: defaultdict[str, set[Watcher]] = defaultdict(set)
        self._stopped = False
        self.heard: list[Callable[[News], object]] = []  # told of everything, whoever watches; must be quick

    def publish(self, news: News) -> None:
        """Tell everybody in this process who watches that place."""
        for hear in self.heard:
            hear(news)
        with self._lock:
            watchers = list(self._watchers.get(news.place, ()))
        for one in watchers:
            _in_loop(one, news)

    @contextmanager
    def watching(self, place: str, most: int | None = None) -> Iterator[Watcher]:
        """Give a watcher of this hall (or `window_place`) for as long as the block lasts.

        Where there are more than `most` of one place, one of them is sent away.
        """
        one = Watcher()
        with self._lock:
            others = self._watchers[place]
            if most is not None and len(others) >= most:
                _in_loop(others.pop(), None)
            others.add(one)
            if self._stopped:
                one.put(None)
        try:
            yield one
        finally:
            with self._lock:
                others.discard(one)
                if not others and self._watchers.get(place) is others:
                    del self._watchers[place]

    def watched(self, place: str) -> int:
        """Return how many watch a place."""
        with self._lock:
            return len(self._watchers.get(place, ()))

    def start(self) -> None:
        """Let streams begin (again)."""
        with self._lock:
            self._stopped = False

    def stop(self) -> None:
        """End every stream, so that the server can stop."""
        with self._lock:
            self._stopped = True
            watchers = [one for ones in self._watchers.values() for one in ones]
        for one in watchers:
            _in_loop(one, None)


def notify(db: Connection, news: Sequence[News]) -> None:
    """Tell the other processes when this transaction commits. On SQLite there are none."""
    if db.dialect.name == "postgresql":
        facts = [json.dumps({name: value for name, value in asdict(one).items() if value}) for one in news]
        told = "(SELECT pg_notify(?, value) FROM jsonb_array_elements_text(?::jsonb) AS each(value))"
        ask(db, f"WITH told AS MATERIALIZED {told} SELECT count(*) FROM told", CHANNEL, as_json(facts))


def ring(hub: Hub, db: Connection, news: Sequence[News]) -> None:
    """Tell every process, this one too, once the caller's `Database.write()` is on disk."""
    if db.dialect.name == "postgresql":
        if news:
            notify(db, news)
        return
    for one in news:
        after_commit(db, partial(hub.publish, one))


class Listener:
    """Hears PostgreSQL's notifications on a connection of its own and publishes them in this process."""

    def __init__(self, url: URL, hub: Hub) -> None:
        self._url = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._hub = hub
        self._stopping = threading.Event()
        self.listening = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen from now on."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="live-listener", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop within a second."""
        self._stopping.set()
        if self._thread:
            self._thread.join(5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except psycopg.Error as trouble:
                self.listening.clear()
                logger.warning("the live wall lost the database (%s); trying again in 2 s", type(trouble).__name__)
                self._stopping.wait(2)
            except Exception:
                logger.exception("the live wall's listener fell over; it goes on in 2 s")
                self._stopping.wait(2)

    def _listen(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self.listening.set()
            while not self._stopping.is_set():
                for note in connection.notifies(timeout=0.5):
                    self._hub.publish(News(**json.loads(note.payload)))


def _in_loop(one: Watcher, news: News | None) -> None:
    try:
        one.loop.call_soon_threadsafe(one.put, news)
    except RuntimeError:  # its loop is closed: the stream is gone
        logger.debug("a watcher left while being told")


async def stream(
    hub: Hub,
    hall: str,
    *,
    hears: Callable[[News], bool] = lambda _: True,
    pause: float = PAUSE,
    alive: float = ALIVE,
) -> AsyncIterator[str]:
    """Yield Server-Sent Events of a hall: a snapshot first, each case and help call at once, "changed" once a pause at most.

    After a quiet pause "changed" comes at once too; whatever is known by then it tells of, and is not told again.
    A case or a call that this watcher may not hear of is told as "changed" alone.
    """
    with hub.watching(hall) as one:
        yield event("snapshot", {"hall": hall})
        told = one.loop.time()  # the snapshot told everything so far
        due: float | None = None  # when the next "changed" may go out
        while True:
            wait = alive if due is None else max(0.0, due - one.loop.time())
            for news in await _heard(one, wait):
                if news is None:
                    return
                if (news.case or news.help) and hears(news):
                    facts = {name: value for name, value in asdict(news).items() if value}
                    yield event("case" if news.case else "help", facts)
                due = max(told + pause, one.loop.time() + SETTLE) if due is None else due
            if due is None:
                yield ": alive\n\n"
            elif due <= one.loop.time():
                told, due = one.loop.time(), None
                yield event("changed", {"hall": hall})


async def _heard(one: Watcher, wait: float) -> list[News | None]:
    """Return everything that is queued, waiting so long for the first; nothing where nothing comes."""
    try:
        async with asyncio.timeout(wait):
            heard = [await one.queue.get()]
    except TimeoutError:
        return []
    while not one.queue.empty():
        heard.append(one.queue.get_nowait())
    return heard


def event(name: str, facts: dict[str, str]) -> str:
    """Return one event as the wire wants it."""
    return f"event: {name}\ndata: {json.dumps(facts, ensure_ascii=False)}\n\n"
