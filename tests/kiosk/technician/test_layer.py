"""What a technician sets at the tablet: the last layer, whole or not at all, and no damage to it stops anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.settings import KioskSettings, overlaid
from kiosk.technician.layer import FILE, WHERE, read_layer, with_choice, write_layer


def test_what_was_chosen_is_read_again_and_has_a_name(tmp_path: Path) -> None:
    layer = with_choice(with_choice({}, "screen", "theme", "night"), "screen", "language", "en")
    first = write_layer(tmp_path, layer)
    assert read_layer(tmp_path) == {"screen": {"theme": "night", "language": "en"}}
    assert write_layer(tmp_path, with_choice(layer, "voice", "volume", 30)) != first
    assert read_layer(tmp_path)["voice"] == {"volume": 30}


def test_it_lies_over_what_the_centre_sets() -> None:
    centre, _ = overlaid(KioskSettings(), {"screen": {"theme": "day", "language": "en"}})
    made, mistakes = overlaid(centre, {"screen": {"theme": "night"}}, WHERE)
    assert (made.screen.theme, made.screen.language, mistakes) == ("night", "en", ())


def test_it_can_neither_move_the_records_nor_the_centre() -> None:
    made, mistakes = overlaid(KioskSettings(), {"data": {"folder": "/elsewhere"}}, WHERE)
    assert made == KioskSettings()
    assert len(mistakes) == 1


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"screen": 3}', '{"screen": {"theme": "n'])
def test_a_damaged_file_is_as_if_nothing_had_been_chosen(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert read_layer(tmp_path) == {}


def test_a_file_that_is_no_text_is_as_if_nothing_had_been_chosen(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xff\xfe\x00")
    assert read_layer(tmp_path) == {}
