"""Asks any HTTP queue system for its list, again and again, on a thread of its own; what it means is in the settings."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import requests
import urllib3

from kiosk.settings import KioskSettings, Queue
from kiosk.tickets.rows import Nonsense, Reading, RowReader
from kiosk.tickets.source import SourceDown, SourceUp, TicketEvent
from kiosk.tickets.watching import Watch
from sync.clock import Clock

log = logging.getLogger(__name__)

LARGEST = 4 * 1024 * 1024  # bytes of one answer
LONGEST_PAUSE_S = 15.0
STOP_S = 1.5


class NoAnswer(Exception):
    """The queue gave nothing that can be read; the text is a sentence for the technician."""


class Poll:
    """`window` is this window's number at the centre; [window] id says otherwise where the queue counts differently."""

    def __init__(self, settings: KioskSettings, window: str, clock: Clock) -> None:
        queue = settings.queue
        self._queue, self._clock = queue, clock
        self._reader = RowReader(queue, ZoneInfo(queue.zone) if queue.zone else settings.zone)
        self._watch = Watch(
            settings.window.id or window,
            gone_is_finished=queue.gone == "finished",
            fresh=timedelta(seconds=queue.fresh_s),
        )
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._trouble: str | None = None
        self._failures = 0

    def start(self, hand_over: Callable[[TicketEvent], None]) -> None:
        """Begin; events are handed over from this source's thread."""
        self._thread = threading.Thread(target=self._run, args=(hand_over,), name="tickets", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End within two seconds; an answer that comes later is not handed over."""
        self._stop.set()
        if self._thread:
            self._thread.join(STOP_S)

    def _run(self, hand_over: Callable[[TicketEvent], None]) -> None:
        with requests.Session() as session:
            session.trust_env = False  # the queue stands in the house; a proxy of the environment does not know it
            session.headers.update({**self._queue.headers, "Accept": "application/json"})
            while not self._stop.is_set():
                try:
                    events = self._round(session)
                except Exception:  # the catch-all at the top of this thread
                    log.exception("a round of polling the queue failed")
                    events = self._now("the kiosk failed to read the queue's answer: send the log to the maker")
                for event in events:
                    if not self._stop.is_set():
                        hand_over(event)
                self._stop.wait(
                    min(self._queue.interval_s * 2**self._failures, max(LONGEST_PAUSE_S, self._queue.interval_s))
                )

    def _round(self, session: requests.Session) -> list[TicketEvent]:
        try:
            reading = self._reader.read(fetched(session, self._queue))
        except (NoAnswer, Nonsense) as why:
            self._failures = min(self._failures + 1, 10)
            return self._now(str(why))
        self._failures = 0
        return [*self._watch.events(reading, self._clock.now()), *self._now(reading.trouble)]

    def _now(self, trouble: str | None) -> list[TicketEvent]:
        """Say that the queue is in trouble, or out of it, once."""
        if trouble == self._trouble:
            return []
        self._trouble = trouble
        log.warning("queue: %s", trouble or "answers again")
        return [SourceDown(trouble) if trouble else SourceUp()]


def fetched(session: requests.Session, queue: Queue) -> Any:
    """Return the JSON value of one answer.

    Raises:
        NoAnswer: none came in time, or it is no JSON.
    """
    name = shown_url(queue.url)
    late = f"the queue at {name} gave no whole answer in {queue.timeout_s:g} s: look at the queue system, or raise queue.timeout_s"
    end = time.monotonic() + queue.timeout_s
    try:
        with session.get(queue.url, timeout=queue.timeout_s, stream=True) as answer:
            _look_at_status(answer, name)
            body = bytearray()
            while part := answer.raw.read1(64 * 1024, decode_content=True):  # what is there, not what may still come
                body += part
                if time.monotonic() > end:  # the library's own limit begins anew with every byte
                    raise NoAnswer(late)
                if len(body) > LARGEST:
                    raise NoAnswer(f"the queue at {name} sends more than {LARGEST} bytes: ask it for less in queue.url")
            return _json(bytes(body), answer.headers.get("Content-Type", ""), name)
    except (requests.Timeout, urllib3.exceptions.TimeoutError):
        raise NoAnswer(late) from None
    except (requests.RequestException, urllib3.exceptions.HTTPError) as why:
        raise NoAnswer(
            f"the queue at {name} cannot be reached ({type(why).__name__}): check the network and queue.url"
        ) from None


def shown_url(url: str) -> str:
    """Return an address as it may stand in a message: no password, no query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"


def _look_at_status(answer: requests.Response, name: str) -> None:
    if answer.status_code in (401, 403):
        raise NoAnswer(f"the queue at {name} lets us not in ({answer.status_code}): check queue.headers")
    if answer.status_code != 200:
        raise NoAnswer(f"the queue at {name} answered {answer.status_code}: look at the queue system and queue.url")


def _json(body: bytes, kind: str, name: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        what = "a web page" if "html" in kind.lower() or body.lstrip()[:1] == b"<" else "something that is no JSON"
        raise NoAnswer(f"the queue at {name} answered with {what}: check queue.url and queue.headers") from None


__all__ = ["NoAnswer", "Poll", "Reading", "fetched", "shown_url"]
