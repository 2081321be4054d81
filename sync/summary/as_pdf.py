"""The report as PDF on A4, typeset by Typst with our own Chinese font. Texts go in as data, never as markup."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from sync.contract import moment
from sync.summary.figures import Summary
from sync.summary.report import Report
from sync.summary.table import Percent, Table
from sync.summary.words import word

TEMPLATE = Path(__file__).with_name("daily.typ")
HEADLINE = ("served", "rated", "satisfied", "bad", "response")


def as_pdf(report: Report, summary: Summary, fonts: Path) -> bytes:
    """Return the file's bytes; `fonts` is the folder with NotoSansSC-Regular.ttf and -Bold.ttf.

    Raises:
        FileNotFoundError: the font is not there (without it every Chinese character would be a box).
    """
    for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        if not (fonts / name).is_file():
            raise FileNotFoundError(f"{fonts / name} is missing: run `make fonts`; without it the PDF has no Chinese")
    import typst  # only here: a kiosk that makes no PDF does not load it

    made = typst.compile(
        str(TEMPLATE),
        format="pdf",
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(_data(report, summary), ensure_ascii=False)},
        timestamp=_whole_second(summary.origins.as_of),
    )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no single PDF")
    return made


def _data(report: Report, summary: Summary) -> dict[str, object]:
    figures = {row[0]: str(row[1]) for row in report.tables[1].rows}
    names = [word(name, report.language) for name in HEADLINE]
    return {
        "hall": report.hall,
        "title": report.title,
        "day": dict(report.head)[word("head.day", report.language)],
        "lang": report.language.partition("-")[0],
        "page": word("page", report.language),
        "head": report.head,
        "remarks": report.remarks,
        "complete": summary.complete,
        "statements": report.statements,
        "headline": [(name, figures[name]) for name in names],
        "bars": _bars(report),
        "tables": [_table(table) for table in report.tables],
        "notes": report.notes,
        "made": word("made", report.language),
        "signed": word("signed", report.language),
    }


def _table(table: Table) -> dict[str, object]:
    figures = [any(not isinstance(row[at], str) for row in table.rows) for at in range(len(table.columns))]
    rows = [[str(cell) for cell in row] for row in table.rows]
    return {"key": table.key, "title": table.title, "columns": table.columns, "figures": figures, "rows": rows}


def _bars(report: Report) -> list[float]:
    levels = next(table for table in report.tables if table.key == "levels")
    return [float(row[2].text) if isinstance(row[2], Percent) else 0.0 for row in levels.rows]


def _whole_second(as_of: str) -> int:
    at: datetime = moment(as_of)
    return int(at.timestamp())
