"""Which questionnaire is shown at this window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.questions import asked_here
from kiosk.settings import KioskSettings
from sync.questionnaire import BadQuestionnaire
from sync.resources import config
from tests.support.given import given

TEXT = (config() / "questionnaire.toml").read_text(encoding="utf-8")


def named(file: Path) -> KioskSettings:
    ours = KioskSettings()
    return replace(ours, rating=replace(ours.rating, questionnaire=str(file)))


def version(number: str) -> str:
    return TEXT.replace('version = "2020.1"', f'version = "{number}"')


def test_without_anybodys_wish_it_is_the_shipped_one() -> None:
    assert asked_here(KioskSettings(), None).version == "2020.1"
    assert asked_here(KioskSettings(), given()).version == "2020.1"


def test_the_file_of_the_settings_goes_before_the_shipped_one_and_the_centres_before_both(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(version("9.1"), encoding="utf-8")

    assert asked_here(named(file), None).version == "9.1"
    assert asked_here(named(file), given(questionnaire=version("9.2"))).version == "9.2"


def test_one_of_the_centres_that_cannot_be_shown_stops_nobody(caplog: pytest.LogCaptureFixture) -> None:
    assert asked_here(KioskSettings(), given(questionnaire="no = questionnaire")).version == "2020.1"
    assert "compare it with config/questionnaire.toml" in caplog.text


def test_a_file_of_this_machine_that_cannot_be_shown_is_said(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text("version = 1", encoding="utf-8")
    with pytest.raises(BadQuestionnaire, match=r"is missing in ours\.toml"):
        asked_here(named(file), None)
