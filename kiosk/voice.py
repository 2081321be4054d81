"""Says what changes aloud: a recording if there is one, else the system's speech, else nothing. Never needed to rate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from kiosk.flow import Phase
from kiosk.prompts import Prompt, prompt, recording, volume_at
from kiosk.sections import Voice as Settings
from sync import resources


def folders(settings: Settings) -> tuple[Path, ...]:
    """Return where recordings are looked for: the hall's own first."""
    own = (Path(settings.folder),) if settings.folder else ()
    return (*own, resources.assets() / "sounds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One prompt to be heard: its file, or its text for the system's speech; `volume` 1 to 100."""

    prompt: Prompt
    language: str
    volume: int
    file: Path | None = None
    text: str = ""


class Speaker(Protocol):
    """A loudspeaker; returns at once, and a new utterance ends the one before."""

    def say(self, said: Utterance) -> None:
        """Have it heard."""
        ...

    def stop(self) -> None:
        """End."""
        ...


class Voice:
    """`folders` are searched in order; `speaking` gives the language on the screen and its texts, `now` the hall's time."""

    def __init__(
        self,
        settings: Settings,
        folders: Sequence[Path],
        speaker: Speaker,
        *,
        speaking: Callable[[], tuple[str, dict[str, str]]],
        now: Callable[[], datetime],
    ) -> None:
        self._settings, self._folders, self._speaker = settings, folders, speaker
        self._speaking, self._now = speaking, now
        self._before: Phase | None = None

    def show(self, phase: Phase) -> None:
        """The window shows this now."""
        said, self._before = prompt(self._before, phase), phase
        if said:
            self._say(said, volume_at(self._settings.volume, self._settings.by_hour, self._now().time()))

    def adopt(self, settings: Settings) -> None:
        """These hold from now on."""
        self._settings = settings

    def sample(self, volume: int) -> None:
        """Let a technician hear how loud this is."""
        self._say(Prompt.THANKING, volume)

    def stop(self) -> None:
        """End."""
        self._speaker.stop()

    def _say(self, said: Prompt, volume: int) -> None:
        if volume == 0:
            return
        language, texts = self._speaking()
        file = recording(said, language, self._folders)
        text = texts.get(f"say_{said}", "") if self._settings.speech else ""
        if file or text:
            self._speaker.say(Utterance(prompt=said, language=language, volume=volume, file=file, text=text))
