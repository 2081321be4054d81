"""Does what an administrator far away asks, once each, and never while a citizen is before the screen.

On the desk's thread; files, the bundle and the network are on a thread of its own. Each command that was done is a
record in the chain, and the centre hears of it with the next heartbeat.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.flow import Away, OutOfService
from kiosk.remote.done import Done
from kiosk.technician.layer import Layer, read_layer, with_choice, write_layer
from sync.contract import canonical, moment
from sync.kinds import By, SettingsChanged
from sync.remote import Command, CommandDone, CommandKind
from sync.shape import Malformed

if TYPE_CHECKING:
    from kiosk.desk import Desk
    from sync.clock import Clock
    from sync.contract import KioskSettings as Given
    from sync.delivery.client import Client
    from sync.delivery.identity import Identity

log = logging.getLogger(__name__)

LOUDEST = 100
Told = Callable[[Path | Exception], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """What commands are done with. `busy`: a citizen is before the screen; `bundle` writes into a folder and tells.

    `beat` sends a heartbeat, `adopt` takes over what is chosen on this machine,
    `restart` begins the program anew, `differs`: what was given last would change how this program works.
    """

    folder: Path
    clock: Clock
    desk: Desk
    done: Done
    post: Callable[[Callable[[], object]], None]
    beat: Callable[[], None]
    adopt: Callable[[Layer], None]
    restart: Callable[[], None]
    busy: Callable[[], bool]
    differs: Callable[[], bool]
    bundle: Callable[[Path, Told], None]
    client: Callable[[], Client | None]
    client_of: Callable[[Identity], Client]


class Remote:
    """Made when the first command comes, or when this tablet is moved."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._taken: set[str] = set()
        self._renewing: list[Command] = []
        self._when_free: list[Callable[[], None]] = []
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="remote")

    def take(self, commands: Sequence[Command]) -> None:
        """Do what has not been done yet."""
        for one in commands:
            if one.id not in self._taken and not self._hands.done.knows(one.id):
                self._taken.add(one.id)
                self._do(one)

    def renewed(self, given: Given) -> None:
        """Settings came and were taken over; another place means a new ledger, and both a new start once nobody is here."""
        waiting, self._renewing = self._renewing, []
        self._submit(lambda: self._settle_in(waiting, given))

    def believe(self, next_key: str) -> None:
        """The centre announces a new key of its own, under the one that is believed."""
        from kiosk.remote.keys import believes

        if next_key not in self._taken:
            self._taken.add(next_key)
            self._submit(lambda: believes(self._hands.folder, next_key))

    def changed(self) -> None:
        """Something at the desk changed: what waited for the citizen to leave may begin."""
        if self._when_free and not self._hands.busy():
            waiting, self._when_free = self._when_free, []
            for one in waiting:
                one()

    def stop(self) -> None:
        """End; what is being written is finished first."""
        self._thread.shutdown(cancel_futures=True)

    # --- one command -----------------------------------------------------------------------------------------------------

    def _do(self, one: Command) -> None:
        desk = self._hands.desk
        if self._late(one):
            self._say(one, "it came too late", done=False)
            return
        match one.kind:
            case CommandKind.AWAY if isinstance(desk.phase, OutOfService):
                self._say(one, f"this window is out of service ({desk.phase.code})", done=False)
            case CommandKind.AWAY:
                desk.away()
                self._say(one, "" if isinstance(desk.phase, Away) else "as soon as the citizen's page is over")
            case CommandKind.BACK:
                desk.back()
                self._say(one)
            case CommandKind.NOTICE:  # it came with the settings
                self._say(one)
            case CommandKind.VOLUME:
                self._set_volume(one)
            case CommandKind.RESTART:
                self._free(lambda: self._restart(one))
            case CommandKind.SETTINGS:  # those it came with are the newest: `renewed` hears of them next
                self._renewing.append(one)
            case CommandKind.BUNDLE:
                self._send_bundle(one)
            case CommandKind.KEYS:
                self._submit(lambda: self._change_keys(one))
            case _:
                self._say(one, f"this version does not know the command {one.kind[:40]}", done=False)

    def _set_volume(self, one: Command) -> None:
        volume = one.volume
        if volume is None or not 0 <= volume <= LOUDEST:
            self._say(one, "the volume is a number from 0 to 100", done=False)
            return
        folder = self._hands.folder

        def write() -> None:
            layer = with_choice(read_layer(folder), "voice", "volume", volume)
            write_layer(folder, layer)
            self._hands.post(lambda: self._hands.adopt(layer))
            self._hands.post(lambda: self._say(one))

        self._submit(write)

    def _restart(self, one: Command) -> None:
        if self._late(one):
            self._say(one, "a citizen was before the screen all the time", done=False)
        else:
            self._say(one, then=self._hands.restart)

    def _send_bundle(self, one: Command) -> None:
        def made(came: Path | Exception) -> None:
            if isinstance(came, Path):
                self._submit(lambda: self._upload(one, came))
            else:
                self._say(one, f"it could not be put together: {came}", done=False)

        self._hands.bundle(self._hands.folder / "outgoing", made)

    # --- on the thread ---------------------------------------------------------------------------------------------------

    def _upload(self, one: Command, path: Path) -> None:
        from kiosk.remote.upload import uploaded

        try:
            trouble = uploaded(self._hands.client(), one.id, path.read_bytes())
        finally:
            path.unlink(missing_ok=True)
        self._hands.post(lambda: self._say(one, trouble or "", done=trouble is None))

    def _change_keys(self, one: Command) -> None:
        from kiosk.remote.keys import changed_keys

        trouble = changed_keys(self._hands.folder, self._hands.client_of)

        def told() -> None:
            self._say(one, trouble or "the program begins anew with them", done=trouble is None)
            if trouble is None:
                self._begin_anew()

        self._hands.post(told)

    def _settle_in(self, waiting: Sequence[Command], given: Given) -> None:
        from kiosk.remote.place import moved_to

        anew = moved_to(self._hands.folder, given.hall, given.window) or (bool(waiting) and self._hands.differs())

        def told() -> None:
            for one in waiting:
                self._say(one, "the program begins anew with them" if anew else "they hold already")
            if anew:
                self._begin_anew()

        self._hands.post(told)

    # --- inside ----------------------------------------------------------------------------------------------------------

    def _say(self, one: Command, said: str = "", *, done: bool = True, then: Callable[[], None] | None = None) -> None:
        """Record what was done, write down what became of the command, and only then go on."""
        log.info("the command %s: %s", one.kind, said or "done")
        if done:
            name = hashlib.sha256(canonical(one).encode()).hexdigest()
            self._hands.desk.note(SettingsChanged(what=f"command {one.kind}", sha256=name, by=By.CENTRE))

        def written() -> None:
            self._hands.done.keep(CommandDone(id=one.id, done=done, said=said[:200]))
            self._hands.beat()
            if then:
                self._hands.post(then)

        self._submit(written)

    def _begin_anew(self) -> None:
        """Once what was said is written down (the thread does one thing after another) and nobody is here.

        Otherwise the program would begin anew, know nothing of the command and do it again, for ever.
        """
        self._submit(lambda: self._hands.post(lambda: self._free(self._hands.restart)))

    def _free(self, act: Callable[[], None]) -> None:
        self._when_free.append(act)
        self.changed()

    def _late(self, one: Command) -> bool:
        try:
            return moment(one.until) < self._hands.clock.now()
        except Malformed:
            return True

    def _submit(self, work: Callable[[], object]) -> None:
        self._thread.submit(self._safely, work)

    def _safely(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception:  # the top of the thread
            log.exception("a command met trouble it does not know")
