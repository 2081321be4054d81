"""Our own fonts: on a machine without any Chinese font nothing is a box."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kiosk.viewmodels.load import FONTS, FontMissing, load_fonts
from sync.resources import assets, config

HERE = Path(__file__).resolve().parents[2]
NAMES = "玥璟珺龘喆堃赟旻昇甯"  # characters of people's names outside GB2312

PROBE = """
import sys
from PySide6.QtGui import QFontDatabase, QGuiApplication, QRawFont
from kiosk.viewmodels.load import FAMILY, load_fonts
from sync.resources import assets
app = QGuiApplication([])
if "bare" not in sys.argv:
    load_fonts(assets() / "fonts")
text = sys.stdin.read()
ours = FAMILY in QFontDatabase.families()
fonts = [QRawFont.fromFont(QFontDatabase.font(FAMILY, weight, 22)) for weight in ("Regular", "Bold")]
# without any font Qt has one of boxes, which supports everything: so the name is looked at too
missing = {c for c in text for font in fonts if not ours or not font.supportsCharacter(ord(c))}
print("".join(sorted(missing)))
"""


def every_character() -> str:
    """All that the screen can say by itself, and hard names."""
    texts = [path.read_text("utf-8") for path in (assets() / "translations").glob("*.toml")]
    texts.append((config() / "questionnaire.toml").read_text("utf-8"))
    return "".join(sorted({c for text in texts for c in text if c.isprintable()} | set(NAMES) | set("●‹›·–—")))


def missing_glyphs(tmp_path: Path, *arguments: str) -> str:
    """Return what our font lacks in a process whose fontconfig knows an empty folder and nothing else."""
    (tmp_path / "fonts").mkdir()
    conf = tmp_path / "fonts.conf"
    conf.write_text(
        f"<fontconfig><dir>{tmp_path / 'fonts'}</dir><cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>"
    )
    env = {**os.environ, "FONTCONFIG_FILE": str(conf), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(HERE)}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        input=every_character(),
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip("\n")


def test_no_character_of_ours_is_a_box_on_a_machine_without_fonts(tmp_path: Path) -> None:
    assert missing_glyphs(tmp_path) == ""


def test_without_our_fonts_the_same_probe_finds_boxes(tmp_path: Path) -> None:
    """The positive control."""
    assert len(missing_glyphs(tmp_path, "bare")) > 300


def test_the_fonts_cover_all_of_gbk() -> None:
    from fontTools.ttLib import TTFont

    gbk = {chr(point) for point in range(0x4E00, 0x9FA6) if len(chr(point).encode("gbk", errors="ignore")) == 2}
    assert len(gbk) > 20_000
    for name in FONTS:
        known = set(TTFont(assets() / "fonts" / name).getBestCmap())
        assert {c for c in gbk if ord(c) not in known} == set(), name


def test_a_missing_font_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(FontMissing, match=r"NotoSansSC-Regular\.ttf is missing: make it with"):
        load_fonts(tmp_path)


@pytest.mark.usefixtures("qapp")
def test_a_torn_font_says_how_to_make_it_again(tmp_path: Path) -> None:
    for name in FONTS:
        (tmp_path / name).write_bytes(b"not a font")
    with pytest.raises(FontMissing, match="cannot be read as a font"):
        load_fonts(tmp_path)


def test_the_licence_of_the_fonts_travels_with_them() -> None:
    text = (assets() / "licences" / "NotoSansSC-OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in text


def test_both_weights_are_static_and_say_so() -> None:
    from fontTools.ttLib import TTFont

    for name, weight in zip(FONTS, (400, 700), strict=True):
        font = TTFont(assets() / "fonts" / name)
        assert "fvar" not in font
        assert font["OS/2"].usWeightClass == weight


def test_the_translations_are_read_from_files_alone() -> None:
    for path in (assets() / "translations").glob("*.toml"):
        assert tomllib.loads(path.read_text("utf-8"))["language"]
