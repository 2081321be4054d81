"""A third language of the phone's pages by files alone: one of words at the centre, and the questionnaire's own texts."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.central.places.questions import shipped
from sync.central.web.further import FOLDER, further
from sync.central.web.words import LEVELS, TEXTS, Words
from sync.contract import uuid7
from tests.support.asking import Client, Got
from tests.support.facing import Town, town
from tests.sync.central.web.test_phone import explain, hidden

MARK = "ọ̀rọ̀ "
TEMPLATES = Path(__file__).parents[4] / "sync/central/web/templates"
CITIZENS = ("ask", "explain", "levels", "phone", "receipt", "receipt_ask", "said")


def asked_for() -> set[str]:
    """The texts of the citizen's pages."""
    pages = "".join((TEMPLATES / f"{name}.html").read_text("utf-8") for name in CITIZENS)
    by_name = ("expired", "bad_token", "already", "thanks", "receipt_", "needs_", "staff_number")
    return set(re.findall(r'words\(["\'](\w+)["\']', pages)) | {key for key in TEXTS if key.startswith(by_name)}


def written() -> str:
    """The file as somebody would write it."""
    texts = {"language": "Yorùbá"} | {key: MARK + TEXTS[key][1] for key in sorted(asked_for())}
    texts |= {f"level_{level}": MARK + names[1] for level, names in LEVELS.items()}
    return "\n".join(f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in texts.items())


@pytest.fixture
def abroad(tmp_path: Path) -> Iterator[Town]:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "yo.toml").write_text(written(), "utf-8")
    with town(tmp_path) as made:
        yield made


def english_left(page: Got) -> list[str]:
    """Texts of the page that stand there in English without the third language's mark."""
    shown = re.sub(r"<[^>]+>", "\n", page.text)
    lines = {line.strip() for line in shown.splitlines()}
    return sorted(lines & {TEXTS[key][1] for key in asked_for()} | lines & {names[1] for names in LEVELS.values()})


def test_a_citizen_rates_explains_and_looks_up_the_receipt_in_it(abroad: Town) -> None:
    client, path = Client(abroad.app), "/r/" + abroad.tablet().mint(uuid7())
    ask = client.get(path + "?lang=yo")
    assert 'lang="yo"' in ask.text
    assert hidden(ask, "lang") == "yo"
    kept = client.post(path, {"rating": hidden(ask, "rating"), "level": "4", "lang": "yo"})
    thanked = explain(client, path, kept)
    receipt = re.search(r"/receipts/([A-Z2-9-]+)", thanked.text)
    assert receipt
    looked = client.get(receipt[0])
    for page in (ask, kept, thanked, looked):
        assert MARK in page.text
        assert english_left(page) == []


def test_control_an_english_page_is_found(abroad: Town) -> None:
    page = Client(abroad.app).get("/r/" + abroad.tablet().mint(uuid7()) + "?lang=en")
    assert "Very satisfied" in english_left(page)
    assert "Yorùbá" in page.text, "the way to it, in its own words"


def test_a_browser_that_prefers_it_gets_it_and_what_is_missing_is_english(abroad: Town) -> None:
    more = abroad.app.state.languages
    assert set(more) == {"yo"}
    words = Words("yo", more)
    assert (words.tag, words.other, words("served")) == ("yo", "zh", TEXTS["served"][1])
    assert (Words("en", more).other, Words("en", more).other_name) == ("yo", "Yorùbá")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("yo.toml", 'language = "half'),
        ("yo.toml", 'done = "x"'),
        ("../yo.toml", 'language = "x"'),
        ("Yoruba language.toml", 'language = "x"'),
        ("yo.toml", b"\xff\xfe"),
    ],
)
def test_a_file_that_cannot_be_used_is_logged_and_stops_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, text: str | bytes
) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with caplog.at_level(logging.WARNING):
        assert further(tmp_path) == {}
    assert len(caplog.records) == (0 if "/" in name else 1)


def test_a_text_that_asks_for_what_the_page_does_not_know_is_english(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    lines = [
        'language = "x"',
        'window_number = "{m}"',
        'staff_number = "{n.__class__}"',
        'number = "{"',
        'done = "{0}"',
        'kept = "ok"',
    ]
    (tmp_path / FOLDER / "yo.toml").write_text("\n".join(lines), "utf-8")
    assert further(tmp_path) == {"yo": {"language": "x", "kept": "ok"}}
    assert Words("yo", further(tmp_path))("window_number", n="3") == "Window 3"


def test_the_questionnaire_speaks_the_languages_it_has() -> None:
    assert shipped().text("question", "yo") == shipped().text("question", "zh-CN")
