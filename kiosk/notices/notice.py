"""One notice and when it is due. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sync.contract import NoticeKind

MOST_TEXT = 200  # characters: what can be read while walking past


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`begins` and `ends` are moments, `from_time` and `to_time` times of each day in the hall; empty: no bound.

    `still` is the picture shown instead of a video that cannot be played here.
    """

    id: str
    kind: NoticeKind
    text: str = ""
    file: Path | None = None
    still: Path | None = None
    begins: datetime | None = None
    ends: datetime | None = None
    from_time: str = ""
    to_time: str = ""
    seconds: int = 10

    def is_due(self, now: datetime) -> bool:
        """Return whether it is to be shown now; `now` is in the hall's zone."""
        begun = self.begins is None or self.begins <= now
        over = self.ends is not None and self.ends <= now
        return begun and not over and within(f"{now:%H:%M}", self.from_time, self.to_time)


def within(time: str, begin: str, end: str) -> bool:
    """Return whether a time of day lies between two, the second left out; over midnight where it is the earlier one."""
    begin, end = begin or "00:00", end or "24:00"
    return begin <= time < end if begin <= end else time >= begin or time < end


def due(notices: Iterable[Notice], now: datetime) -> tuple[Notice, ...]:
    """Return those to be shown now, in their order."""
    return tuple(one for one in notices if one.is_due(now))
