"""What the window says aloud, and when: pure. The same words for every level, because no level is known here."""

from __future__ import annotations

import wave
from collections.abc import Mapping, Sequence
from datetime import time
from enum import StrEnum
from pathlib import Path

from kiosk.flow import Asking, Away, NotSaved, Phase, RatedAlready, Thanking


class Prompt(StrEnum):
    """A sentence; its recording is `<language>.<prompt>.wav`, its text `say_<prompt>` of a translation."""

    ASKING = "asking"
    THANKING = "thanking"
    RATED_ALREADY = "rated_already"
    NOT_SAVED = "not_saved"
    AWAY = "away"


_OF: Mapping[type[Phase], Prompt] = {
    Asking: Prompt.ASKING,
    Thanking: Prompt.THANKING,
    RatedAlready: Prompt.RATED_ALREADY,
    NotSaved: Prompt.NOT_SAVED,
    Away: Prompt.AWAY,
}


def prompt(before: Phase | None, after: Phase) -> Prompt | None:
    """Return what is said when this phase follows that one: once a page, nothing while it stays."""
    return None if type(before) is type(after) else _OF.get(type(after))


def volume_at(volume: int, by_hour: Mapping[str, str], now: time) -> int:
    """Return how loud it is now, 0 to 100: the last entry before now holds, over midnight too."""
    if not by_hour:
        return volume
    ordered = sorted((hour(at), int(loud)) for at, loud in by_hour.items())
    begun = [loud for at, loud in ordered if at <= now]
    return begun[-1] if begun else ordered[-1][1]


def hour(text: str) -> time:
    """Return a time of day written as in 08:30.

    Raises:
        ValueError: it is none.
    """
    if len(text) != 5:
        raise ValueError(text)
    return time.fromisoformat(text)


def recording(said: Prompt, language: str, folders: Sequence[Path]) -> Path | None:
    """Return the file with this prompt: the hall's own folder comes first."""
    names = [folder / f"{language}.{said}.wav" for folder in folders]
    return next((path for path in names if path.is_file()), None)


def is_pcm(file: Path) -> bool:
    """Return whether a recording is a WAV that every loudspeaker here can play."""
    try:
        with wave.open(str(file)) as read:
            return bool(read.getsampwidth() == 2 and read.getnframes() > 0)
    except (wave.Error, EOFError, OSError):
        return False
