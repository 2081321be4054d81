"""Notices from a folder of this machine: every picture, text and video in it, by name; times stand in notices.toml.

Whoever puts a file there needs no program: a memory stick and a copy are enough. What cannot be used is left out, and
said in a sentence; it never stops the others.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any

from kiosk.notices.notice import MOST_TEXT, Notice
from sync.contract import NoticeKind as Kind

TIMETABLE = "notices.toml"
KINDS = {
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".webp"), Kind.PICTURE),
    **dict.fromkeys((".mp4", ".m4v", ".mkv", ".avi", ".mov", ".webm", ".mpg", ".mpeg"), Kind.VIDEO),
    ".txt": Kind.TEXT,
}
MOST_BYTES = {Kind.PICTURE: 20 << 20, Kind.VIDEO: 2 << 30, Kind.TEXT: 8 << 10}
MOST_NOTICES = 100
KEYS = ("file", "text", "begins", "ends", "from", "to", "seconds")


class _Amiss(ValueError):
    """Something in the folder cannot be used; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """The notices of a folder in their order, and what could not be used and why."""

    notices: tuple[Notice, ...] = ()
    mistakes: tuple[str, ...] = ()


def read_folder(folder: Path, zone: tzinfo, seconds: int) -> Found:
    """Return what the folder holds now; `seconds` is how long a notice stays that says nothing else."""
    notices: list[Notice] = []
    mistakes: list[str] = []
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in KINDS and path.name[0] != ".")
        rows = _rows(folder / TIMETABLE)
    except (OSError, _Amiss) as trouble:
        return Found((), (f"no notices from {folder}: {trouble}",))
    stills = {path.with_suffix("") for path in paths if _kind(path) is Kind.VIDEO}
    shown = [path for path in paths if _kind(path) is not Kind.PICTURE or path.with_suffix("") not in stills]
    for path in shown:
        try:
            notices.append(_read(path, seconds, paths))
        except (OSError, UnicodeDecodeError, _Amiss) as trouble:
            mistakes.append(f"{path.name} is left out: {trouble}")
    for number, row in enumerate(rows, 1):
        try:
            notices = _with_row(notices, row, number, zone, seconds)
        except _Amiss as trouble:
            mistakes.append(f"notice {number} of {TIMETABLE} is left out: {trouble}")
    if len(notices) > MOST_NOTICES:
        mistakes.append(f"{folder} holds {len(notices)} notices: only the first {MOST_NOTICES} are shown")
    return Found(tuple(notices[:MOST_NOTICES]), tuple(mistakes))


def _kind(path: Path) -> Kind:
    return KINDS[path.suffix.lower()]


def _read(path: Path, seconds: int, beside: list[Path]) -> Notice:
    kind, stat = _kind(path), path.stat()
    if stat.st_size > MOST_BYTES[kind]:
        raise _Amiss(f"{stat.st_size >> 20} MiB are too many: at most {max(1, MOST_BYTES[kind] >> 20)} MiB")
    name = f"{path.name}:{stat.st_mtime_ns}:{stat.st_size}"  # a replaced file is another notice
    if kind is Kind.TEXT:
        return Notice(id=name, kind=kind, text=_fit(path.read_text("utf-8")), seconds=seconds)
    still = None
    if kind is Kind.VIDEO:
        of = path.with_suffix("")
        still = next((one for one in beside if one.with_suffix("") == of and _kind(one) is Kind.PICTURE), None)
    return Notice(id=name, kind=kind, file=path, still=still, seconds=seconds)


def _fit(text: str) -> str:
    text = text.strip()
    if not text or len(text) > MOST_TEXT:
        raise _Amiss(f"{len(text)} characters: give 1 to {MOST_TEXT}, more cannot be read while walking past")
    return text


# --- the timetable --------------------------------------------------------------------------------------------------


def _rows(file: Path) -> list[Mapping[str, Any]]:
    if not file.exists():
        return []
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        raise _Amiss(f"{TIMETABLE} cannot be read ({trouble}): mend that line") from None
    rows = table.get("notice", [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise _Amiss(f"{TIMETABLE} must hold [[notice]] tables")
    return rows


def _with_row(notices: list[Notice], row: Mapping[str, Any], number: int, zone: tzinfo, seconds: int) -> list[Notice]:
    """A row gives a file its times, or is a text by itself."""
    if unknown := [key for key in row if key not in KEYS]:
        raise _Amiss(f"{unknown[0]} is no key: the keys are {', '.join(KEYS)}")
    times = dict(_times(row, zone))
    if "text" in row:
        text = _fit(str(row["text"]))
        return [
            *notices,
            Notice(id=f"{TIMETABLE}:{number}", kind=Kind.TEXT, text=text, **{"seconds": seconds, **times}),
        ]
    name = row.get("file")
    if not any(one.id.startswith(f"{name}:") for one in notices):
        raise _Amiss(f"the folder holds no file {name!r} that can be shown")
    return [replace(one, **times) if one.id.startswith(f"{name}:") else one for one in notices]


def _times(row: Mapping[str, Any], zone: tzinfo) -> Iterator[tuple[str, Any]]:
    for key in ("begins", "ends"):
        if key in row:
            yield key, _moment(row[key], key, zone)
    for key, name in (("from", "from_time"), ("to", "to_time")):
        if key in row:
            yield name, _time(row[key], key)
    if "seconds" in row:
        if type(row["seconds"]) is not int or not 3 <= row["seconds"] <= 3600:
            raise _Amiss("seconds must be a whole number from 3 to 3600")
        yield "seconds", row["seconds"]


def _moment(value: object, key: str, zone: tzinfo) -> datetime:
    """A day or a moment; the day it ends on is shown to its end."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    if isinstance(value, date):
        day = value + timedelta(days=1) if key == "ends" else value
        return datetime.combine(day, time(), zone)
    raise _Amiss(f"{key} must be a day or a moment, as in {key} = 2026-03-01")


def _time(value: object, key: str) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    text = str(value)
    try:
        return f"{time.fromisoformat(text):%H:%M}" if text != "24:00" else text
    except ValueError:
        raise _Amiss(f"{key} must be a time of day, as in {key} = 08:30:00") from None
