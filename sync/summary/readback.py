"""Reads the figures back out of the manager's files, so that a program can say whether all of them tell the same.

Each file becomes lines of text as a person would read them; one parser takes the figures out of the lines.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from sync.summary.certificate import COUNTS
from sync.summary.words import family, word

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_GROUPS = {"windows": "by_window", "departments": "by_department", "staff": "by_staff", "hours": "by_hour"}
_SHARES = ("satisfied", "bad", "response")
_CELLS = (*COUNTS, "5", "4", "3", "2", "1", *_SHARES)
_FIGURE = re.compile(r"^(\d+(\.\d+)?%?|※|–)$")
_FAMILIES = {"levels": "level", "second": "level", "causes": "cause", "outcomes": "outcome", "channels": "channel"}

Figures = dict[str, str]


class NoReader(Exception):
    """pdftotext (Debian: poppler-utils) is not on this machine, so a PDF cannot be read back."""


def expected(plain: Mapping[str, Any]) -> Figures:
    """Return {name: figure} of a summary as the API gives it."""
    total, made = plain["total"], {}
    for name in COUNTS:
        made[f"figures.{name}"] = str(total[name])
    for name in _SHARES:
        made[f"figures.{name}"] = _percent(total[name])
    for name in ("unexplained", "with_comment", "superseded"):
        made[f"figures.{name}"] = str(plain[name])
    for name in ("served", "rated"):
        made[f"figures.typed_{name}"] = str(plain["typed"][name])
    for table, counts in [
        ("levels", total["levels"]),
        *((name, plain[name]) for name in _FAMILIES if name != "levels"),
    ]:
        made |= {f"{table}.{name}": str(count) for name, count in counts.items() if name != "served"}
    for one in plain["reasons"]:
        made[f"reasons.{one['code']}.{one['version'] or '–'}"] = str(one["count"])
    for table, field in _GROUPS.items():
        for group in plain[field]:
            made |= _group(table, group)
    return made


def differences(plain: Mapping[str, Any], lines: Iterable[str], language: str = "zh-CN") -> list[str]:
    """Return a sentence for each figure that a file tells otherwise than the API; none is good news."""
    wanted, found = expected(plain), figures(lines, language)
    return [
        f"{name} is {found.get(name, 'missing')}, not {wanted.get(name, 'expected')}"
        for name in sorted(wanted.keys() | found.keys())
        if wanted.get(name) != found.get(name)
    ]


def lines_of(path: Path) -> list[str]:
    """Return the lines of a CSV, XLSX or PDF file.

    Raises:
        NoReader: a PDF, and nothing here can read one.
    """
    match path.suffix:
        case ".csv":
            return [" ".join(row) for row in csv.reader(path.read_text("utf-8-sig").splitlines())]
        case ".xlsx":
            return [" ".join(row) for row in _sheets(path)]
        case _:
            reader = shutil.which("pdftotext")
            if reader is None:
                raise NoReader("pdftotext is missing (Debian: apt-get install poppler-utils)")
            ran = subprocess.run([reader, "-raw", str(path), "-"], capture_output=True, check=True)  # noqa: S603 - our own file, no shell
            return ran.stdout.decode().replace("\f", "\n").splitlines()


def figures(lines: Iterable[str], language: str = "zh-CN") -> Figures:
    """Return {name: figure} found in the lines of a file."""
    titles = {word(name, language): name for name in ("figures", "reasons", *_FAMILIES, *_GROUPS)}
    made: Figures = {}
    section, row = "", list[str]()
    for line in (" ".join(line.split()) for line in lines):
        if line in titles:
            section, row = titles[line], []
        elif section in _GROUPS:
            row = [] if line.endswith(word("response", language)) else [*row, *line.split()]
            if len(row) > len(_CELLS) and all(_FIGURE.match(cell) for cell in row[-len(_CELLS) :]):
                made |= {
                    f"{section}.{row[0]}.{name}": cell for name, cell in zip(_CELLS, row[-len(_CELLS) :], strict=True)
                }
                row = []
        elif section == "reasons":
            made |= _reason(line.split(), language)
        elif section:
            made |= _named(section, line, language)
    return made


def _named(section: str, line: str, language: str) -> Figures:
    for name, label in _labels(section, language).items():
        rest = line.removeprefix(f"{label} ").split(" ")
        if line.startswith(f"{label} ") and _FIGURE.match(rest[0]):
            return {f"{section}.{name}": rest[0]}
    return {}


def _reason(cells: list[str], language: str) -> Figures:
    named = len(cells) >= 4 and " ".join(cells[1:-2]).endswith(tuple(family("level", language).values()))
    return {f"reasons.{cells[0]}.{cells[-2]}": cells[-1]} if named and cells[-1].isdigit() else {}


def _labels(section: str, language: str) -> dict[str, str]:
    if section == "figures":
        names = (*COUNTS, *_SHARES, "unexplained", "with_comment", "superseded", "typed_served", "typed_rated")
        return {name: word(name, language) for name in names}
    return family(_FAMILIES[section], language)


def _group(table: str, group: Mapping[str, Any]) -> Figures:
    tally, key = group["tally"], group["key"] or "–"
    levels = tally.get("levels") or dict.fromkeys("54321", "※")
    made = {f"{table}.{key}.{name}": str(tally[name]) for name in COUNTS}
    made |= {f"{table}.{key}.{level}": str(levels[level]) for level in "54321"}
    return made | {f"{table}.{key}.{name}": _percent(tally.get(name)) for name in _SHARES}


def _percent(share: Mapping[str, Any] | None) -> str:
    if share is None:
        return "※"
    return f"{share['percent']}%" if share.get("percent") is not None else "–"


def _sheets(path: Path) -> Iterator[list[str]]:
    with zipfile.ZipFile(path) as book:
        percents = _percent_styles(book.read("xl/styles.xml"))
        names = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        for name in names:
            for row in ElementTree.fromstring(book.read(name)).iter(f"{_SHEET}row"):  # noqa: S314 - a file we wrote
                yield [_shown(cell, percents) for cell in row.iter(f"{_SHEET}c")]


def _percent_styles(text: bytes) -> set[str]:
    styles = ElementTree.fromstring(text)  # noqa: S314 - a file we wrote
    formats = {one.get("numFmtId") for one in styles.iter(f"{_SHEET}numFmt") if "%" in (one.get("formatCode") or "")}
    used = styles.find(f"{_SHEET}cellXfs")
    return {str(at) for at, one in enumerate(used if used is not None else ()) if one.get("numFmtId") in formats}


def _shown(cell: ElementTree.Element, percents: set[str]) -> str:
    text = "".join(part.text or "" for part in cell.iter() if part.tag in (f"{_SHEET}t", f"{_SHEET}v"))
    return f"{float(text) * 100:.1f}%" if cell.get("s") in percents else text
