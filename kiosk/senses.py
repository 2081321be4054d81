"""What the window hears without a touch and says aloud: the queue, readers that type, prompts. Joined once there is a number."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.flow import Phase
    from kiosk.hearing import Hearing
    from kiosk.parts import Parts, Views
    from kiosk.viewmodels.load import Screen
    from kiosk.voice import Voice


class Senses:
    """`card` takes the code of a staff card. `hearing` is None before `begin`, `voice` also where nothing can be heard."""

    def __init__(self, parts: Parts, views: Views, card: Callable[[str], None]) -> None:
        self._parts, self._views, self._card = parts, views, card
        self.hearing: Hearing | None = None
        self.voice: Voice | None = None

    def begin(self, number: str, screen: Screen) -> None:
        """Take numbers for the window of this number, and speak; a second time does nothing."""
        if self.hearing:
            return
        self._parts.keypad.start(self._parts.desk.ticket)
        self._listen(number, screen)
        self._speak_up()

    def show(self, phase: Phase) -> None:
        """Say what belongs to this page."""
        if self.voice:
            self.voice.show(phase)

    def stop(self) -> None:
        """Hear and say nothing more."""
        if self.hearing:
            self.hearing.stop()
        if self.voice:
            self.voice.stop()

    def _listen(self, number: str, screen: Screen) -> None:
        from kiosk.hearing import Hearing

        parts = self._parts
        self.hearing = Hearing(
            parts.settings, number, parts.clock, desk=parts.desk, post=self._views.bridge.post, card=self._card
        )
        self.hearing.start(screen)

    def _speak_up(self) -> None:
        """Prompts, on a machine that can be heard."""
        from kiosk.surroundings import can_be_heard

        if not can_be_heard(os.environ):
            return
        from kiosk.viewmodels.speaker import QtSpeaker
        from kiosk.voice import Voice, folders

        parts, comfort = self._parts, self._views.comfort
        self.voice = Voice(
            parts.settings.voice,
            folders(parts.settings.voice),
            QtSpeaker(),
            speaking=lambda: (comfort.language, comfort.words),
            now=lambda: parts.clock.now().astimezone(parts.settings.zone),
        )
