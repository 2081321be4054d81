"""The API of setting up: the same rules as on the pages, one hall at a time, nothing without the log-in's secret."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sync.central.accounts.roles import Role
from sync.central.places.models import Department, Staff, Window
from sync.central.places.questions import shipped_text
from sync.central.verify.verify import verify
from tests.support.asking import Client, Got
from tests.support.centre import rows
from tests.support.facing import Town
from tests.support.setting_up import Desk, enter

AT = "/api/v1/halls/H001"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


def send(who: Desk, method: str, path: str, body: Any = None, **headers: str) -> Got:
    """Send JSON (or bytes as they are) with the log-in's secret."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
    return who.client.ask(method, f"{AT}{path}", data, yiping_form=who.form, content_type="application/json", **headers)


def test_a_hall_is_set_up_and_read_back(place: Town) -> None:
    manager = enter(place)

    def put(path: str, body: Any) -> list[str]:
        answer = send(manager, "PUT", path, body)
        assert answer.status == 200, answer.text
        changes: list[str] = answer.json()["changes"]
        return changes

    assert put("", {"name": "新名", "rating_per_matter": True}) == ["~ hall H001: name, rating_per_matter"]
    assert put("/departments/D9", {"name": "税务局"}) == ["+ department D9"]
    assert put("/windows/9", {"department": "D9"}) == ["+ window 9"]
    assert put("/windows/9", {"department": "D9", "retired": True}) == ["~ window 9: retired"]
    assert put("/staff/S9", {"name": "丁一", "department": "D9", "services": ["税"]}) == ["+ staff S9"]
    assert put("/staff/S9", {"name": "丁一", "department": "D9", "services": ["税"]}) == []
    assert put("/staff/S9/photo", PNG) == ["~ staff S9: photo"]
    hours = {"opens": "09:00", "closes": "17:00", "weekdays": [1], "days": {"2026-10-01": {"open": False}}}
    assert put("/hours", hours) == ["~ hall H001: calendar"]
    assert put("/settings?window=3", {"keys": {"voice.volume": "7"}}) == ["~ window 3: settings"]

    assert send(manager, "GET", "/hours").json()["days"] == {"2026-10-01": {"open": False, "opens": "", "closes": ""}}
    assert send(manager, "GET", "/settings?window=3").json() == {"keys": {"voice.volume": "7"}, "others": []}
    assert send(manager, "GET", "/settings").json()["keys"] == {}
    assert len(send(manager, "POST", "/staff/S9/pin").json()["pin"]) == 6
    assert len(send(manager, "POST", "/codes", {"window": "3"}).json()["code"]) == 19
    assert verify(place.central).holds


def test_a_token_a_questionnaire_and_a_file(place: Town) -> None:
    manager = enter(place)
    made = send(manager, "POST", "/tokens", {"label": "大屏"}).json()
    bearer = {"authorization": f"Bearer {made['token']}"}
    assert Client(place.app).get(f"{AT}/windows", **bearer).status == 200
    assert Client(place.app).get(f"{AT}/tokens", **bearer).status == 403
    assert [one["name"] for one in send(manager, "GET", "/tokens").json()["items"]] == [made["name"]]
    assert send(manager, "DELETE", f"/tokens/{made['name']}").status == 200
    assert send(manager, "DELETE", f"/tokens/{made['name']}").status == 404
    assert Client(place.app).get(f"{AT}/windows", **bearer).status == 401

    assert send(manager, "GET", "/questionnaire").text == shipped_text()
    newer = shipped_text().replace("2020.1", "2026.1").encode()
    assert send(manager, "PUT", "/questionnaire", newer).json()["changes"] == ["~ hall H001: questionnaire"]
    assert send(manager, "PUT", "/questionnaire", b"").json()["changes"] == ["~ hall H001: questionnaire"]

    file = b'[hall]\nid = "H001"\nname = "H001"\n[[staff]]\nid = "S7"\nname = "x"\npin = "123456"\n'
    assert "+ staff S7" in send(manager, "POST", "/file?dry_run=true", file).json()["changes"]
    assert not [one for one in rows(place.central, Staff) if one.id == "S7"]
    assert "+ staff S7" in send(manager, "POST", "/file", file).json()["changes"]
    assert [one.pin is not None for one in rows(place.central, Staff) if one.id == "S7"] == [True]


@pytest.mark.parametrize(
    ("method", "path", "body", "said"),
    [
        ("PUT", "/departments/D9", {"name": " "}, "needed is empty"),
        ("PUT", "/windows/9", {"department": "D77"}, "no department 'D77'"),
        ("PUT", "/staff/S9", {"name": "x", "department": "D77"}, "D77"),
        ("POST", "/staff/S404/pin", None, "S404"),
        ("PUT", "/staff/S001/photo", b"<svg/>", "photo"),
        ("PUT", "/hours", {"opens": "17:00", "closes": "09:00"}, "close after"),
        ("PUT", "/settings", {"keys": {"centre.authority": "x"}}, "centre.authority"),
        ("PUT", "/settings?window=77", {"keys": {}}, "no window '77'"),
        ("POST", "/codes", {"window": "77"}, "no window '77'"),
        ("PUT", "/questionnaire", b"\xff", "UTF-8"),
        ("POST", "/file", b"x", "not TOML"),
        ("PUT", "/departments/D9", {"name": "a\ud800"}, ""),
        ("PUT", "/departments/D9", {"name": "a\x00"}, ""),
    ],
)
def test_what_cannot_be_is_a_problem_that_says_why_and_changes_nothing(
    here: Town, method: str, path: str, body: Any, said: str
) -> None:
    manager = enter(here)
    before = [rows(here.central, model) for model in (Department, Window, Staff)]

    answer = send(manager, method, path, body)

    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]
    assert [rows(here.central, model) for model in (Department, Window, Staff)] == before


def test_only_who_may_and_only_with_the_log_ins_secret(here: Town) -> None:
    manager, auditor, clerk = enter(here), enter(here, Role.AUDITOR), enter(here, Role.STAFF_ADMIN)
    body = {"name": "x"}

    assert send(auditor, "PUT", "/departments/D9", body).status == 403
    assert send(clerk, "PUT", "/departments/D9", body).status == 403
    assert send(clerk, "PUT", "/staff/S9", body).status == 200
    assert Client(here.app).ask("PUT", f"{AT}/departments/D9", b"{}").status == 401
    bare = manager.client.ask("PUT", f"{AT}/departments/D9", json.dumps(body).encode(), content_type="application/json")
    assert bare.status == 403
    other = manager.client.ask(
        "PUT", "/api/v1/halls/H002/departments/D9", json.dumps(body).encode(), yiping_form=manager.form,
        content_type="application/json",
    )  # fmt: skip
    assert other.status == 404
    assert "D9" not in {one.id for one in rows(here.central, Department)}
