"""The report as CSV: UTF-8 with a mark (Excel needs it), every cell quoted, one blank line between tables."""

from __future__ import annotations

import csv
import io

from sync.summary.report import Report


def as_csv(report: Report) -> bytes:
    """Return the file's bytes."""
    text = io.StringIO(newline="")
    out = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    out.writerow([f"{report.hall} {report.title}"])
    out.writerows([*report.head, *report.remarks])
    certificate, *tables = report.tables
    out.writerows([[], [certificate.title], *([line] for line in report.statements)])
    out.writerows([certificate.columns, *([str(cell) for cell in row] for row in certificate.rows)])
    for table in tables:
        out.writerows([[], [table.title], table.columns, *([str(cell) for cell in row] for row in table.rows)])
    out.writerows([[], *([note] for note in report.notes)])
    return text.getvalue().encode("utf-8-sig")
