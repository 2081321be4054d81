"""What the manager's page asks for and is told: a day's figures, days that have any, places for files, files written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.aside import SetAside
    from kiosk.volumes import Volume
    from sync.summary.figures import Summary


@dataclass(frozen=True, slots=True)
class NotDone:
    """The figures could not be had, or the files not written; `why` is a sentence for the manager."""

    why: str


@dataclass(frozen=True, slots=True)
class DayRead:
    """A day's summary, and what the centre has set aside of this window."""

    summary: Summary
    aside: tuple[SetAside, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """The files are whole and where they should be."""

    folder: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whose day is to be taken away, by whom: this window's, or the hall's as the centre knows it."""

    day: str
    hall: bool = False
    by: str = ""


class DayBook(Protocol):
    """Where the manager's figures come from. Answers come later, on the caller's thread."""

    @property
    def own(self) -> Path:
        """This machine's own folder for the manager's files."""
        ...

    def today(self) -> str:
        """The business day of the hall."""
        ...

    def read(self, day: str, done: Callable[[DayRead | NotDone], None], *, hall: bool = False) -> None:
        """Count a day of this window, or ask the centre for the hall's."""
        ...

    def days(self, first: str, last: str, done: Callable[[frozenset[str]], None]) -> None:
        """Tell on which days from `first` to `last` somebody was served at this window."""
        ...

    def sticks(self, done: Callable[[tuple[Volume, ...]], None]) -> None:
        """Tell which sticks are plugged in."""
        ...

    def folders(self, of: Path, done: Callable[[tuple[str, ...]], None]) -> None:
        """Tell the names of the folders in a folder."""
        ...

    def export(
        self,
        wanted: Wanted,
        to: Path | None,
        done: Callable[[Written | NotDone], None],
        step: Callable[[int, int], None] = lambda *_: None,
    ) -> None:
        """Write the day's files to a folder, or (None) to this machine's own."""
        ...
