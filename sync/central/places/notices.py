"""A hall's notices: what its file says of them, the files it names, and what a window's kiosk is given."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from sync.central.files.kinds import PHOTO, Found, WrongFileKind, found
from sync.central.files.models import Notice
from sync.contract import moment, rfc3339
from sync.shape import Malformed

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII).fullmatch
SHORTEST_S = 3
COLUMNS = ("id", "kind", "text", "file", "media_type", "begins", "ends", "from_time", "to_time", "seconds")


def files_named(
    staff: Iterable[Mapping[str, Any]],
    notices: Iterable[Mapping[str, Any]],
    path: Path | None,
    where: str,
    mistakes: list[str],
) -> dict[str, Found]:
    """Return the photos and notices that a hall's file names, read from beside it; what cannot be used is a mistake."""
    named: list[tuple[str, str, int | None]]
    named = [(f"staff {one['id']}", one["photo"], PHOTO) for one in staff if "photo" in one]
    named += [(f"notice {one['id']}", one["file"], None) for one in notices if "file" in one]
    made: dict[str, Found] = {}
    if path is None:
        mistakes += [
            f"{whose} in {where} names the file {name}, which was not uploaded with it: leave it out and give a person's photo"
            " on that person's page, or load the file beside its pictures with yiping-central load"
            for whose, name, _ in named
        ]
        return made
    for whose, name, most in named:
        try:
            made[name] = found(path.parent / name, most)
        except WrongFileKind as wrong:
            mistakes.append(f"{whose} in {where}: {wrong}")
            continue
        if most and made[name].kind != "picture":
            mistakes.append(f"{whose} in {where}: {name} is no picture: a photo is a PNG, JPEG or WebP")
    return made


def notice_mistakes(one: Mapping[str, Any], windows: set[str], name: str) -> list[str]:
    """Return what is wrong with a notice, a line each."""
    where = f"notice {one['id']} in {name}"
    mistakes = [] if "text" in one or "file" in one else [f"{where}: it has neither text nor file"]
    for key in ("begins", "ends"):
        try:
            moment(one.get(key, "2026-01-01T00:00:00Z"))
        except Malformed as wrong:
            mistakes.append(f"{where}: {key} is {wrong}; write it as 2026-10-01T09:00:00+08:00")
    for key in ("from_time", "to_time"):
        if not _CLOCK(one.get(key, "00:00")):
            mistakes.append(f"{where}: {key} is a time of day as in 09:00, not {one[key][:20]!r}")
    if one.get("seconds", SHORTEST_S) < SHORTEST_S:
        mistakes.append(f"{where}: nobody can read it in less than {SHORTEST_S} seconds")
    strange = sorted({str(window)[:64] for window in one.get("windows", ())} - windows)
    return [*mistakes, *(f"{where}: there is no window {window}" for window in strange)]


def notice_row(one: Mapping[str, Any], place: int, files: Mapping[str, Found]) -> dict[str, Any]:
    """Return a notice's row, its key left out."""
    file = files[one["file"]] if "file" in one else None
    return {
        "place": place,
        "kind": file.kind if file else "text",
        "text": one.get("text", ""),
        "file": file.sha256 if file else None,
        "media_type": file.media_type if file else "",
        "begins": _moment(one.get("begins")),
        "ends": _moment(one.get("ends")),
        "from_time": one.get("from_time", ""),
        "to_time": one.get("to_time", ""),
        "seconds": one.get("seconds", 10),
        "windows": json.dumps(sorted(str(window) for window in one.get("windows", ()))),
        "retired": False,
    }


def notices_at(db: Connection, hall: str, window: str) -> Sequence[dict[str, Any]]:
    """Return what a window's kiosk shows when nobody is served, in order."""
    wanted = (Notice.hall_id == hall, Notice.retired.is_(False))
    rows = db.execute(select(Notice.__table__).where(*wanted).order_by(Notice.place, Notice.id)).mappings()
    shown = [row for row in rows if not (named := json.loads(row["windows"])) or window in named]
    return [{name: row[name] for name in COLUMNS if row[name] is not None} for row in shown]


def _moment(text: str | None) -> str | None:
    return rfc3339(moment(text)) if text else None
