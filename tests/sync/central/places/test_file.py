"""A hall's file: what is wrong with it is said before anything is loaded, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.central.central import Central
from sync.central.places.file import HallFile, WrongFile, read_file
from sync.central.places.load import load
from sync.central.places.models import Hall
from sync.resources import config
from tests.support.centre import rows

QUESTIONS = (config() / "questionnaire.toml").read_text(encoding="utf-8")
HALL = '[hall]\nid = "H002"\nname = "一评区政务服务中心"\n'


def written(folder: Path, text: str) -> HallFile:
    file = folder / "hall.toml"
    file.write_text(text, encoding="utf-8")
    return read_file(file)


def with_questions(text: str) -> str:
    return f"{HALL}questionnaire = '''\n{text}'''\n"


def test_the_example_is_a_hall_of_twenty_windows_and_twenty_four_people() -> None:
    example = read_file(config() / "hall.toml")

    assert (example.hall["id"], len(example.windows), len(example.staff)) == ("H001", 20, 24)


def test_a_hall_may_bring_its_own_questionnaire_whole(tmp_path: Path, central: Central) -> None:
    file = written(tmp_path, with_questions(QUESTIONS))

    with central.database.write() as db:
        load(db, file, central.now_ms(), {})

    assert {row.id: row.questionnaire for row in rows(central, Hall)} == {"H001": None, "H002": QUESTIONS}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (with_questions("version = 1"), "is missing in the questionnaire in hall.toml: compare it with"),
        (with_questions("no = questionnaire"), "the questionnaire in hall.toml cannot be read"),
        (with_questions("x" * 40_000), r"questionnaire must be a questionnaire \(at most 32768 characters\)"),
        (HALL + "questionnaire = 3", "questionnaire must be a questionnaire"),
        (HALL + 'nonsense = "x"', "nonsense is not known here; known are id, name"),
        (HALL + 'time_zone = "Asia/Atlantis"', "there is no time zone Asia/Atlantis, write it as in Asia/Shanghai"),
        (HALL + '[[window]]\nid = "1"\ndepartment = "D9"', "window 1 in hall.toml: there is no department D9"),
        (HALL + '[[staff]]\nid = "S1"\nname = "李"\npin = "12"', "staff S1 in hall.toml: a pin has 4 to 12 digits"),
        (HALL + '[[staff]]\nid = "S1"\nname = "李"\nrole = "king"', "a role is one of officer, manager"),
        ("[[staff]]\nid = 3", "hall.toml has 0 halls: give each hall its own file"),
        ("[hall", "hall.toml is not TOML"),
        (HALL + "[halls]", "hall.toml has halls: the tables of a hall's file are hall, department, window"),
    ],
)
def test_a_mistake_is_said_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(WrongFile, match=says):
        written(tmp_path, text)


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    text = HALL + '[[window]]\nid = "1"\n[[staff]]\nid = "S1"\n[[staff]]\nname = 3\n'
    with pytest.raises(WrongFile) as wrong:
        written(tmp_path, text)
    assert len(str(wrong.value).splitlines()) == 4


def test_a_table_may_come_from_a_spreadsheet(tmp_path: Path) -> None:
    file = tmp_path / "hall.csv"
    lines = ["table,id,name,department,retired,weekdays,date,open"]
    lines += [
        "hall,H002,一评区,,,1;2;3,,",
        "department,D1,公安局,,,,,",
        "window,7,七号,D1,否,,,",
        "day,,,,,,2026-10-01,false",
    ]
    file.write_text("\n".join(lines), encoding="utf-8-sig")

    read = read_file(file)

    assert read.hall == {"id": "H002", "name": "一评区", "weekdays": [1, 2, 3]}
    assert read.windows == [{"id": "7", "name": "七号", "department": "D1", "retired": False}]
    assert read.days == [{"date": "2026-10-01", "open": False}]
