"""The manager's files, read back by other people's programs: all tell what the API tells."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path

import pytest

from sync.summary.figures import Summary, summarise
from sync.summary.files import FORMATS, render, write
from sync.summary.readback import differences, expected, figures, lines_of
from sync.summary.report import report
from sync.summary.words import LANGUAGES, keys, word
from tests.sync.summary.days import kiosk, morning, origins
from tests.sync.summary.office import ALL_SHEETS, converted

FONTS = Path(__file__).parents[3] / "assets" / "fonts"
REASONS = {"510": "一窗受理一次办结", "517": "服务热情效率高"}


def a_day(seed: int = 7, **changes: object) -> Summary:
    return summarise(origins(**changes), morning(seed), reason_texts=REASONS)


def api(summary: Summary) -> dict[str, object]:
    """What the API's reader holds: the plain form, through JSON and back."""
    made: dict[str, object] = json.loads(json.dumps(summary.plain()))
    return made


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", [7, 8])
def test_csv_xlsx_and_pdf_tell_what_the_api_tells(tmp_path: Path, seed: int, language: str) -> None:
    summary = a_day(seed)
    for path in write(summary, tmp_path, fonts=FONTS, language=language):
        assert differences(api(summary), lines_of(path), language) == [], path.suffix


def test_libreoffice_reads_the_same_figures_out_of_the_workbook(tmp_path: Path) -> None:
    summary = a_day()
    (book,) = write(summary, tmp_path, ["xlsx"], fonts=FONTS)
    sheets = converted(book, ALL_SHEETS, tmp_path / "read")

    lines = [" ".join(row) for sheet in sheets for row in csv.reader(sheet.read_text("utf-8").splitlines())]
    found = {
        name: figure if not figure.endswith("%") else f"{float(figure[:-1]):.1f}%"
        for name, figure in figures(lines).items()
    }

    assert len(sheets) == 6
    assert found == expected(api(summary))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_changed_figure_is_noticed_when_read_back(tmp_path: Path, kind: str) -> None:
    (path,) = write(a_day(7), tmp_path, [kind], fonts=FONTS)

    assert differences(api(a_day(8)), lines_of(path))


def test_an_empty_day_has_its_files_too(tmp_path: Path) -> None:
    summary = summarise(origins(kiosks=(), kiosks_expected=0), [])
    for path in write(summary, tmp_path, fonts=FONTS):
        assert differences(api(summary), lines_of(path)) == []


def test_a_hall_of_forty_windows_fits_on_its_pages(tmp_path: Path) -> None:
    windows = {str(number): f"综合受理窗口（企业开办与注销专区）{number}" for number in range(1, 41)}
    kiosks = tuple(kiosk(window, gaps=("7–9", "211–?")) for window in windows)
    summary = a_day(kiosks=kiosks, kiosks_expected=41, windows=windows)
    (path,) = write(summary, tmp_path, ["pdf"], fonts=FONTS)

    text = "\n".join(lines_of(path))

    assert "应报终端 41 台，已报 40 台，数据不完整" in text.replace("\n", "")
    assert differences(api(summary), lines_of(path)) == []


@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_missing_is_printed_above_the_figures(tmp_path: Path, kind: str) -> None:
    kiosks = (kiosk("2"), kiosk("3", gaps=("211–?",)), kiosk("10", in_time=False))
    (path,) = write(a_day(kiosks=kiosks, kiosks_expected=38), tmp_path, [kind], fonts=FONTS)

    lines = lines_of(path)
    before = " ".join(lines[: next(at for at, line in enumerate(lines) if line.strip() == "主要指标")])

    assert "应报终端 38 台，已报 2 台，数据不完整" in before
    assert "第 3 窗口缺少记录 211–?" in before
    assert "第 10 窗口尚未报齐" in before
    assert "35 台终端没有任何数据" in before
    assert "2026-03-05 17:31:07 UTC+0800" in before


def test_every_kiosks_line_of_the_certificate_is_in_every_file(tmp_path: Path) -> None:
    one = kiosk("3", first_seq=12, last_seq=987, head="ab" * 32, set_aside=4, ledgers=2, minutes_offline=None)
    summary = a_day(kiosks=(one,), kiosks_expected=1)
    for path in write(summary, tmp_path, fonts=FONTS):
        text = " ".join(" ".join(lines_of(path)).split())
        assert "3 00000003 00000003 12–987 abababababababab 无 2 4 – 是" in text, path.suffix


@pytest.mark.parametrize("kind", FORMATS)
def test_a_windows_own_file_says_what_it_cannot_know_and_what_changed(tmp_path: Path, kind: str) -> None:
    summary = a_day(source="window", window="3", changed_since_export=("A017：满意 → 非常不满意",))
    (path,) = write(summary, tmp_path, [kind], fonts=FONTS)

    text = " ".join(" ".join(lines_of(path)).split())

    assert "手机等其他渠道的评价、被更早评价取代的评价、群众填写的文字" in text
    assert "A017：满意 → 非常不满意" in text
    assert "本窗口终端（第 3 窗口）" in text


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_summary_gives_the_same_bytes(kind: str) -> None:
    assert render(a_day(), kind, fonts=FONTS) == render(a_day(), kind, fonts=FONTS)


def test_every_character_of_the_pdf_has_a_glyph_of_our_own_font(tmp_path: Path) -> None:
    (path,) = write(a_day(staff={"S001": "王玥", "S002": "璟珺", "S003": "龘"}), tmp_path, ["pdf"], fonts=FONTS)

    fonts = subprocess.run(["pdffonts", path], capture_output=True, check=True, text=True).stdout.splitlines()[2:]

    assert fonts
    assert all("NotoSansSC" in line and line.split()[-5] == "yes" for line in fonts), fonts
    assert "龘" in "".join(lines_of(path))


def test_without_the_font_the_pdf_is_refused_with_a_word_on_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"NotoSansSC-Regular\.ttf is missing: run `make fonts`"):
        write(a_day(), tmp_path, ["pdf"], fonts=tmp_path)


def test_an_unknown_format_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown format docx: choose from csv, xlsx, pdf"):
        write(a_day(), tmp_path / "out", ["csv", "docx"], fonts=FONTS)

    assert not (tmp_path / "out").exists()


def test_a_file_that_cannot_be_finished_leaves_the_earlier_one_whole(tmp_path: Path) -> None:
    (path,) = write(a_day(7), tmp_path, ["csv"], fonts=FONTS)
    before = path.read_bytes()
    (tmp_path / ".summary.csv.part").mkdir()  # what cannot be opened for writing

    with pytest.raises(OSError, match=r"summary\.csv\.part"):
        write(a_day(8), tmp_path, ["csv"], fonts=FONTS)

    assert path.read_bytes() == before


def test_excel_is_told_that_the_csv_is_utf_8(tmp_path: Path) -> None:
    (path,) = write(a_day(), tmp_path, ["csv"], fonts=FONTS)

    assert path.read_bytes().startswith('\ufeff"柯城区'.encode())


def test_every_text_exists_in_both_languages() -> None:
    for key in keys():
        for language in LANGUAGES:
            assert word(key, language).strip(), key


def test_the_english_report_has_no_chinese_but_names() -> None:
    told = report(a_day(hall_name="Hall", windows=None, staff=None, departments=None), "en")
    texts = [told.title, *told.statements, *told.notes, *(name for name, _ in told.head)]
    texts += [text for table in told.tables if table.key != "reasons" for text in (table.title, *table.columns)]

    assert [text for text in texts if any("\u4e00" <= mark <= "\u9fff" for mark in text.replace("追评", ""))] == []
