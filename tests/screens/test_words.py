"""The screen's words: complete in every language, used, and added to by files alone."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from kiosk.codes import Code
from kiosk.prompts import Prompt
from kiosk.viewmodels.words import WordsAmiss, filled, languages
from sync.contract import State, Why
from sync.kinds import Cause
from sync.resources import assets

HERE = Path(__file__).resolve().parents[2]
FOLDER = assets() / "translations"
OURS = {"language", "order", "voice"}


def used() -> set[str]:
    """Keys named in QML and view models."""
    qml = "".join(path.read_text("utf-8") for path in (HERE / "kiosk" / "qml").rglob("*.qml"))
    python = "".join(path.read_text("utf-8") for path in (HERE / "kiosk" / "viewmodels").glob("*.py"))
    found = set(re.findall(r"Words\.t\.(\w+)", qml)) | set(re.findall(r'words\["(\w+)"\]', python))
    found |= set(
        re.findall(
            r'"((?:enrol|login|staff|day|soft|export|not|hand|manager|card|type|forward|tech|place|kind)[A-Z][A-Za-z]*|exporting|exported|starting|take)"',
            python,
        )
    )
    keys = (HERE / "kiosk" / "keyboard" / "keys.py").read_text("utf-8")
    found |= set(re.findall(r'"((?:key|stroke)[A-Z]\w*)"', keys))
    health = (HERE / "kiosk" / "technician" / "health.py").read_text("utf-8")
    found |= set(re.findall(r'"((?:disk|clock|queue|centre|backlog|aside|ledger|version)_[a-z_]+)"', health))
    found |= {f"part_{part}" for part in re.findall(r'Line\(\s*"(\w+)"', health)}
    found |= {f"centre_{state}" for state in State if state is not State.ACTIVE}
    return (
        found
        | {f"cause_{cause}" for cause in Cause}
        | {f"fault_{code}" for code in Code}
        | {f"why_{why}" for why in Why}
        | {f"say_{one}" for one in Prompt}
        | {"otherLanguage"}
    )


def test_every_word_a_page_names_is_there_and_none_is_left_over() -> None:
    known = set(languages(FOLDER)[0].texts) - OURS | {"otherLanguage"}
    assert used() - known == set()
    assert known - used() == set()


def test_chinese_comes_first_and_english_is_complete() -> None:
    assert [one.code for one in languages(FOLDER)] == ["zh-CN", "en"]


def test_both_languages_have_the_same_places_for_values() -> None:
    first, *others = languages(FOLDER)
    for other in others:
        differ = {
            key
            for key, text in first.texts.items()
            if sorted(re.findall(r"%\d", text)) != sorted(re.findall(r"%\d", other.texts[key]))
        }
        assert differ == set(), other.code


def test_a_third_language_is_a_file(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "words")
    text = (FOLDER / "en.toml").read_text("utf-8")
    text = text.replace('language = "English"', 'language = "བོད་སྐད"').replace("order = 2", "order = 3")
    (tmp_path / "words" / "bo.toml").write_text(text, "utf-8")
    assert [one.code for one in languages(tmp_path / "words")] == ["zh-CN", "en", "bo"]


def test_a_translation_that_lacks_a_word_says_which(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "words")
    file = tmp_path / "words" / "en.toml"
    file.write_text(re.sub(r"(?m)^notNow.*$", "", file.read_text("utf-8")), "utf-8")
    with pytest.raises(WordsAmiss, match=r"en\.toml lacks notNow"):
        languages(tmp_path / "words")


def test_no_translation_at_all_says_where_one_belongs(tmp_path: Path) -> None:
    with pytest.raises(WordsAmiss, match="no translation in"):
        languages(tmp_path)


def test_values_are_put_where_the_text_wants_them() -> None:
    assert filled("%2 of %1", "ten", 3) == "3 of ten"
