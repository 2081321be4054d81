"""The daily report as tables, before any file format: what CSV, XLSX and PDF all write, so that they cannot disagree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sync.contract import moment
from sync.summary.certificate import COUNTS, certificate
from sync.summary.figures import Group, Share, Summary, share
from sync.summary.safe import safe
from sync.summary.table import NOTHING, WITHHELD, Cell, Percent, Table
from sync.summary.words import word

Say = Callable[..., str]

SHARES = ("satisfied", "bad", "response")
SINGLES = ("unexplained", "with_comment", "superseded")


@dataclass(frozen=True, slots=True)
class Report:
    """A title, a head of (name, value) lines, remarks that may be long, the certificate, then the tables in order."""

    hall: str
    title: str
    language: str
    head: tuple[tuple[str, str], ...]
    remarks: tuple[tuple[str, str], ...]
    statements: tuple[str, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]


def report(summary: Summary, language: str = "zh-CN") -> Report:
    """Return the day's report; every text in it is safe for any file."""

    def say(key: str, **facts: object) -> str:
        return word(key, language, **facts)

    statements, kiosks = certificate(summary, language)
    return Report(
        hall=safe(summary.origins.hall_name),
        title=say("title"),
        language=language,
        head=tuple((name, safe(value)) for name, value in _head(summary, say)),
        remarks=tuple((name, safe(value)) for name, value in _remarks(summary, say)),
        statements=statements,
        tables=(kiosks, *_totals(summary, say), *_groups(summary, say)),
        notes=_notes(summary, say),
    )


def _head(summary: Summary, say: Say) -> list[tuple[str, str]]:
    origins = summary.origins
    return [
        (say("head.hall"), f"{origins.hall_name}（{origins.hall}）"),
        (say("head.day"), long_day(origins.day, say("and") == "、")),
        (say("head.source"), say(f"source.{origins.source}", window=origins.window)),
        (say("head.as_of"), local(origins.as_of, origins.time_zone)),
        (say("head.revision"), str(origins.revision)),
    ]


def _remarks(summary: Summary, say: Say) -> list[tuple[str, str]]:
    lines = []
    if summary.cannot_know:
        lines.append((say("head.cannot_know"), say("and").join(say(f"cannot.{one}") for one in summary.cannot_know)))
    return lines + [(say("head.changed"), change) for change in summary.origins.changed_since_export]


def long_day(day: str, chinese: bool) -> str:
    """Return a day as people write it, with its weekday."""
    on = date.fromisoformat(day)
    if chinese:
        return f"{on.year}年{on.month}月{on.day}日 星期{'一二三四五六日'[on.weekday()]}"
    return f"{day}, {('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')[on.weekday()]}"


def local(time: str, zone: str) -> str:
    """Return an RFC 3339 time on the hall's own clock, with its offset."""
    there = moment(time).astimezone(ZoneInfo(zone))
    return f"{there:%Y-%m-%d %H:%M:%S} UTC{there:%z}"


def _totals(summary: Summary, say: Say) -> list[Table]:
    total = summary.total
    rated = total.rated
    figures: list[tuple[Cell, ...]] = [(say(name), getattr(total, name), "") for name in COUNTS]
    figures += [(say(name), *_parts(getattr(total, name))) for name in SHARES]
    figures += [(say(name), getattr(summary, name), "") for name in SINGLES]
    figures += [(say("typed_served"), summary.typed.served, ""), (say("typed_rated"), summary.typed.rated, "")]
    levels = [
        (say(f"level.{level}"), count, percent(share(count, rated))) for level, count in (total.levels or {}).items()
    ]
    outcomes = {name: count for name, count in summary.outcomes.items() if name != "served"}
    count = (say("col.count"),)
    return [
        Table("figures", say("figures"), (say("col.figure"), say("col.value"), say("col.parts")), tuple(figures)),
        Table("levels", say("levels"), (say("col.level"), *count, say("col.share")), tuple(levels)),
        Table("causes", say("causes"), (say("col.cause"), *count), _named("cause", summary.causes, say)),
        Table("outcomes", say("outcomes"), (say("col.outcome"), *count), _named("outcome", outcomes, say)),
        Table("channels", say("channels"), (say("col.channel"), *count), _named("channel", summary.channels, say)),
        Table("second", say("second"), (say("col.level"), *count), _named("level", summary.second, say)),
        _reasons(summary, say),
    ]


def _named(family: str, counts: dict[str, int], say: Say) -> tuple[tuple[Cell, ...], ...]:
    return tuple((say(f"{family}.{name}"), count) for name, count in counts.items())


def _reasons(summary: Summary, say: Say) -> Table:
    columns = tuple(say(f"col.{name}") for name in ("code", "reason", "level", "version", "count"))
    rows = tuple(
        (
            safe(one.code),
            safe(summary.reason_texts.get(one.code, "")),
            say(f"level.{one.level}"),
            safe(one.version) or "–",
            one.count,
        )
        for one in summary.reasons
    )
    return Table("reasons", say("reasons"), columns, rows)


def _groups(summary: Summary, say: Say) -> list[Table]:
    def table(key: str, first: str, groups: tuple[Group, ...]) -> Table:
        columns = (say(f"col.{first}"), say("col.name"), *(say(name) for name in COUNTS))
        columns += (*(say(f"short.{level}") for level in "54321"), *(say(name) for name in SHARES))
        return Table(key, say(key), columns, tuple(_row(group, first, say) for group in groups))

    return [
        table("windows", "window", summary.by_window),
        table("departments", "department", summary.by_department),
        table("staff", "staff", summary.by_staff),
        table("hours", "hour", summary.by_hour),
    ]


def _row(group: Group, first: str, say: Say) -> tuple[Cell, ...]:
    tally = group.tally
    name = f"{group.key}:00–{group.key}:59" if first == "hour" else group.name
    unknown = say(f"unknown.{first}") if not group.key else ""
    levels: list[Cell] = [tally.levels[level] if tally.levels else WITHHELD for level in "54321"]
    shares = [WITHHELD if (one := getattr(tally, name)) is None else percent(one) for name in SHARES]
    return (
        safe(group.key) or "–",
        unknown or safe(name),
        *(getattr(tally, name) for name in COUNTS),
        *levels,
        *shares,
    )


def _parts(one: Share) -> tuple[Cell, str]:
    return percent(one), f"{one.count}/{one.of}"


def percent(one: Share) -> Cell:
    """Return a share's cell."""
    return NOTHING if one.percent is None else Percent(one.percent)


def _notes(summary: Summary, say: Say) -> tuple[str, ...]:
    return (
        say("note.satisfied"),
        say(f"note.base.{summary.base}"),
        say("note.withheld", least=summary.min_n),
        say("note.nothing"),
    )
