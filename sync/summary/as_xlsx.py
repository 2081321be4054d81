"""The report as a workbook: the day on the first sheet, then a sheet for each way of dividing it."""

from __future__ import annotations

import io
from typing import Any

from sync.contract import moment
from sync.summary.figures import Summary
from sync.summary.report import Report
from sync.summary.table import Cell, Percent, Table
from sync.summary.words import word

OWN_SHEET = frozenset({"windows", "departments", "staff", "hours", "reasons"})
BLUE, PALE, LINE, GOLD = "#1F4E8C", "#EAF0F8", "#C9D4E3", "#D9A520"
FONT = "Microsoft YaHei"  # on every office machine here; another is put in where it is missing


def as_xlsx(report: Report, summary: Summary) -> bytes:
    """Return the file's bytes; the same summary gives the same bytes."""
    import xlsxwriter  # only here: a kiosk that makes no workbook does not load it

    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"constant_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": report.title, "created": moment(summary.origins.as_of)})
        styles = _styles(book)
        first = book.add_worksheet(word("sheet", report.language))
        row = _head(first, report, styles)
        beside = row
        for table in (one for one in report.tables if one.key not in OWN_SHEET):
            statements = report.statements if table.key == "certificate" else ()
            row = _table(first, table, row, styles, statements)
            if table.key == "certificate":
                beside = row  # there is room for a picture beside the figures that follow
            if table.key == "levels":
                first.insert_chart(beside, 4, _chart(book, first, table, (row - 2, 0, 1), "bar"))
        for note in report.notes:
            first.write_string(row, 0, note, styles["note"])
            row += 1
        for table in (one for one in report.tables if one.key in OWN_SHEET):
            sheet = book.add_worksheet(table.title[:31])
            _page(sheet, [14, 24, *[9] * len(table.columns)])
            sheet.freeze_panes(2, 2)
            end = _table(sheet, table, 0, styles)
            if table.key == "hours" and table.rows:
                sheet.insert_chart(end, 0, _chart(book, sheet, table, (end - 2, 1, 4), "column"))
    return kept.getvalue()


def _chart(book: Any, sheet: Any, table: Table, where: tuple[int, int, int], kind: str) -> Any:
    """A chart over a table that ends at row `where[0]`, its names in column `where[1]`, its counts in `where[2]`."""
    last, names, counts = where
    first = last - len(table.rows) + 1
    chart = book.add_chart({"type": kind})
    chart.add_series(
        {
            "name": [sheet.name, first - 1, counts],
            "categories": [sheet.name, first, names, last, names],
            "values": [sheet.name, first, counts, last, counts],
            "fill": {"color": GOLD if kind == "bar" else BLUE},
            "gap": 60,
            "data_labels": {"value": True},
        }
    )
    chart.set_title({"name": table.title, "name_font": {"size": 12, "color": BLUE}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": kind == "bar", "major_gridlines": {"visible": False}})
    chart.set_size({"width": 560, "height": 220})
    return chart


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
        "cell": book.add_format(grid | {"indent": 1}),
        "count": book.add_format(grid | {"num_format": "0", "align": "right", "indent": 1}),
        "percent": book.add_format(grid | {"num_format": "0.0%", "align": "right", "indent": 1}),
    }


def _page(sheet: Any, widths: list[int]) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)


def _head(sheet: Any, report: Report, styles: dict[str, Any]) -> int:
    _page(sheet, [24, 16, 16, 14, 22, 16, 9, 9, 11, 9])
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
