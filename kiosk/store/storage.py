"""The storage thread: an executor of width one that owns the store. Everybody else asks it.

Taps go before everything else; long work is done in slices while nobody waits. This module does not import the
database: that is loaded on the storage thread, after the first frame.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

from kiosk.entry import Entry, Kept
from kiosk.store.trouble import Stopped
from sync.delivery.outbox import AnchorSeen, LedgerFacts, Settled, Unsettled

if TYPE_CHECKING:
    from kiosk.store.store import Store

log = logging.getLogger(__name__)

T = TypeVar("T")
Job = tuple[Callable[["Store"], Any], "Future[Any]"]

REST_S = 0.02  # between two slices of background work, so that a slow tablet stays cool
PATIENCE_S = 60.0  # how often tidying is looked at when nothing happens


class Storage:
    """Owns one store on one thread.

    `open` is called on that thread; if it raises, every call fails with what it raised. `on_kept` is called there
    after records were kept by `keep`; it must only wake somebody.
    """

    def __init__(self, open: Callable[[], Store], on_kept: Callable[[], None] = lambda: None) -> None:  # noqa: A002 - the plan's word
        self._open, self._on_kept = open, on_kept
        self._urgent: deque[Job] = deque()
        self._patient: deque[Job] = deque()
        self._wake = threading.Condition()
        self._stopping = False
        self._opened: Future[None] = Future()
        self._asked_again: Future[None] | None = None
        self._stands = False
        self._thread = threading.Thread(target=self._run, name="storage", daemon=True)

    def start(self) -> Future[None]:
        """Begin; the future is done when ratings can be kept, or fails with what opening raised."""
        self._thread.start()
        return self._opened

    def again(self) -> Future[None]:
        """Try to open what could not be opened; the future is as the one of `start`. What stands stays as it is."""
        future: Future[None] = Future()
        with self._wake:
            if self._stopping:
                future.set_exception(Stopped("storage has stopped"))
            elif self._stands:
                future.set_result(None)
            else:
                self._asked_again = future
                self._wake.notify()
        return future

    def keep(self, entries: Sequence[Entry]) -> Future[list[Kept]]:
        """Keep entries ahead of all other work; fails with `NotSaved` where the world does not let us."""
        return self._put(self._urgent, lambda store: self._keep(store, entries))

    def call(self, fn: Callable[[Store], T]) -> Future[T]:
        """Run `fn` with the store on its thread; anything over 50 ms belongs into `slices`."""
        return self._put(self._patient, fn)

    def slices(self, begin: Callable[[Store], Sequence[Callable[[Store], T]]]) -> Future[list[T]]:
        """Run the steps that `begin` names one by one, letting taps in between; return all results."""
        done: Future[list[T]] = Future()
        done.set_running_or_notify_cancel()
        results: list[T] = []

        def step(store: Store, rest: deque[Callable[[Store], T]]) -> None:
            results.append(rest.popleft()(store))
            go_on(rest)

        def go_on(rest: deque[Callable[[Store], T]]) -> None:
            if rest:
                self.call(lambda store: step(store, rest)).add_done_callback(fail)
            else:
                done.set_result(results)

        def fail(part: Future[Any]) -> None:
            if trouble := part.exception():
                done.set_exception(trouble)

        self.call(lambda store: go_on(deque(begin(store)))).add_done_callback(fail)
        return done

    def texts_of_day(self, day: str) -> Future[list[str]]:
        """Return the canonical texts of all records of the visits of a business day, in slices."""
        parts = self.slices(lambda store: store.parts_of_day(day))
        joined: Future[list[str]] = Future()

        def join(done: Future[list[list[str]]]) -> None:
            if trouble := done.exception():
                joined.set_exception(trouble)
            else:
                joined.set_result([text for part in done.result() for text in part])

        parts.add_done_callback(join)
        return joined

    def stop(self, timeout_s: float = 10.0) -> None:
        """Finish what was asked, close the store cleanly, end the thread."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)

    def _keep(self, store: Store, entries: Sequence[Entry]) -> list[Kept]:
        kept = store.keep(entries)
        self._on_kept()
        return kept

    def _put(self, queue: deque[Job], fn: Callable[[Store], T]) -> Future[T]:
        future: Future[T] = Future()
        with self._wake:
            if self._stopping:
                future.set_exception(Stopped("storage has stopped"))
                return future
            queue.append((fn, future))
            self._wake.notify()
        return future

    def _run(self) -> None:
        store = self._standing()
        if store is None:
            return
        try:
            self._serve(store)
        finally:
            store.close()

    def _serve(self, store: Store) -> None:
        more = True
        while True:
            job = self._next(REST_S if more else PATIENCE_S)
            if job is not None:
                _answer(store, job)
                more = True
            elif self._stopping:
                return
            else:
                more = _tidied(store)

    def _standing(self) -> Store | None:
        """Open the store, if need be when asked again; None where that never came to be."""
        told: Future[None] | None = self._opened
        while told:
            try:
                store = self._open()
            except BaseException as trouble:  # told to everybody who asks, and through `start` or `again`
                if told is self._opened:
                    log.exception("the store could not be opened")
                else:
                    log.warning("the store can still not be opened: %s", trouble)
                told.set_exception(trouble)
                told = self._refuse(trouble)
            else:
                self._stands = True
                told.set_result(None)
                return store
        return None

    def _next(self, wait_s: float) -> Job | None:
        with self._wake:
            if not (self._urgent or self._patient or self._stopping or self._asked_again):
                self._wake.wait(wait_s)
            for queue in (self._urgent, self._patient):
                if queue:
                    return queue.popleft()
        return None

    def _refuse(self, trouble: BaseException) -> Future[None] | None:
        """Until somebody asks to try again; None where the end came first."""
        while True:
            job = self._next(PATIENCE_S)
            with self._wake:
                asked, self._asked_again = self._asked_again, None
            if job is not None:
                job[1].set_exception(trouble)
            if asked is not None or (job is None and self._stopping):
                return asked


class OutboxOverStorage:
    """The outbox for the delivery thread: asks the storage thread and waits for its answer.

    Raises:
        Stopped: storage has ended.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def unsettled(self, max_records: int, max_bytes: int) -> Unsettled | None:
        """See `sync.delivery.outbox.Outbox`."""
        return self._storage.call(lambda store: store.unsettled(max_records, max_bytes)).result()

    def settle(self, settled: Settled) -> bool:
        """See `sync.delivery.outbox.Outbox`."""
        return self._storage.call(lambda store: store.settle(settled)).result()

    def anchor(self, seen: AnchorSeen) -> None:
        """See `sync.delivery.outbox.Outbox`."""
        self._storage.call(lambda store: store.anchor(seen)).result()

    def facts(self) -> LedgerFacts:
        """See `sync.delivery.outbox.Outbox`."""
        return self._storage.call(lambda store: store.facts()).result()


def _answer(store: Store, job: Job) -> None:
    fn, future = job
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = fn(store)
    except BaseException as trouble:  # handed to whoever asked
        future.set_exception(trouble)
    else:
        future.set_result(result)


def _tidied(store: Store) -> bool:
    try:
        return store.tidy()
    except Exception:  # the top of the thread: log, wait, go on
        log.exception("tidying the store failed")
        return False
