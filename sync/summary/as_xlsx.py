"""The report as a workbook: the day on the first sheet, then a sheet for each way of dividing it."""

from __future__ import annotations

import io
from typing import Any

from sync.contract import moment
from sync.summary.figures import Summary
from sync.summary.report import Report
from sync.summary.table import Cell, Percent, Table

OWN_SHEET = frozenset({"windows", "departments", "staff", "hours", "reasons"})
BLUE, PALE, LINE = "#1F4E8C", "#EAF0F8", "#C9D4E3"
FONT = "Microsoft YaHei"  # on every office machine here; another is put in where it is missing


def as_xlsx(report: Report, summary: Summary) -> bytes:
    """Return the file's bytes; the same summary gives the same bytes."""
    import xlsxwriter  # only here: a kiosk that makes no workbook does not load it

    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"constant_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": report.title, "created": moment(summary.origins.as_of)})
        styles = _styles(book)
        first = book.add_worksheet(_sheet_name(report.tables[1]))
        row = _head(first, report, styles)
        for table in (one for one in report.tables if one.key not in OWN_SHEET):
            statements = report.statements if table.key == "certificate" else ()
            row = _table(first, table, row, styles, statements)
        for note in report.notes:
            first.write_string(row, 0, note, styles["note"])
            row += 1
        for table in (one for one in report.tables if one.key in OWN_SHEET):
            sheet = book.add_worksheet(_sheet_name(table))
            _page(sheet, [14, 22, *[11] * len(table.columns)])
            _table(sheet, table, 0, styles)
    return kept.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
    grid = base | {"border": 1, "border_color": LINE}
    return {
        "title": book.add_format(base | {"bold": True, "font_size": 18, "font_color": BLUE}),
        "section": book.add_format(base | {"bold": True, "font_size": 13, "font_color": BLUE}),
        "name": book.add_format(base | {"font_color": "#5A6B7F"}),
        "text": book.add_format(base),
        "note": book.add_format(base | {"font_size": 9, "font_color": "#5A6B7F"}),
        "column": book.add_format(grid | {"bold": True, "bg_color": PALE, "text_wrap": True, "align": "center"}),
        "cell": book.add_format(grid),
        "count": book.add_format(grid | {"num_format": "0", "align": "right"}),
        "percent": book.add_format(grid | {"num_format": "0.0%", "align": "right"}),
    }


def _page(sheet: Any, widths: list[int]) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)


def _sheet_name(table: Table) -> str:
    return table.title[:31]


def _head(sheet: Any, report: Report, styles: dict[str, Any]) -> int:
    _page(sheet, [22, 16, 16, 14, 20, 14, 9, 9, 11, 8])
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, f"{report.hall} {report.title}", styles["title"])
    lines = (*report.head, *report.remarks)
    for at, (name, value) in enumerate(lines, start=1):
        sheet.write_string(at, 0, name, styles["name"])
        sheet.write_string(at, 1, value, styles["text"])
    return len(lines) + 2


def _table(sheet: Any, table: Table, row: int, styles: dict[str, Any], statements: tuple[str, ...] = ()) -> int:
    sheet.write_string(row, 0, table.title, styles["section"])
    for line in statements:
        row += 1
        sheet.write_string(row, 0, line, styles["text"])
    row += 1
    for column, name in enumerate(table.columns):
        sheet.write_string(row, column, name, styles["column"])
    for cells in table.rows:
        row += 1
        for column, cell in enumerate(cells):
            _cell(sheet, row, column, cell, styles)
    return row + 2


def _cell(sheet: Any, row: int, column: int, cell: Cell, styles: dict[str, Any]) -> None:
    match cell:
        case Percent(text):  # the figure already rounded, so that the sheet shows what the other files show
            sheet.write_number(row, column, float(text) / 100, styles["percent"])
        case int():
            sheet.write_number(row, column, cell, styles["count"])
        case _:
            sheet.write_string(row, column, cell, styles["cell"])
