"""TOML by somebody who means harm: it is refused at once, in words, and takes nobody's time."""

from __future__ import annotations

import time
import tomllib

import pytest

from sync.central.places.file import MOST_ROWS, WrongFile, read_text
from sync.questionnaire import BadQuestionnaire, parse_questionnaire
from sync.toml import MOST_DOTS, read_toml

BOMBS = {
    "nested lists": "a = " + "[" * 100_000,
    "nested tables": "a = " + "{a=" * 100_000,
    "a dotted key": "a." * 400_000 + "a = 1",
    "a number": "a = " + "9" * 100_000,
    "a dotted table": "[" + "a." * 400_000 + "a]",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused_at_once_as_a_hall_and_as_a_questionnaire(bomb: str) -> None:
    before = time.thread_time()
    with pytest.raises(tomllib.TOMLDecodeError):
        read_toml(bomb)
    with pytest.raises(WrongFile):
        read_text(bomb, "hall.toml")
    with pytest.raises(BadQuestionnaire):
        parse_questionnaire(bomb)
    assert time.thread_time() - before < 5, "processor time, whatever else runs; without the bound it is minutes"


def test_a_csv_with_an_endless_cell_is_refused_in_words() -> None:
    with pytest.raises(WrongFile, match="is not CSV"):
        read_text('table,id\n"' + "x" * 200_000, "hall.csv")


def test_a_file_of_more_rows_than_any_hall_has_is_refused_before_it_is_compared() -> None:
    rows = "".join(f'[[window]]\nid = "{n}"\ndepartment = "D1"\n' for n in range(MOST_ROWS + 1))
    with pytest.raises(WrongFile, match=f"more than {MOST_ROWS} rows"):
        read_text(f'[hall]\nid = "H001"\nname = "x"\n[[department]]\nid = "D1"\nname = "x"\n{rows}', "hall.toml")


def test_what_people_write_is_read_dots_and_all() -> None:
    """Positive control: a long line of prose, and as many dots as are allowed."""
    text = f'a.b.c = "{"." * (MOST_DOTS - 2)}"\nd = [[1], [2, [3]]]'
    assert read_toml(text) == {"a": {"b": {"c": "." * (MOST_DOTS - 2)}}, "d": [[1], [2, [3]]]}
