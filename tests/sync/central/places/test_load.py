"""A hall's file: what is loaded, what changes, and what is said of a file that cannot be loaded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from sync.central.central import Central
from sync.central.places.file import HallFile, WrongFile, read_file
from sync.central.places.load import hashed_pins, load
from sync.central.places.models import Department, Hall, Staff, Window
from sync.central.places.rows import Change
from sync.central.verify.verify import verify
from sync.resources import config
from sync.suite import pin_matches
from tests.support.centre import rows

SMALL = """
[hall]
id = "H009"
name = "示例大厅"
opens = "09:00"
closes = "17:00"
weekdays = [1, 2, 3, 4, 5]
settings = { voice = true }
[[day]]
date = "2026-10-01"
open = false
[[department]]
id = "D1"
name = "公安局"
[[window]]
id = "1"
department = "D1"
[[staff]]
id = "S1"
name = "张三"
department = "D1"
services = ["户政"]
pin = "123456"
[[staff]]
id = "S2"
name = "李四"
role = "manager"
"""


def file(folder: Path, text: str, name: str = "hall.toml") -> HallFile:
    path = folder / name
    path.write_text(text, "utf-8")
    return read_file(path)


def loaded(central: Central, wanted: HallFile) -> list[Change]:
    with central.database.read() as db:
        pins = hashed_pins(db, wanted)
    with central.database.write() as db:
        return load(db, wanted, central.now_ms(), pins)


def test_a_file_fills_a_hall_and_a_second_time_changes_nothing(central: Central, tmp_path: Path) -> None:
    wanted = file(tmp_path, SMALL)

    assert [str(one) for one in loaded(central, wanted)] == [
        "+ hall H009",
        "+ department D1",
        "+ window 1",
        "+ staff S1",
        "+ staff S2",
    ]
    assert loaded(central, wanted) == []
    hall = next(one for one in rows(central, Hall) if one.id == "H009")
    assert json.loads(hall.calendar)["days"] == {"2026-10-01": {"open": False}}
    staff = {one.id: one for one in rows(central, Staff) if one.hall_id == "H009"}
    assert pin_matches("123456", staff["S1"].pin)
    assert (staff["S1"].manager, staff["S2"].manager, staff["S2"].pin) == (False, True, None)
    assert verify(central).holds


def test_a_change_is_told_by_its_fields_and_a_person_gets_another_version(central: Central, tmp_path: Path) -> None:
    loaded(central, file(tmp_path, SMALL))

    changes = loaded(central, file(tmp_path, SMALL.replace("示例大厅", "新大厅").replace("张三", "张三丰")))

    assert [str(one) for one in changes] == ["~ hall H009: name", "~ staff S1: name"]
    versions = [(one.version, one.name, one.until_ms is None) for one in rows(central, Staff) if one.id == "S1"]
    assert sorted(versions) == [(1, "张三", False), (2, "张三丰", True)]


def test_the_pin_in_a_file_is_only_the_first_one(central: Central, tmp_path: Path) -> None:
    loaded(central, file(tmp_path, SMALL))

    assert loaded(central, file(tmp_path, SMALL.replace("123456", "654321"))) == []
    with central.database.read() as db:
        pin = db.execute(select(Staff.pin).where(Staff.hall_id == "H009", Staff.id == "S1")).scalar_one()
    assert pin_matches("123456", pin or "")


def test_a_dry_run_says_what_would_change_and_writes_nothing(central: Central, tmp_path: Path) -> None:
    with central.database.read() as db:
        changes = load(db, file(tmp_path, SMALL), 0, {}, dry=True)

    assert len(changes) == 5
    assert "H009" not in {one.id for one in rows(central, Hall)}


def test_what_a_file_does_not_name_stays(central: Central, tmp_path: Path) -> None:
    loaded(central, file(tmp_path, SMALL))
    without = SMALL[: SMALL.index("[[window]]")] + SMALL[SMALL.index("[[staff]]") :]

    assert loaded(central, file(tmp_path, without)) == []
    assert [one.id for one in rows(central, Window) if one.hall_id == "H009"] == ["1"]


def test_a_csv_says_the_same_as_a_toml(central: Central, tmp_path: Path) -> None:
    text = (
        "table,id,name,department,opens,closes,weekdays,settings,date,open,services,role,pin\n"
        'hall,H009,示例大厅,,09:00,17:00,1;2;3;4;5,"{""voice"": true}",,,,,\n'
        "day,,,,,,,,2026-10-01,false,,,\n"
        "department,D1,公安局,,,,,,,,,,\n"
        "window,1,,D1,,,,,,,,,\n"
        "staff,S1,张三,D1,,,,,,,户政,,123456\n"
        "staff,S2,李四,,,,,,,,,manager,\n"
    )
    loaded(central, file(tmp_path, SMALL))

    assert loaded(central, file(tmp_path, text, "hall.csv")) == []


def test_the_example_has_20_windows_and_24_people() -> None:
    example = read_file(config() / "hall.toml")

    assert (example.hall["id"], len(example.windows), len(example.staff)) == ("H001", 20, 24)
    assert all(1 <= one["stars"] <= 5 for one in example.staff)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('name = "示例大厅"', "", "name is missing"),
        ('name = "示例大厅"', 'name = ""', "name must be a text"),
        ('name = "示例大厅"', 'name = "x"\ncolour = "red"', "colour is not known"),
        ('department = "D1"\n[[staff]]', 'department = "D7"\n[[staff]]', "there is no department D7"),
        ('pin = "123456"', 'pin = "12"', "a pin has 4 to 12 digits"),
        ('role = "manager"', 'role = "king"', "a role is one of officer, manager"),
        ('id = "S2"', 'id = "S1"', "stands there twice"),
        ("[hall]", "[palace]\n[hall]", "palace"),
        ("settings = { voice = true }", "settings = { queue = { interval_s = 0.5 } }", "whole numbers"),
        ("[[day]]", "[[day]", "is not TOML"),
        ('closes = "17:00"', 'closes = "17:00"\ntime_zone = "Mars/Base"', "there is no time zone Mars/Base"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, before: str, after: str, said: str) -> None:
    assert before in SMALL

    with pytest.raises(WrongFile, match=said):
        file(tmp_path, SMALL.replace(before, after, 1))


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    text = SMALL.replace('name = "示例大厅"', "").replace('name = "公安局"', "name = 5")

    with pytest.raises(WrongFile) as wrong:
        file(tmp_path, text)

    assert len(str(wrong.value).splitlines()) == 2


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(WrongFile, match="cannot be read"):
        read_file(tmp_path / "nowhere.toml")


def test_departments_are_loaded_with_their_names(central: Central, tmp_path: Path) -> None:
    loaded(central, file(tmp_path, SMALL))

    assert ("H009", "D1", "公安局") in {(one.hall_id, one.id, one.name) for one in rows(central, Department)}
