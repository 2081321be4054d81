"""Joins what the window shows while nobody is served: notices of the folder and the centre, photos, and rest."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.files import files_in
from kiosk.resting import Resting
from kiosk.settings import KioskSettings
from sync.clock import Clock

if TYPE_CHECKING:
    from kiosk.notices.notice import Notice
    from kiosk.notices.watch import FolderWatch
    from kiosk.viewmodels.film import Film
    from kiosk.viewmodels.idle import IdleViewModel
    from kiosk.viewmodels.window import WindowViewModel
    from sync.contract import KioskSettings as Given


class Idling:
    """`post` brings a call to the screen's thread. Notices of the centre come first, then those of the folder."""

    def __init__(
        self,
        view: IdleViewModel,
        scene: WindowViewModel,
        settings: KioskSettings,
        folder: Path,
        clock: Clock,
        post: Callable[[Callable[[], object]], None],
    ) -> None:
        self._view, self._scene, self._settings, self._clock = view, scene, settings, clock
        self._files, self._post = files_in(folder), post
        self._given: tuple[Notice, ...] = ()
        self._found: tuple[Notice, ...] = ()
        self._watch: FolderWatch | None = None

    def begin(self, open_film: Callable[[], Film]) -> None:
        """Rest, and look for notices, from now on."""
        idle, zone = self._settings.idle, self._settings.zone

        def now() -> datetime:
            return self._clock.now().astimezone(zone)

        resting = Resting(dim_after_s=idle.dim_after_s, night_from=idle.night_from, night_to=idle.night_to)
        dimmed = 1 - idle.dim_percent / 100
        self._view.attend(now, self._clock.boot_ms, resting, dimmed=dimmed, open_film=open_film)
        if idle.folder:
            from kiosk.notices.watch import FolderWatch

            self._watch = FolderWatch(
                Path(idle.folder), zone, idle.notice_s, lambda found: self._post(lambda: self._have_found(found))
            )
            self._watch.start()

    def know(self, given: Given | None, held: Collection[str]) -> None:
        """Show what the centre gave, as far as its files are here."""
        self._scene.photos_are(lambda sha256: (self._files / sha256).as_uri() if sha256 in held else "")
        if given is None:
            return
        self._scene.stand_at(given.window, " · ".join(name for name in (given.window_name, given.department) if name))
        if given.notices or self._given:
            from kiosk.notices.given import given_notices

            self._given = given_notices(given.notices, self._files, held)
            self._view.put((*self._given, *self._found))

    def stop(self) -> None:
        """End."""
        if self._watch:
            self._watch.stop()
        self._view.stop()

    def _have_found(self, found: tuple[Notice, ...]) -> None:
        self._found = found
        self._view.put((*self._given, *self._found))
