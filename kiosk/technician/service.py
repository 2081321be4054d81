"""What the technician's page asks for: the answer checked, the kiosk looked through, a bundle written. On a thread of its own.

Everything a technician does is in the ledger where there is one; where the store is broken they come in all the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kiosk.codes import Code
from kiosk.flow import Away, OutOfService
from kiosk.loglines import last_lines
from kiosk.shifts import TECHNICIAN
from kiosk.technician.bundle import Parts, counted, write_bundle
from kiosk.technician.gate import Gate, opens
from kiosk.technician.health import Sources, health
from kiosk.technician.layer import Layer, read_layer, with_choice, write_layer
from kiosk.technician.line import Line
from kiosk.technician.tries import read_tries, write_tries
from kiosk.volumes import Volume, volumes
from sync.kinds import By, SettingsChanged, TechnicianIn, TechnicianOut

if TYPE_CHECKING:
    from kiosk.desk import Desk
    from kiosk.settings import KioskSettings
    from kiosk.store.storage import Storage
    from sync.clock import Clock
    from sync.contract import KioskSettings as Given
    from sync.delivery.client import Client
    from sync.delivery.identity import Identity

log = logging.getLogger(__name__)

T = TypeVar("T")
PATIENCE_S = 120.0  # looking through a year of records on a tablet takes its time


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is around the technician. What is called is asked anew each time: the store may be broken, settings change."""

    folder: Path
    clock: Clock
    desk: Desk
    version: str
    post: Callable[[Callable[[], object]], None]
    storage: Callable[[], Storage | None]
    client: Callable[[], Client | None]
    settings: Callable[[], KioskSettings]
    given: Callable[[], Given | None]
    adopt: Callable[[Layer], None]
    fault: Callable[[], str]
    sample: Callable[[int], bool]
    end: Callable[[bool], None]


class Service:
    """Made when somebody knocks; lives as long as the program, so that the same challenge stands for fifteen minutes."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._gate = Gate(around.clock.boot_ms)
        self._was_away = False
        self._tries = read_tries(around.folder)
        if around.storage() is None:  # the ledger would know; nobody can ask it
            around.desk.tried(TECHNICIAN, self._tries)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="technician")

    def stop(self) -> None:
        """End; what is being written is finished first."""
        self._thread.shutdown(cancel_futures=True)

    # --- the door ----------------------------------------------------------------------------------------------------

    def challenge(self) -> str:
        """The eight digits to read out."""
        return self._gate.challenge()

    def place(self, told: Callable[[tuple[str, str, str] | Exception | None], None]) -> None:
        """Tell hall, window and the kiosk's id, which the centre needs to answer; None without a key."""
        self._do(self._place, told)

    def wait_ms(self) -> int:
        """How long nobody may try."""
        return self._around.desk.wait_ms(TECHNICIAN)

    def failed(self) -> int:
        """A wrong answer; return the wait it earns."""
        wait_ms = self._around.desk.login_failed(TECHNICIAN)
        self._count(self._tries + 1)
        return wait_ms

    def check(self, typed: str, told: Callable[[bool], None]) -> None:
        """Tell whether this answers the challenge."""
        challenge = self._gate.challenge()
        self._do(lambda: self._opens(challenge, typed), lambda came: told(came is True))

    def enter(self) -> None:
        """The answer was right: it is on record, and the window takes no ratings meanwhile."""
        desk = self._around.desk
        desk.note(TechnicianIn(challenge=self._gate.challenge()))
        self._gate.used()
        self._count(0)
        self._was_away = isinstance(desk.phase, Away)
        if not isinstance(desk.phase, OutOfService):
            desk.broke(Code.SERVICED)

    def leave(self) -> None:
        """The technician is done: the window goes on where it can."""
        desk = self._around.desk
        if isinstance(desk.phase, OutOfService) and desk.phase.code == Code.SERVICED:
            desk.mended()
            if self._was_away:  # whoever had left is not back because a technician was here
                desk.away()
        desk.note(TechnicianOut())

    # --- the kiosk ---------------------------------------------------------------------------------------------------

    def look(self, told: Callable[[tuple[Line, ...] | Exception], None]) -> None:
        """Look at every part."""
        sources = self._sources()
        self._do(lambda: health(sources), told)

    def choose(self, section: str, key: str, value: object) -> None:
        """Set something on this machine, over what the centre set; it is on record."""
        folder = self._around.folder

        def write() -> tuple[Layer, str]:
            layer = with_choice(read_layer(folder), section, key, value)
            return layer, write_layer(folder, layer)

        def written(came: tuple[Layer, str] | Exception) -> None:
            if isinstance(came, tuple):
                self._around.desk.note(SettingsChanged(what=TECHNICIAN, sha256=came[1], by=By.STAFF))
                self._around.adopt(came[0])

        self._do(write, written)

    def sample(self, volume: int) -> bool:
        """Let this volume be heard; return whether this machine can be heard at all."""
        return self._around.sample(volume)

    def settings(self) -> KioskSettings:
        """What holds."""
        return self._around.settings()

    def volumes(self, told: Callable[[tuple[Volume, ...] | Exception], None]) -> None:
        """Tell which sticks are plugged in now."""
        self._do(volumes, told)

    def end(self, *, again: bool) -> None:
        """End the program, and begin it anew if wanted."""
        self._around.end(again)

    def bundle(self, to: Path, told: Callable[[Path | Exception], None]) -> None:
        """Write the support bundle into a folder."""
        sources = self._sources()
        self._do(lambda: self._bundled(sources, to), told)

    # --- on the thread -----------------------------------------------------------------------------------------------

    def _place(self) -> tuple[str, str, str] | None:
        one = self._identity()
        return (one.hall, one.window, one.kiosk) if one else None

    def _opens(self, challenge: str, typed: str) -> bool:
        from sync.suite import unlock_answer

        one = self._identity()
        expected = unlock_answer(one.keys, one.centre_keys.seal, challenge) if one else None
        return opens(expected, typed)

    def _bundled(self, sources: Sources, to: Path) -> Path:
        around, storage = self._around, sources.storage
        counts, checkup = {}, [f"the store is not open: {sources.fault}"]
        if storage:
            counts = storage.call(counted).result(PATIENCE_S)
            looked = storage.slices(lambda store: store.looks()).result(PATIENCE_S)
            checkup = [f"{'ok ' if line.ok else 'BAD'} {line.what}: {line.said}" for line in looked]
        given = around.given()
        roster = given.roster if given else ()
        parts = Parts(
            lines=health(sources),
            settings=around.settings(),
            layer=read_layer(around.folder),
            counts=counts,
            checkup=checkup,
            folder=around.folder,
            log=last_lines(),
            people=[text for one in roster for text in (one.name, one.staff)],
            program=around.version,
        )
        place = self._place()
        window = f"{place[0]}-{place[1]}" if place else "unknown"
        return write_bundle(parts, to, f"yiping-support-{window}-{around.clock.now():%Y%m%d-%H%M%S}")

    # --- inside ------------------------------------------------------------------------------------------------------

    def _count(self, tries: int) -> None:
        self._tries = tries
        folder = self._around.folder
        self._do(lambda: write_tries(folder, tries), lambda _: None)

    def _sources(self) -> Sources:
        around = self._around
        return Sources(
            folder=around.folder,
            version=around.version,
            queue=around.settings().queue.kind,
            queue_trouble=around.desk.queue_trouble,
            storage=around.storage(),
            client=around.client,
            fault=around.fault(),
        )

    def _identity(self) -> Identity | None:
        from kiosk.identity import BadIdentity, identity_in

        try:
            return identity_in(self._around.folder)
        except BadIdentity as why:
            log.warning("%s", why)
            return None

    def _do(self, work: Callable[[], T], told: Callable[[T | Exception], None]) -> None:
        self._thread.submit(self._safely, work, told)

    def _safely(self, work: Callable[[], T], told: Callable[[T | Exception], None]) -> None:
        came: T | Exception
        try:
            came = work()
        except Exception as trouble:  # the top of the thread: a full stick, a store that ended
            log.warning("what the technician asked for could not be done: %s", trouble)
            came = trouble
        self._around.post(lambda: told(came))
