"""Hours, questionnaire, tokens and a hall's file on pages."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select

from sync.central.accounts.models import ReadingToken
from sync.central.accounts.roles import Role
from sync.central.places.models import Hall, Staff, Window
from sync.central.places.questions import shipped_text
from sync.central.verify.verify import verify
from tests.support.asking import Client
from tests.support.centre import rows
from tests.support.facing import Town
from tests.support.setting_up import enter

AT = "/halls/H001/setup"
FILE = """
[hall]
id = "H001"
name = "H001 政务服务中心"
[[department]]
id = "D01"
name = "人力资源和社会保障局"
[[window]]
id = "9"
department = "D01"
[[staff]]
id = "S077"
name = "丁一"
department = "D01"
pin = "770077"
"""


def calendar(place: Town) -> object:
    with place.central.database.read() as db:
        return json.loads(db.execute(select(Hall.calendar).where(Hall.id == "H001")).scalar_one())


def test_a_week_and_the_days_that_are_not_like_it(place: Town) -> None:
    manager = enter(place)

    manager.send(f"{AT}/calendar", opens="09:00", closes="17:00", weekdays=["1", "2", "5"])
    manager.send(f"{AT}/calendar/days", first="2026-10-01", last="2026-10-02", open="", opens="", closes="")
    manager.send(f"{AT}/calendar/days", first="2026-10-10", last="", open="1", opens="10:00", closes="12:00")
    manager.send(f"{AT}/calendar/days/remove", day="2026-10-02")

    assert calendar(place) == {
        "opens": "09:00",
        "closes": "17:00",
        "weekdays": [1, 2, 5],
        "days": {
            "2026-10-01": {"open": False},
            "2026-10-10": {"open": True, "opens": "10:00", "closes": "12:00"},
        },
    }
    assert verify(place.central).holds


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        ("calendar", {"opens": "17:00", "closes": "09:00"}, "晚于"),
        ("calendar", {"opens": "9", "closes": "17:00"}, "不是时间"),
        ("calendar/days", {"first": "2026-10-03", "last": "2026-10-01"}, "起止日期"),
        ("calendar/days", {"first": "2026-01-01", "last": "2026-12-31"}, "起止日期"),
        ("calendar/days", {"first": "2026-02-30", "last": ""}, "不是日期"),
        ("calendar/days", {"first": "2026-10-01", "open": "1", "opens": "09:00", "closes": ""}, "不是时间"),
    ],
)
def test_hours_that_cannot_be_are_said(here: Town, path: str, fields: dict[str, str], said: str) -> None:
    page = enter(here).send(f"{AT}/{path}", **fields)

    assert page.status == 422
    assert said in page.text
    assert calendar(here) == {}


def test_a_questionnaire_is_used_once_its_version_is_new_and_the_national_one_comes_back(place: Town) -> None:
    manager = enter(place)
    text = manager.get(f"{AT}/questionnaire.toml").text
    assert text == shipped_text()
    other = text.replace("一窗受理一次办结", "一次办结")

    same = manager.upload(f"{AT}/questionnaire", "file", "q.toml", other.encode())
    assert same.status == 422
    assert "2020.1" in same.text
    newer = other.replace("2020.1", "2026.1").encode()
    assert manager.upload(f"{AT}/questionnaire", "file", "q.toml", newer).status == 303
    assert "一次办结" in manager.get(f"{AT}/questionnaire").text
    assert manager.upload(f"{AT}/questionnaire", "file", "q.toml", b"id = 1").status == 422
    assert manager.upload(f"{AT}/questionnaire", "file", "q.toml", b"\xff\xfe").status == 422
    manager.send(f"{AT}/questionnaire")
    assert manager.get(f"{AT}/questionnaire.toml").text == shipped_text()


def test_a_token_is_shown_once_does_what_it_is_for_and_ends(place: Town) -> None:
    manager = enter(place)

    page = manager.send(f"{AT}/tokens", label="大屏<b>", may="read").text
    found = re.search(r'id="token">(yr_[\w-]+)<', page)
    assert found
    bearer = {"authorization": f"Bearer {found[1]}"}
    assert Client(place.app).get("/api/v1/halls/H001/windows", **bearer).status == 200
    listed = manager.get(f"{AT}/tokens").text
    assert found[1] not in listed
    assert "大屏&lt;b&gt;" in listed
    assert "读取统计" in listed

    (name,) = [one.sha256 for one in rows(place.central, ReadingToken)]
    assert manager.send(f"{AT}/tokens/end", token=name).status == 303
    assert Client(place.app).get("/api/v1/halls/H001/windows", **bearer).status == 401
    assert manager.send(f"{AT}/tokens/end", token=name).status == 422
    assert enter(place, Role.AUDITOR).get(f"{AT}/tokens").status == 403
    assert verify(place.central).holds


def test_a_file_is_shown_first_and_written_only_when_somebody_agrees(place: Town) -> None:
    manager = enter(place)

    dry = manager.upload(f"{AT}/import", "file", "hall.toml", FILE.encode()).text
    assert "+ window 9" in dry
    assert "+ staff S077" in dry
    assert "9" not in {one.id for one in rows(place.central, Window) if one.hall_id == "H001"}

    done = manager.upload(f"{AT}/import/do", "none", "", b"", name="hall.toml", text=FILE)
    assert 'data-import="done"' in done.text
    assert [one.name for one in rows(place.central, Staff) if one.id == "S077"] == ["丁一"]
    again = manager.upload(f"{AT}/import", "file", "hall.toml", FILE.encode()).text
    assert "没有变化" in again
    assert verify(place.central).holds


def test_what_pages_set_a_file_that_does_not_name_it_leaves(here: Town) -> None:
    manager = enter(here)
    manager.send(f"{AT}/settings", **{"voice.volume": "7"})
    manager.send(f"{AT}/calendar", opens="09:00", closes="17:00", weekdays=["1"])
    photo = b"\x89PNG\r\n\x1a\n" + b"0" * 9
    manager.upload(f"{AT}/people/S001/photo", "photo", "x.png", photo)
    named = FILE + '[[staff]]\nid = "S001"\nname = "王芳"\ndepartment = "D01"\nstars = 5\n'

    manager.upload(f"{AT}/import/do", "none", "", b"", name="hall.toml", text=named)

    assert calendar(here) == {"opens": "09:00", "closes": "17:00", "weekdays": [1]}
    assert 'name="voice.volume" type="text" maxlength="2000" value="7"' in manager.get(f"{AT}/settings").text
    assert manager.get(f"{AT}/people/S001/photo").body == photo


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FILE.replace('id = "H001"', 'id = "H002"'), "H002"),
        (FILE.replace('name = "丁一"', ""), "name is missing"),
        (FILE + 'photo = "x.png"\n', "was not uploaded"),
        ("nonsense", "is not TOML"),
    ],
)
def test_a_file_that_cannot_be_is_said_so_and_nothing_is_written(here: Town, text: str, said: str) -> None:
    manager = enter(here)

    for path, field in (("import", "file"), ("import/do", "none")):
        page = manager.upload(f"{AT}/{path}", field, "hall.toml", text.encode(), name="hall.toml", text=text)
        assert page.status == 422
        assert said in page.text
    assert not [one for one in rows(here.central, Staff) if one.id == "S077"]
