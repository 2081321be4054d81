"""Words typed on the on-screen keyboard by touches alone: they arrive at the centre, and nowhere else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths

from kiosk.keyboard.lexicon import Lexicon
from kiosk.keyboard.pinyin import candidates
from sync.kinds import Explained
from sync.resources import assets
from sync.suite import unseal
from tests.support.hall import Hall
from tests.support.lexicon import lexicon_file
from tests.support.touch import is_there, tap, wait_until, write

SAID = "服务态度不好，让我等了很久！"
SPELLED = ("fuwutaidu=服务态度", "buhao=不好", "，", "rangwo=让我", "denglehenjiu=等了很久")
PLACES = (
    QStandardPaths.StandardLocation.AppDataLocation,
    QStandardPaths.StandardLocation.AppConfigLocation,
    QStandardPaths.StandardLocation.CacheLocation,
)


@pytest.fixture
def place(place: Hall) -> Hall:
    """A hall with a lexicon, somebody logged in."""
    lexicon_file()
    place.enrol()
    place.open()
    place.log_in()
    return place


def types(place: Hall, *pieces: str) -> None:
    """The next citizen rates and types."""
    place.ask_next()
    place.tap("star-2")
    place.on("Explaining")
    place.tap("words-edit")
    write(place.app.screen.window, *pieces)


def comments(place: Hall) -> list[str]:
    """What the centre can read."""
    rows = place.rows("SELECT record_id, sealed FROM attachments ORDER BY record_id")
    return [unseal(place.central.keys.pair, bytes(sealed), record).decode() for record, sealed in rows]


def files(place: Hall) -> Iterator[Path]:
    """Every file the kiosk's program could have left something in."""
    roots = [place.data, assets() / "lexicon"]
    roots += [Path(QStandardPaths.writableLocation(one)) for one in PLACES]
    for root in roots:
        yield from (path for path in root.rglob("*") if path.is_file() and path.suffix != ".txt")


def traces(place: Hall, *texts: str) -> list[str]:
    """The files in which a text is found, in any encoding Qt or Python would choose."""
    wanted = [text.encode(code) for text in texts for code in ("utf-8", "utf-16-le", "gbk")]
    return [path.name for path in files(place) if any(one in path.read_bytes() for one in wanted)]


def test_a_chinese_comment_typed_by_touches_alone_arrives_at_the_centre(place: Hall) -> None:
    types(place, *SPELLED)
    tap(place.app.screen.window, "key-marks")
    write(place.app.screen.window, "！")
    wait_until(lambda: place.app.scene.property("comment") == SAID, "the words in the field")
    place.tap("done")
    place.on("Idle")
    place.settled()

    assert comments(place) == [SAID]
    (explained,) = [one for one in place.held() if one.kind == Explained.kind]
    assert isinstance(explained.body, Explained)
    assert explained.body.comment is not None


def test_nothing_that_was_typed_stays_on_the_disk_in_the_clear(place: Hall) -> None:
    before = hashlib.sha256(lexicon_file().read_bytes()).digest()
    types(place, *SPELLED, "！" if is_there(place.app.screen.window, "key-！") else "。")
    assert traces(place, "等了很久", "denglehenjiu") in ([], ["pinyin.sqlite"]), (
        "the lexicon knows the word before anybody typed it"
    )
    place.tap("done")
    place.on("Idle")
    place.settled()
    place.close()

    assert traces(place, "服务态度不好", "让我等了", "rangwo", "denglehenjiu") == []
    assert hashlib.sha256(lexicon_file().read_bytes()).digest() == before

    (place.data / "learned.dat").write_text("服务态度不好", "utf-16-le")  # what a keyboard that learns would leave
    assert traces(place, "服务态度不好") == ["learned.dat"]


def test_whoever_comes_next_meets_a_keyboard_that_knows_nothing(place: Hall) -> None:
    types(place, "zhenshi=真实", "zhenshi=真实", "zhen")  # not the likeliest word, twice, and one left unfinished
    place.tap("done")
    place.on("Idle")

    types(place, "zhenshi")
    board = place.app.scene.property("keyboard")
    wait_until(lambda: board.property("answered"), "words")
    with closing(Lexicon(lexicon_file())) as fresh:
        assert list(board.property("candidates")) == [one.text for one in candidates(fresh, "zhenshi")]
    assert place.app.scene.property("comment") == "zhenshi"
