"""Writes the manager's files: each is complete or not there at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from sync.summary.as_csv import as_csv
from sync.summary.as_pdf import as_pdf
from sync.summary.as_xlsx import as_xlsx
from sync.summary.figures import Summary
from sync.summary.report import report

FORMATS = ("csv", "xlsx", "pdf")


def write(
    summary: Summary,
    folder: Path,
    formats: Iterable[str] = FORMATS,
    *,
    fonts: Path,
    language: str = "zh-CN",
    stem: str = "summary",
) -> tuple[Path, ...]:
    """Write `folder/stem.csv`, `.xlsx` and `.pdf` and return their paths.

    Raises:
        ValueError: a format nobody knows.
        OSError: the folder cannot be written to (a full stick, a stick pulled out).
    """
    wanted = tuple(dict.fromkeys(formats))
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown:
        raise ValueError(f"unknown format {', '.join(unknown)}: choose from {', '.join(FORMATS)}")
    folder.mkdir(parents=True, exist_ok=True)
    made = {name: render(summary, name, fonts=fonts, language=language) for name in wanted}
    return tuple(_put(folder / f"{stem}.{name}", data) for name, data in made.items())


def render(summary: Summary, name: str, *, fonts: Path, language: str = "zh-CN") -> bytes:
    """Return one file's bytes, for a download."""
    told = report(summary, language)
    match name:
        case "csv":
            return as_csv(told)
        case "xlsx":
            return as_xlsx(told, summary)
        case "pdf":
            return as_pdf(told, summary, fonts)
        case _:
            raise ValueError(f"unknown format {name}: choose from {', '.join(FORMATS)}")


def _put(path: Path, data: bytes) -> Path:
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return path
