from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from sync.central.figures.export import NoSuchHall, export, exported
from sync.central.figures.models import ExportRow
from sync.central.intake.models import Day
from sync.kinds import Level
from tests.support.facing import Town

DAY = "2026-03-02"


def rated(place: Town, number: str, level: Level) -> None:
    place.tablet().ledger.rated_visit(number, level)
    place.deliver(place.tablet())


def test_the_files_carry_the_figures_of_the_page(place: Town, tmp_path: Path) -> None:
    rated(place, "A001", Level.SATISFIED)
    rated(place, "A002", Level.DISSATISFIED)
    made = export(place.central, "H001", DAY, tmp_path / "out")
    assert sorted(path.suffix for path in made) == [".csv", ".pdf", ".xlsx"]
    assert all(path.stat().st_size > 500 for path in made)
    text = next(path for path in made if path.suffix == ".csv").read_text("utf-8-sig")
    cells = {cell for row in csv.reader(io.StringIO(text)) for cell in row}
    assert {"H001 政务服务中心", "50.0%"} & cells or "50.0" in text


def test_what_changed_after_an_export_raises_the_revision_and_is_named_in_the_next(place: Town, tmp_path: Path) -> None:
    rated(place, "A001", Level.SATISFIED)
    export(place.central, "H001", DAY, tmp_path / "one", ["csv"])
    assert exported(place.central, "H001", DAY).origins.changed_since_export == ()
    rated(place, "A002", Level.VERY_DISSATISFIED)
    again = exported(place.central, "H001", DAY).origins
    assert again.revision == 2
    assert "合计非常不满意：0 → 1" in again.changed_since_export
    place.clock.advance(1)
    export(place.central, "H001", DAY, tmp_path / "two", ["csv"])
    assert exported(place.central, "H001", DAY).origins.changed_since_export == ()
    with place.central.database.read() as db:
        kept = db.execute(select(ExportRow.revision, ExportRow.figures).order_by(ExportRow.exported_ms)).all()
        assert [row.revision for row in kept] == [1, 2]
        assert json.loads(kept[1].figures)["total rated"] == 2
        assert db.execute(select(Day.revision).where(Day.day == DAY)).scalar_one() == 2


def test_a_hall_that_is_not_there_and_a_format_nobody_knows_are_told(place: Town, tmp_path: Path) -> None:
    with pytest.raises(NoSuchHall, match="H999"):
        export(place.central, "H999", DAY, tmp_path)
    with pytest.raises(ValueError, match="docx"):
        export(place.central, "H001", DAY, tmp_path, ["docx"])
    with place.central.database.read() as db:
        assert not db.execute(select(ExportRow.id)).all()


def test_an_export_that_cannot_be_written_is_not_remembered(place: Town, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        export(place.central, "H001", DAY, tmp_path / "file", ["csv"])
    with place.central.database.read() as db:
        assert not db.execute(select(ExportRow.id)).all()
