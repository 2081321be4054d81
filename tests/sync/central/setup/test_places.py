"""Halls, departments and windows set up on pages: what is wrong is said, what was typed stays, nothing else is touched."""

from __future__ import annotations

import json
from html import escape

import pytest
from sqlalchemy import select

from sync.central.accounts.roles import Role
from sync.central.places.models import Department, Hall, Window
from sync.central.verify.verify import verify
from tests.support.asking import Client
from tests.support.centre import rows
from tests.support.facing import Town
from tests.support.setting_up import enter

AT = "/halls/H001/setup"


def test_a_system_administrator_opens_a_hall_and_sets_up_its_places(place: Town) -> None:
    root = enter(place, Role.SYSTEM_ADMIN, halls=None)

    opened = root.send("/halls", id="H003", name="新区大厅", time_zone="Asia/Urumqi")
    assert opened.headers["location"] == "/halls/H003/setup?said=added"
    assert root.send("/halls/H003/setup/departments", new="1", id="D1", name="税务局").status == 303
    assert root.send("/halls/H003/setup/windows", id="1", name="", department="D1").status == 303
    assert root.send("/halls/H003/setup/windows/1", name="办税", department="D1", retired="1").status == 303

    hall = next(one for one in rows(place.central, Hall) if one.id == "H003")
    assert (hall.name, hall.time_zone, hall.rating_per_matter) == ("新区大厅", "Asia/Urumqi", False)
    assert [(one.name) for one in rows(place.central, Department) if one.hall_id == "H003"] == ["税务局"]
    (window,) = [one for one in rows(place.central, Window) if one.hall_id == "H003"]
    assert (window.name, window.department_id, bool(window.retired)) == ("办税", "D1", True)
    assert verify(place.central).holds


@pytest.mark.parametrize("role", [Role.HALL_MANAGER, Role.STAFF_ADMIN, Role.AUDITOR])
def test_nobody_else_opens_a_hall(here: Town, role: Role) -> None:
    who = enter(here, role)

    assert who.get("/new-hall").status == 403
    assert who.send("/halls", id="H009", name="x", time_zone="Asia/Shanghai").status == 403
    assert {one.id for one in rows(here.central, Hall)} == {"H001", "H002"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"id": "H001", "name": "x", "time_zone": "Asia/Shanghai"}, "已被使用"),
        ({"id": "a/b", "name": "x", "time_zone": "Asia/Shanghai"}, "不可用"),
        ({"id": "H9", "name": " ", "time_zone": "Asia/Shanghai"}, "没有填写"),
        ({"id": "H9", "name": "x" * 201, "time_zone": "Asia/Shanghai"}, "文字过长"),
        ({"id": "H9", "name": "a\x07b", "time_zone": "Asia/Shanghai"}, "不能显示"),
        ({"id": "H9", "name": "<b>x</b>", "time_zone": "Mars/Base"}, "没有时区"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(here: Town, fields: dict[str, str], said: str) -> None:
    root = enter(here, Role.SYSTEM_ADMIN, halls=None)

    page = root.send("/halls", **fields)

    assert page.status == 422
    assert said in page.text
    assert f'value="{escape(fields["name"])}"' in page.text
    assert len(rows(here.central, Hall)) == 2


def test_a_window_needs_a_department_that_is_there_and_a_number_that_is_free(here: Town) -> None:
    manager = enter(here)

    assert "没有编号" in manager.send(f"{AT}/windows", id="9", department="D77").text
    assert "已被使用" in manager.send(f"{AT}/windows", id="3", department="D01").text
    assert len([one for one in rows(here.central, Window) if one.hall_id == "H001"]) == 4


def test_a_form_from_another_site_changes_nothing(here: Town) -> None:
    manager = enter(here)
    before = rows(here.central, Department)

    for form in ("", "0" * 22):
        answer = manager.client.post(f"{AT}/departments", {"form": form, "new": "1", "id": "D9", "name": "x"})
        assert answer.status == 403
    assert rows(here.central, Department) == before


def test_another_halls_pages_are_not_there_for_a_manager_of_one(here: Town) -> None:
    manager = enter(here)

    assert manager.get("/halls/H002/setup").status == 404
    assert manager.send("/halls/H002/setup/departments", new="1", id="D9", name="x").status == 404
    assert not [one for one in rows(here.central, Department) if one.id == "D9"]


def test_nobody_sees_a_page_before_logging_in_and_comes_back_to_it_after(here: Town) -> None:
    for path in (AT, f"{AT}/kiosks", f"{AT}/people/S001", "/new-hall"):
        assert Client(here.app).get(path).headers["location"].startswith("/login?next=")
    assert Client(here.app).post(f"{AT}/departments", {"id": "D9", "name": "x"}).status == 303
    assert not [one for one in rows(here.central, Department) if one.id == "D9"]


def test_a_windows_own_settings_lie_over_the_halls_and_an_empty_field_takes_its_key_out(here: Town) -> None:
    manager = enter(here)
    with here.central.database.write() as db:
        db.execute(Hall.__table__.update().values(settings='{"queue": {"headers": {"X": "secret"}}}'))  # type: ignore[attr-defined]

    manager.send(f"{AT}/settings", **{"queue.kind": "poll", "queue.url": "http://q.local/t", "voice.volume": "40"})
    manager.send(f"{AT}/windows/3/settings", **{"voice.volume": "0", "queue.tells_end": "false"})
    manager.send(f"{AT}/settings", **{"queue.kind": "", "queue.url": "", "voice.volume": "40"})

    with here.central.database.read() as db:
        hall = json.loads(db.execute(select(Hall.settings).where(Hall.id == "H001")).scalar_one())
        this = (Window.hall_id == "H001", Window.id == "3")
        window = json.loads(db.execute(select(Window.settings).where(*this)).scalar_one())
    assert hall == {"queue": {"headers": {"X": "secret"}}, "voice": {"volume": 40}}
    assert window == {"queue": {"tells_end": False}, "voice": {"volume": 0}}
    page = manager.get(f"{AT}/settings").text
    assert "queue.headers" in page
    assert "secret" not in page
    assert "默认：40" in manager.get(f"{AT}/windows/4").text
