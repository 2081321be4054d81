"""What an administrator far away may ask of one tablet, and what the tablet says to it. Standard library only.

A command is asked once: the tablet keeps the ids of what it did, through restarts, and does none a second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

BUNDLE_PART = 192 * 1024  # bytes of a sealed support bundle that are sent at once
MOST_PARTS = 32


class CommandKind(StrEnum):
    """What can be asked; a tablet that does not know a kind refuses it."""

    AWAY = "away"
    BACK = "back"
    NOTICE = "notice"
    VOLUME = "volume"
    RESTART = "restart"
    SETTINGS = "settings"
    BUNDLE = "bundle"
    KEYS = "keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Do this until `until` (RFC 3339), not later. `kind` is a `CommandKind`, perhaps one that this version does not know.

    `text` is the notice, `volume` a number from 0 to 100.
    """

    id: str
    kind: str
    until: str
    text: str | None = None
    volume: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandDone:
    """What became of a command: `done`, or refused; `said` says how or why, as a sentence for the administrator."""

    id: str
    done: bool
    said: str = ""


def bundle_about(command: str) -> str:
    """Return what a support bundle is sealed about on its way: it opens as the answer to this command alone."""
    return f"bundle {command}"


def bundle_path(command: str, part: int) -> str:
    """Return where a part of a sealed bundle goes; parts are numbered from 0."""
    return f"/api/v1/kiosk/bundles/{command}/{part}"
