"""What a hall's page shows, made from the summary: bars, lines of windows, lines of cases. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sync.summary.figures import Group, Summary, Tally, natural

HOUR_HEIGHT = 112  # of the chart's drawing area, in its own units


@dataclass(frozen=True, slots=True)
class HourBar:
    """One hour's two bars, one inside the other."""

    key: str
    served: int
    rated: int
    served_height: float
    rated_height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowLine:
    """One window's line. `kiosk` is None where none is enrolled; `tally` is None where nobody was served.

    `seen_ago` is in whole minutes.
    """

    id: str
    name: str
    department: str | None
    kiosk: str | None
    online: bool
    seen: str | None
    seen_ago: int | None
    pairing: str
    tally: Tally | None


@dataclass(frozen=True, slots=True)
class ReasonBar:
    """How often a reason was ticked, in words."""

    text: str
    level: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskSeen:
    """A window's kiosk, when it was last heard, and the number it showed when it was set up."""

    kiosk: str
    last_seen: datetime | None
    pairing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowPlace:
    """A window as the hall knows it."""

    id: str
    name: str
    department: str | None


def hour_bars(by_hour: Iterable[Group]) -> list[HourBar]:
    """Return the bars from the first hour with a service to the last, hours between included."""
    tallies = {int(group.key): group.tally for group in by_hour}
    if not tallies:
        return []
    most = max(tally.served for tally in tallies.values()) or 1
    return [_bar(hour, tallies.get(hour), most) for hour in range(min(tallies), max(tallies) + 1)]


def _bar(hour: int, tally: Tally | None, most: int) -> HourBar:
    served, rated = (tally.served, tally.rated) if tally else (0, 0)
    unit = HOUR_HEIGHT / most
    return HourBar(f"{hour:02d}", served, rated, round(served * unit, 1), round(rated * unit, 1))


def window_lines(
    summary: Summary,
    places: Iterable[WindowPlace],
    kiosks: Mapping[str, KioskSeen],
    *,
    now: datetime,
    offline_after_s: float,
) -> list[WindowLine]:
    """Return a line for each window of the hall, and for each that only the figures know."""
    known = {place.id: place for place in places}
    tallies = {group.key: group.tally for group in summary.by_window}
    for one in tallies:
        known.setdefault(one, WindowPlace(id=one, name=one, department=None))
    return [
        _line(known[one], kiosks.get(one), tallies.get(one), now, offline_after_s, summary.origins.time_zone)
        for one in sorted(known, key=natural)
    ]


def _line(
    place: WindowPlace, kiosk: KioskSeen | None, tally: Tally | None, now: datetime, offline_after_s: float, zone: str
) -> WindowLine:
    seen = kiosk.last_seen if kiosk else None
    return WindowLine(
        id=place.id,
        name=place.name,
        department=place.department,
        kiosk=kiosk.kiosk if kiosk else None,
        online=seen is not None and (now - seen).total_seconds() <= offline_after_s,
        seen=clock_time(seen, zone) if seen else None,
        seen_ago=max(0, int((now - seen).total_seconds())) // 60 if seen else None,
        pairing=kiosk.pairing if kiosk else "",
        tally=tally,
    )


def reason_bars(summary: Summary) -> list[ReasonBar]:
    """Return the most ticked reasons in words; a code without words is shown as it is."""
    texts = summary.reason_texts
    return [ReasonBar(texts.get(one.code, one.code), one.level, one.count) for one in summary.reasons]


def clock_time(at: datetime, zone: str) -> str:
    """Return a moment as the hall's clocks show it."""
    return at.astimezone(ZoneInfo(zone)).strftime("%m-%d %H:%M")
