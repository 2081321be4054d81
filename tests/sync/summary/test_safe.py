"""Nothing anybody typed becomes a formula, a link or a command in a file: 500 strings through all three."""

from __future__ import annotations

import csv
import re
import subprocess
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.kinds import Level
from sync.summary.figures import Summary, summarise
from sync.summary.files import write
from sync.summary.readback import differences, lines_of
from sync.summary.safe import LONGEST, safe
from tests.sync.summary.corpus import corpus
from tests.sync.summary.days import kiosk, origins, visit
from tests.sync.summary.office import converted
from tests.sync.summary.test_files import FONTS

STRINGS = corpus()


def lives(cell: str) -> bool:
    """Whether some spreadsheet takes a cell for a formula, after all it may throw away before looking."""
    seen = "".join(mark for mark in cell if unicodedata.category(mark) not in ("Cc", "Cf"))
    return unicodedata.normalize("NFKC", seen).lstrip(' "\u3000\xa0')[:1] in ("=", "+", "-", "@", "−")


def hostile() -> Summary:
    """A summary in which every text that can be somebody's is one of the strings."""
    names = {f"S{at:03d}": text for at, text in enumerate(STRINGS)}
    return summarise(
        origins(
            hall_name=STRINGS[0],
            staff=names,
            windows={"3": STRINGS[1]},
            departments={"": STRINGS[2]},
            kiosks=(kiosk("3", gaps=tuple(STRINGS[:3]), head=STRINGS[31][:16]),),
            changed_since_export=tuple(STRINGS[:40]),
        ),
        [visit(staff=staff, level=Level.SATISFIED, reasons=(STRINGS[int(staff[1:])][:40],)) for staff in names],
        reason_texts=dict(zip(STRINGS, reversed(STRINGS), strict=True)),
    )


def test_the_corpus_is_500_different_strings_and_most_of_them_live() -> None:
    assert len(set(STRINGS)) == 500
    assert sum(lives(text) for text in STRINGS) > 300  # the control: unescaped they would


def test_no_cell_of_the_csv_lives_whatever_it_is_split_at(tmp_path: Path) -> None:
    (path,) = write(hostile(), tmp_path, ["csv"], fonts=FONTS)
    text = path.read_text("utf-8-sig")

    for separator in ",;\t|":
        for row in csv.reader(text.splitlines(), delimiter=separator):
            assert [cell for cell in row if lives(cell)] == []


def test_libreoffice_finds_no_formula_in_the_csv_and_finds_them_unescaped(tmp_path: Path) -> None:
    (path,) = write(hostile(), tmp_path, ["csv"], fonts=FONTS)
    raw = tmp_path / "raw.csv"
    with raw.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([text] for text in STRINGS)

    assert formulas(raw, tmp_path / "unescaped") > 0  # the control
    assert formulas(path, tmp_path / "ours") == 0


def formulas(path: Path, folder: Path) -> int:
    evaluating = "Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,0,true"
    (made,) = converted(path, "fods", folder, infilter=evaluating)
    return made.read_text("utf-8").count("table:formula=")


def test_the_workbook_holds_no_formula_and_no_link(tmp_path: Path) -> None:
    (path,) = write(hostile(), tmp_path, ["xlsx"], fonts=FONTS)

    with zipfile.ZipFile(path) as book:
        names = book.namelist()
        sheets = "".join(book.read(name).decode() for name in names if name.startswith("xl/worksheets/"))

    assert re.findall(r"<f[ >]|<hyperlink|<dde", sheets) == []
    assert not [name for name in names if "external" in name.lower() or "vba" in name.lower()]


def test_the_pdf_holds_no_action_and_shows_markup_as_text(tmp_path: Path) -> None:
    (path,) = write(hostile(), tmp_path, ["pdf"], fonts=FONTS)

    shown = "".join("".join(lines_of(path)).split())
    links = subprocess.run(["pdfinfo", "-url", path], capture_output=True, check=True, text=True).stdout.splitlines()[
        1:
    ]
    script = subprocess.run(["pdfinfo", "-js", path], capture_output=True, check=True, text=True).stdout

    assert links == []
    assert script.strip() == ""
    assert '#read("/etc/passwd")' in shown
    assert "root:" not in shown


def test_the_figures_are_the_same_with_hostile_names(tmp_path: Path) -> None:
    summary = hostile()
    (path,) = write(summary, tmp_path, ["csv"], fonts=FONTS)
    of_reasons = [one for one in differences(summary.plain(), lines_of(path)) if not one.startswith("reasons.")]

    assert of_reasons == []


@pytest.mark.parametrize("text", STRINGS[::7])
def test_escaping_twice_is_escaping_once(text: str) -> None:
    assert safe(safe(text)) == safe(text)


@given(st.text(max_size=400))
def test_whatever_is_typed_is_one_visible_line_that_does_not_live(text: str) -> None:
    made = safe(text)

    assert not lives(made)
    assert made == " ".join(made.split())
    assert len(made) <= LONGEST + 8
    made.encode()


@pytest.mark.parametrize(
    "text", ["王玥", "A042", "一窗受理一次办结", "3–5 号窗口", "满意 → 不满意", "𠮷野家", "a=b", "50%"]
)
def test_ordinary_texts_stay_as_they_are(text: str) -> None:
    assert safe(text) == text
