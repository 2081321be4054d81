"""The technician's door, and the one by which an administrator far away comes in. Loaded when somebody first knocks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.codes import Code
from kiosk.settings import overlaid

if TYPE_CHECKING:
    from kiosk.backoffice import Backoffice
    from kiosk.flow import Phase
    from kiosk.parts import Parts, Views
    from kiosk.remote.remote import Hands, Remote
    from kiosk.technician.layer import Layer
    from kiosk.technician.service import Around, Service
    from kiosk.voice import Voice


class Knocking:
    """`show` puts a page (or none) on the window; `end` ends the program, and starts it again if told so."""

    def __init__(
        self,
        parts: Parts,
        views: Views,
        *,
        show: Callable[[object], object],
        end: Callable[[bool], None],
        voice: Callable[[], Voice | None],
    ) -> None:
        self._parts, self._views = parts, views
        self._show, self._end, self._voice = show, end, voice
        self.backoffice: Backoffice | None = None
        self._remote: Remote | None = None
        self._service: Service | None = None
        self.fault = ""  # why nothing can be kept, in words

    def knock(self) -> None:
        """Somebody held the staff's door."""
        if self.backoffice is None:
            from kiosk.backoffice import Backoffice

            own = self._parts.where.exports
            self.backoffice = Backoffice(self._around(), self._views.comfort, self._views.bridge, self._show, own=own)
        self.backoffice.knock()

    def mended(self) -> None:
        """What was broken is not any more; a technician who is at work stays until they are done."""
        if not self.fault:
            return
        self.fault = ""
        if self.backoffice and self.backoffice.at_work:
            self._parts.desk.broke(Code.SERVICED)
        else:
            self._parts.desk.mended()

    @property
    def remote(self) -> Remote:
        """What does what is asked from afar."""
        if self._remote is None:
            from kiosk.remote.remote import Remote

            self._remote = Remote(self._hands())
        return self._remote

    def changed(self, phase: Phase) -> None:
        """Something at the desk changed."""
        if self.backoffice:
            self.backoffice.changed(phase)
        if self._remote:
            self._remote.changed()

    def stop(self) -> None:
        """End what a knock began."""
        if self._remote:
            self._remote.stop()
        if self._service:
            self._service.stop()
        if self.backoffice:
            self.backoffice.stop()

    def _hands(self) -> Hands:
        from kiosk.remote.remote import Hands
        from kiosk.viewmodels.derive import counter

        parts = self._parts
        return Hands(
            folder=parts.folder,
            clock=parts.clock,
            desk=parts.desk,
            done=parts.done,
            post=self._views.bridge.post,
            beat=parts.backroom.beat,
            adopt=self._chosen,
            restart=lambda: self._end(True),
            busy=lambda: counter(parts.desk.phase).citizen_busy,
            differs=parts.differs,
            bundle=self._bundle,
            client=parts.backroom.client,
            client_of=parts.backroom.client_of,
        )

    def _bundle(self, to: Path, told: Callable[[Path | Exception], None]) -> None:
        if self._service is None:
            from kiosk.technician.service import Service

            self._service = Service(self._around())
        self._service.bundle(to, told)

    def _around(self) -> Around:
        from kiosk.technician.service import Around

        parts = self._parts
        return Around(
            folder=parts.folder,
            clock=parts.clock,
            desk=parts.desk,
            version=parts.version,
            post=self._views.bridge.post,
            storage=lambda: parts.backroom.storage if parts.opened else None,
            client=parts.backroom.client,
            settings=lambda: parts.settings,
            given=lambda: parts.given,
            adopt=self._chosen,
            fault=lambda: self.fault,
            sample=self._sample,
            end=self._end,
        )

    def _chosen(self, layer: Layer) -> None:
        from kiosk.technician.layer import WHERE

        self._parts.settled = (overlaid(self._parts.settings, layer, WHERE)[0], ())
        look = self._parts.settings.screen
        self._views.comfort.adopt(first=look.language, night=look.theme == "night", motion=look.motion)
        if voice := self._voice():
            voice.adopt(self._parts.settings.voice)

    def _sample(self, volume: int) -> bool:
        voice = self._voice()
        if voice:
            voice.sample(volume)
        return voice is not None
