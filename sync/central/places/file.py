"""Reads a hall's file, TOML or CSV: what is wrong with it is said all at once, before anything is loaded.

A CSV has a column `table` (hall, department, window, staff, day, notice) and the columns of that table; others stay empty.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sync.central.files.kinds import Found
from sync.central.places.notices import files_named, notice_mistakes
from sync.questionnaire import BadQuestionnaire, parse_questionnaire
from sync.shape import LONGEST as LONGEST_TEXT
from sync.toml import read_toml

TABLES = ("hall", "department", "window", "staff", "day", "notice")
_TEXT, _NUMBER, _YES, _LIST, _TABLE = "text", "number", "true or false", "list", "table"
_QUESTIONS = "questionnaire"
_COLUMNS: dict[str, dict[str, str]] = {
    "hall": {
        "id": _TEXT,
        "name": _TEXT,
        "time_zone": _TEXT,
        "rating_per_matter": _YES,
        "opens": _TEXT,
        "closes": _TEXT,
        "weekdays": _LIST,
        "settings": _TABLE,
        "questionnaire": _QUESTIONS,
    },
    "department": {"id": _TEXT, "name": _TEXT},
    "window": {"id": _TEXT, "name": _TEXT, "department": _TEXT, "retired": _YES, "settings": _TABLE},
    "staff": {
        "id": _TEXT,
        "name": _TEXT,
        "department": _TEXT,
        "duty": _TEXT,
        "promise": _TEXT,
        "stars": _NUMBER,
        "party_member": _YES,
        "services": _LIST,
        "role": _TEXT,
        "photo": _TEXT,
        "pin": _TEXT,
        "retired": _YES,
    },
    "day": {"date": _TEXT, "open": _YES, "opens": _TEXT, "closes": _TEXT},
    "notice": {
        "id": _TEXT,
        "text": _TEXT,
        "file": _TEXT,
        "begins": _TEXT,
        "ends": _TEXT,
        "from_time": _TEXT,
        "to_time": _TEXT,
        "seconds": _NUMBER,
        "windows": _LIST,
    },
}
_NEEDED: dict[str, tuple[str, ...]] = {
    "hall": ("id", "name"),
    "department": ("id", "name"),
    "window": ("id", "department"),
    "staff": ("id", "name"),
}
_NEEDED["day"] = ("date", "open")
_NEEDED["notice"] = ("id",)
ROLES = ("officer", "manager")
LONGEST = 500
MOST_ROWS = 5_000  # of one table
MOST_DIGITS = 16


class WrongFile(Exception):
    """A hall's file cannot be loaded; the text has one line a mistake."""


@dataclass(frozen=True, slots=True)
class HallFile:
    """What a hall's file says: rows by table, in the file's order. There is exactly one hall.

    `files` are the photos and notices it names, read, by the path as written there.
    """

    hall: dict[str, Any]
    departments: list[dict[str, Any]] = field(default_factory=list)
    windows: list[dict[str, Any]] = field(default_factory=list)
    staff: list[dict[str, Any]] = field(default_factory=list)
    days: list[dict[str, Any]] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, Found] = field(default_factory=dict)


def read_file(path: Path) -> HallFile:
    """Return what a file says.

    Raises:
        WrongFile: it cannot be read, or something in it is wrong.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as trouble:
        raise WrongFile(f"{path} cannot be read: {trouble}") from None
    return read_text(text, path.name, path)


def read_text(text: str, name: str, beside: Path | None = None) -> HallFile:
    """Return what the text of a hall's file says; pictures that it names are looked for beside `beside`, if it lies anywhere.

    Raises:
        WrongFile: something in it is wrong.
    """
    rows = _from_csv(text, name) if name.lower().endswith(".csv") else _from_toml(text, name)
    if any(len(found) > MOST_ROWS for found in rows.values()):
        raise WrongFile(f"{name} has more than {MOST_ROWS} rows of one table: no hall is as large, see to its parts")
    mistakes = [one for table in TABLES for at, row in enumerate(rows[table], 1) for one in _row(table, at, row, name)]
    if len(rows["hall"]) != 1:
        mistakes.append(f"{name} has {len(rows['hall'])} halls: give each hall its own file, with one [hall]")
    mistakes += [] if mistakes else _together(rows, name)
    files = {} if mistakes else files_named(rows["staff"], rows["notice"], beside, name, mistakes)
    if mistakes:
        raise WrongFile("\n".join(mistakes))
    departments, windows, staff, days, notices = (rows[table] for table in TABLES[1:])
    return HallFile(rows["hall"][0], departments, windows, staff, days, notices, files)


def _from_toml(text: str, name: str) -> dict[str, list[dict[str, Any]]]:
    try:
        said = read_toml(text)
    except tomllib.TOMLDecodeError as trouble:
        raise WrongFile(f"{name} is not TOML: {trouble}") from None
    odd = [key for key in said if key not in TABLES]
    if odd:
        raise WrongFile(f"{name} has {', '.join(odd)}: the tables of a hall's file are {', '.join(TABLES)}")
    rows: dict[str, list[dict[str, Any]]] = {}
    for table in TABLES:
        found = said.get(table, [])
        rows[table] = [found] if isinstance(found, dict) else found
        if not isinstance(rows[table], list) or not all(isinstance(one, dict) for one in rows[table]):
            raise WrongFile(f"{table} in {name} must be a table: write it as [[{table}]]")
    return rows


def _from_csv(text: str, name: str) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
    try:
        lines = list(csv.DictReader(text.splitlines()))
    except csv.Error as trouble:
        raise WrongFile(f"{name} is not CSV: {trouble}") from None
    for at, line in enumerate(lines, 2):
        table = (line.get("table") or "").strip()
        if table not in TABLES:
            raise WrongFile(f"line {at} of {name}: the column table must be one of {', '.join(TABLES)}, not {table!r}")
        given = {
            key: value.strip() for key, value in line.items() if key and key != "table" and value and value.strip()
        }
        rows[table].append({key: _cell(_COLUMNS[table].get(key, _TEXT), value) for key, value in given.items()})
    return rows


def _cell(kind: str, value: str) -> Any:
    match kind:
        case "number":
            return _whole(value)
        case "true or false":
            return {"true": True, "1": True, "是": True, "false": False, "0": False, "否": False}.get(
                value.lower(), value
            )
        case "list":
            parts = [one.strip() for one in value.replace("；", ";").split(";")]
            return [_whole(one) for one in parts if one]
        case "table":
            try:
                return json.loads(value)
            except (ValueError, RecursionError):
                return value
    return value


def _whole(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else text


def _row(table: str, at: int, row: Mapping[str, Any], name: str) -> list[str]:
    where = f"{table} {row.get('id', row.get('date', at))} in {name}"
    mistakes = [f"{where}: {key} is missing" for key in _NEEDED[table] if key not in row]
    for key, value in row.items():
        kind = _COLUMNS[table].get(key)
        if kind is None:
            mistakes.append(f"{where}: {key} is not known here; known are {', '.join(_COLUMNS[table])}")
        elif not _fits(kind, value):
            most = LONGEST_TEXT if kind == _QUESTIONS else LONGEST
            kind = f"{kind} of whole numbers and texts" if isinstance(value, list | dict) else kind
            mistakes.append(f"{where}: {key} must be a {kind} (at most {most} characters), not {str(value)[:40]!r}")
    return mistakes


def _fits(kind: str, value: Any) -> bool:
    if kind == _TEXT:
        return isinstance(value, str) and "\0" not in value and 0 < len(value) <= LONGEST
    if kind == _QUESTIONS:
        return isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT
    if kind == _NUMBER:
        return type(value) is int and 0 <= value <= 100
    if kind == _YES:
        return isinstance(value, bool)
    return isinstance(value, list if kind == _LIST else dict) and _plain(value)


def _plain(value: Any) -> bool:
    """Return whether it is made of texts, whole numbers, yes and no: a message to a kiosk carries nothing else."""
    if isinstance(value, dict):
        return all(_plain(one) for pair in value.items() for one in pair)
    if isinstance(value, list):
        return all(map(_plain, value))
    if isinstance(value, str):
        return "\0" not in value
    return isinstance(value, bool) or (isinstance(value, int) and abs(value) < 10**MOST_DIGITS)


def _questions(text: str | None, name: str) -> list[str]:
    """What citizens could not be asked is found here, not on their phones."""
    try:
        if text:
            parse_questionnaire(text, f"the questionnaire in {name}")
    except BadQuestionnaire as bad:
        return [str(bad)]
    return []


def _together(rows: dict[str, list[dict[str, Any]]], name: str) -> list[str]:
    mistakes = _questions(rows["hall"][0].get("questionnaire"), name)
    departments = {one["id"] for one in rows["department"]}
    for table in ("window", "staff"):
        for one in rows[table]:
            if "department" in one and one["department"] not in departments:
                mistakes.append(f"{table} {one['id']} in {name}: there is no department {one['department']}")
    for table in ("department", "window", "staff", "notice"):
        ids = [one["id"] for one in rows[table]]
        twice = sorted({one for one in ids if ids.count(one) > 1 or len(one) > 64})
        mistakes += [
            f"{table} {one[:64]} in {name} stands there twice, or is longer than 64 characters" for one in twice
        ]
    for one in rows["staff"]:
        pin = one.get("pin", "000000")
        if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 12):
            mistakes.append(f"staff {one['id']} in {name}: a pin has 4 to 12 digits")
        if one.get("role", "officer") not in ROLES:
            mistakes.append(f"staff {one['id']} in {name}: a role is one of {', '.join(ROLES)}")
    for one in rows["notice"]:
        mistakes += notice_mistakes(one, {window["id"] for window in rows["window"]}, name)
    try:
        ZoneInfo(rows["hall"][0].get("time_zone", "Asia/Shanghai"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        mistakes.append(
            f"hall in {name}: there is no time zone {rows['hall'][0]['time_zone']}, write it as in Asia/Shanghai"
        )
    return mistakes
