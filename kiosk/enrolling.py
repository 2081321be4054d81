"""Enrolling from the screen: the centre is asked on a thread of its own; the key is kept once a person has said yes.

HTTP and crypto are loaded on that thread, after the first frame.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kiosk.enrolled import Failed, Found, Waiting
from sync.clock import Clock

if TYPE_CHECKING:
    from sync.contract import KioskSettings
    from sync.delivery.identity import Identity
    from sync.delivery.outcomes import Trouble
    from sync.suite import Keys

log = logging.getLogger(__name__)

AUTHORITY = "authority.pem"  # put into the data folder where the hall's certificates have an authority of their own

T = TypeVar("T")


class Enroller:
    """`post` brings an answer to the screen's thread. One pair of keys all along: a lost answer does not cost a code."""

    def __init__(
        self, folder: Path, authority: str, clock: Clock, post: Callable[[Callable[[], object]], None]
    ) -> None:
        self._folder, self._authority, self._clock, self._post = folder, authority, clock, post
        self._keys: Keys | None = None
        self._given_up = threading.Event()
        self._thread = ThreadPoolExecutor(1, "enrolling")

    def reach(self, url: str, told: Callable[[Failed | None], None]) -> None:
        """Look whether a centre answers at this address."""
        self._do(lambda: self._reached(url), told)

    def ask(self, url: str, code: str, told: Callable[[Found | Failed], None]) -> None:
        """Register this tablet with a one-time code. Nothing is kept yet."""
        self._do(lambda: self._asked(url, code), told)

    def wait(self, url: str, told: Callable[[Found | Waiting | Failed], None]) -> None:
        """Without a code: ask to be let in until somebody has. Told the number, what fails meanwhile, and what was found."""
        stop = self._given_up = threading.Event()
        self._do(lambda: self._let_in(url, told, stop), lambda came: told(came) if came else None)

    def give_up(self) -> None:
        """Wait no more."""
        self._given_up.set()

    def keep(self, found: Found, told: Callable[[Failed | None], None]) -> None:
        """Keep the key, and what the centre gave, in the data folder."""
        self._do(lambda: self._kept(found), told)

    def stop(self) -> None:
        """End; what is under way is not waited for."""
        self._given_up.set()
        self._thread.shutdown(wait=False, cancel_futures=True)

    # --- on the thread -----------------------------------------------------------------------------------------------

    def _do(self, work: Callable[[], T], told: Callable[[T | Failed], None]) -> None:
        def done(future: Future[T]) -> None:
            if future.cancelled():
                return
            trouble = future.exception()
            if trouble is None:
                came = future.result()
                self._post(lambda: told(came))
                return
            log.error("enrolling failed", exc_info=trouble)
            failed = Failed("broken", f"{type(trouble).__name__}: {trouble}")
            self._post(lambda: told(failed))

        self._thread.submit(work).add_done_callback(done)

    def _believed(self) -> str | None:
        beside = self._folder / AUTHORITY
        return self._authority or (str(beside) if beside.is_file() else None)

    def _reached(self, url: str) -> Failed | None:
        from sync.delivery.enrol import reach

        trouble = reach(url, authority=self._believed())
        return _failed(trouble, "address") if trouble else None

    def _asked(self, url: str, code: str) -> Found | Failed:
        from sync.delivery.enrol import enrol
        from sync.delivery.identity import Identity
        from sync.suite import Keys

        self._keys = self._keys or Keys.made()
        came = enrol(url, code, self._clock, authority=self._believed(), keys=self._keys)
        return self._found(came) if isinstance(came, Identity) else _failed(came, "code")

    def _let_in(
        self, url: str, told: Callable[[Found | Waiting | Failed], None], stop: threading.Event
    ) -> Found | Failed | None:
        from kiosk.let_in import let_in
        from sync.delivery.outcomes import Refused
        from sync.suite import Keys

        def say(what: Waiting | Failed) -> None:
            if not stop.is_set():
                self._post(lambda: told(what))

        self._keys = self._keys or Keys.made()
        came = let_in(
            url,
            self._keys,
            self._clock,
            authority=self._believed(),
            waits=lambda pairing: say(Waiting(pairing)),
            fails=lambda trouble: say(_failed(trouble, "waiting")),
            rest=lambda seconds: not stop.wait(seconds),
        )
        if came is None or stop.is_set():
            return None
        self._keys = None  # they are bound to a window now; not that window: ask with others
        return _failed(came, "waiting") if isinstance(came, Refused) else self._found(came)

    def _found(self, identity: Identity) -> Found:
        from sync.suite import pairing_number

        pairing = pairing_number(identity.keys.public, identity.centre_keys)
        return Found(identity=identity, pairing=pairing, given=_given(identity, self._clock))

    def _kept(self, found: Found) -> Failed | None:
        from kiosk.identity import keep_identity
        from kiosk.store.roster import write_roster

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if found.given:  # without its name: the first heartbeat then fetches it again and has it recorded
                write_roster(self._folder, replace(found.given, etag=""))
            keep_identity(self._folder, found.identity)
        except OSError as trouble:
            return Failed("kept", f"{self._folder}: {trouble}")
        return None


def _given(identity: Identity, clock: Clock) -> KioskSettings | None:
    """Ask at once what window this is; without an answer the first heartbeat will bring it."""
    from sync.contract import KioskSettings
    from sync.delivery.cable import Cable
    from sync.delivery.client import Client
    from sync.delivery.outcomes import Answered

    client = Client(identity, Cable(identity.central, authority=identity.authority), clock)
    try:
        came = client.ask("GET", "/api/v1/kiosk", KioskSettings)
    finally:
        client.close()
    if isinstance(came, Answered):
        return came.value
    log.warning("enrolled, but the centre did not say what this window is: %s", came)
    return None


def _failed(trouble: Trouble, refused: str) -> Failed:
    from sync.delivery.outcomes import Busy, Refused, TooLarge, Unproved, Unreachable

    match trouble:
        case Refused(why):
            return Failed(refused, why)
        case Unreachable(why):
            return Failed("certificate" if "CERTIFICATE_VERIFY_FAILED" in why else "unreachable", why)
        case Unproved(why):
            return Failed("not_centre", why)
        case Busy(why):
            return Failed("full" if refused == "waiting" and "429" in why else "busy", why)
        case TooLarge():
            return Failed("busy", "something before the centre refuses even a short question")
