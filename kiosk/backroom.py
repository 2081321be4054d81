"""Everything behind the window that starts after its first frame: store, keys, delivery, presence, the local socket.

The database, HTTP and crypto are loaded here, on the storage thread. Nothing here knows the screen; what happens is
told through `post`, which brings a call to the desk's thread.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.codes import Code
from kiosk.entry import Entry, Kept
from kiosk.files import files_in, held
from kiosk.opened import Broken, NotEnrolled, Opened, code_of
from kiosk.qr import Minted, Receipts, minter, sealer
from kiosk.remembering import recall
from kiosk.settings import KioskSettings
from kiosk.store.storage import OutboxOverStorage, Storage
from kiosk.writing import Outcome
from sync.clock import Clock, business_day
from sync.contract import moment
from sync.kinds import TimeQuality

if TYPE_CHECKING:
    from kiosk.asking import Asked
    from kiosk.flow import Visit
    from kiosk.store.store import Store
    from sync.contract import KioskSettings as Given
    from sync.delivery.client import Client
    from sync.delivery.events import Events
    from sync.delivery.files import Files
    from sync.delivery.identity import Identity
    from sync.delivery.presence import News, Observed, Presence
    from sync.delivery.worker import Delivery
    from sync.live import KioskEvent
    from sync.questionnaire import Questionnaire
    from sync.remote import Command, CommandDone

log = logging.getLogger(__name__)

GOOD_CLOCK_MS = 2_000
EVENTS_PLACE = "events-place"  # how far the centre's events were handed on


class Backroom:
    """`observe` is asked on the presence thread; `heard` is told the centre's news on the desk's thread.

    `told` is told there what the centre passes on to this window at once, `commanded` what it asks for; `done` is told,
    on the presence thread, which of the words about commands the centre has.
    """

    def __init__(
        self,
        settings: KioskSettings,
        folder: Path,
        questionnaire: Questionnaire,
        clock: Clock,
        *,
        version: str,
        post: Callable[[Callable[[], object]], None],
        observe: Callable[[], Observed],
        heard: Callable[[News], None],
        told: Callable[[KioskEvent], None] = lambda _: None,
        commanded: Callable[[tuple[Command, ...]], None] = lambda _: None,
        done: Callable[[tuple[CommandDone, ...]], None] = lambda _: None,
    ) -> None:
        self._settings, self._folder, self._questionnaire, self._clock = settings, folder, questionnaire, clock
        self._version, self._post, self._observe, self._heard, self._told = version, post, observe, heard, told
        self._commanded, self._done = commanded, done
        self._identity: Identity | None = None
        self._delivery: Delivery | None = None
        self._presence: Presence | None = None
        self._asked: Asked | None = None
        self.storage = Storage(self._open_store, self._wake)

    def open(self, told: Callable[[Opened | Broken], None]) -> None:
        """Begin; `told` gets the outcome on the desk's thread."""
        self._open(self.storage.start(), told)

    def open_again(self, told: Callable[[Opened | Broken], None]) -> None:
        """Try once more what came to nothing."""
        self._open(self.storage.again(), told)

    def _open(self, opening: Future[None], told: Callable[[Opened | Broken], None]) -> None:

        def opened(future: Future[None]) -> None:
            if trouble := future.exception():
                broken = self._broken(code_of(trouble), trouble)
                self._post(lambda: told(broken))
            else:
                self.storage.call(self._recalled).add_done_callback(ready)

        def ready(future: Future[Opened]) -> None:
            if trouble := future.exception():
                log.error("what the store remembers cannot be read", exc_info=trouble)
                broken = self._broken(Code.NO_STORE, trouble)
                self._post(lambda: told(broken))
            else:
                result = future.result()
                self._post(lambda: told(result))

        opening.add_done_callback(opened)

    def keep(self, entries: Sequence[Entry], done: Callable[[Outcome], None]) -> None:
        """Have entries kept; `done` is told on the desk's thread."""

        def kept(future: Future[list[Kept]]) -> None:
            trouble = future.exception()
            if isinstance(trouble, Exception):
                refused = trouble
                self._post(lambda: done(refused))
            elif trouble is None:
                result = future.result()
                self._post(lambda: done(result))

        self.storage.keep(entries).add_done_callback(kept)

    def connect(self, etag: str) -> None:
        """Begin to deliver and to say that we are here; `etag` names the settings we hold."""
        from kiosk.asking import answering
        from sync.delivery.presence import Presence
        from sync.delivery.worker import Delivery

        identity = self._identity
        assert identity is not None  # noqa: S101 - `open` has told `Opened` before anybody connects
        outbox = OutboxOverStorage(self.storage)

        self._delivery = Delivery(outbox, self.client_of(identity))
        self._presence = Presence(
            outbox,
            self.client_of(identity),
            self._clock,
            version=self._version,
            observe=lambda: replace(self._observe(), disk_free_mib=shutil.disk_usage(self._folder).free >> 20),
            heard=lambda news: self._post(lambda: self._heard(news)),
            etag=etag,
            reached=self._delivery.reached,
            lost=self._delivery.wake,
            commanded=lambda commands: self._post(lambda: self._commanded(commands)),
            told=self._done,
            files=self._files(identity),
            events=self._events(identity),
        )
        self._asked = answering(self._folder, self.storage)
        self._asked.start()
        self._delivery.start()
        self._presence.start()

    def client(self) -> Client | None:
        """Return somebody who asks the centre in this kiosk's name; None without a key. For one thread; to be closed."""
        return self.client_of(self._identity) if self._identity else None

    def client_of(self, identity: Identity) -> Client:
        """Return somebody who asks the centre in this name; for one thread, to be closed."""
        from sync.delivery.cable import Cable
        from sync.delivery.client import Client

        return Client(identity, Cable(identity.central, authority=identity.authority), self._clock, self._latest)

    def _files(self, identity: Identity) -> Files:
        from sync.delivery.files import Files

        def ready(given: Given) -> None:
            self._post(lambda: self._heard(given))

        return Files(self.client_of(identity), files_in(self._folder), ready)

    def _events(self, identity: Identity) -> Events:
        from sync.delivery.cable import Cable
        from sync.delivery.client import Client
        from sync.delivery.events import SILENCE_S, WHOLE_S, Events, Place

        cable = Cable(identity.central, authority=identity.authority, silence_s=SILENCE_S, whole_s=WHOLE_S)

        def happened(event: KioskEvent) -> None:
            self._post(lambda: self._told(event))

        place = Place(self._folder / EVENTS_PLACE)
        return Events(Client(identity, cable, self._clock), place, on_event=happened, lost=self.beat)

    def look_for_files(self, told: Callable[[frozenset[str]], None]) -> None:
        """Tell, on the desk's thread, which of the centre's files are here."""

        def looked(future: Future[frozenset[str]]) -> None:
            if not future.exception():
                found = future.result()
                self._post(lambda: told(found))

        self.storage.call(lambda _store: held(self._folder)).add_done_callback(looked)

    def beat(self) -> None:
        """Something the hall should know at once."""
        if self._presence:
            self._presence.wake()

    def stop(self) -> None:
        """End in the designed order: delivery, presence and the socket, then storage."""
        for part in (self._presence, self._delivery, self._asked):
            if part:
                part.stop()
        self.storage.stop()

    # --- on the storage thread ---------------------------------------------------------------------------------------

    def _open_store(self) -> Store:
        from kiosk.identity import NAME, identity_in
        from kiosk.store.place import Place
        from kiosk.store.store import Store
        from sync.delivery.client import Latest

        self._identity = identity_in(self._folder)
        if self._identity is None:
            raise NotEnrolled(f"no {NAME} in {self._folder}: run `yiping-kiosk enrol URL CODE` first")
        self._latest = Latest()
        place = Place(self._identity.kiosk, self._identity.hall, self._identity.window)
        return Store.open(self._folder, place, self._clock, self._version)

    def _recalled(self, store: Store) -> Opened:
        from kiosk.technician.tries import make_room
        from sync.receipt import receipt_secret
        from sync.suite import unseal

        identity = self._identity
        assert identity is not None  # noqa: S101 - the store was opened with it
        zone = self._settings.zone

        def day_of(wall: str) -> str:
            return business_day(moment(wall), zone)

        make_room(self._folder)
        today = business_day(self._clock.now(), zone)
        return Opened(
            identity=identity,
            remembered=recall(store, day=today, day_of=day_of, boot_ms=self._clock.boot_ms()),
            seal=sealer(identity.centre_keys),
            mint=self._minter(identity),
            receipts=Receipts(receipt_secret(identity.keys), self._settings.qr.url or identity.central),
            unseal=lambda sealed, about: unseal(identity.keys, sealed, about),
            held=held(self._folder),
        )

    def _minter(self, identity: Identity) -> Callable[[Visit], Minted]:
        return minter(
            identity.keys,
            hall=identity.hall,
            window=identity.window,
            questionnaire=self._questionnaire,
            url=self._settings.qr.url or identity.central,
            valid=timedelta(hours=self._settings.qr.valid_hours),
            clock=self._clock,
            quality=self._quality,
        )

    def _broken(self, code: Code, trouble: BaseException) -> Broken:
        identity = self._identity
        return Broken(code, str(trouble), identity, self._minter(identity) if identity else None)

    def _quality(self) -> TimeQuality:
        offset = self._latest.offset_ms
        return TimeQuality.EXACT if offset is not None and abs(offset) <= GOOD_CLOCK_MS else TimeQuality.CLAIMED

    def _wake(self) -> None:
        if self._delivery:
            self._delivery.wake()
