"""Alarms over HTTP: who sees them, who may close them, and that a reason is asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from sync.central.accounts.models import AuditLine
from sync.central.accounts.people import create_account
from sync.central.accounts.roles import Act, Role
from sync.central.intake.alarms import AlarmKind, Seen, raise_alarms
from sync.central.web.words import TEXTS, Words
from tests.support.asking import Client, Got
from tests.support.facing import Town, town

ALARMS = "/api/v1/halls/H001/alarms"
SECRET = "clouds over the quiet harbour"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path, halls=("H001", "H002")) as made:
        yield made


def person(place: Town, role: Role = Role.HALL_MANAGER, halls: list[str] | None = None, name: str = "li") -> Client:
    with place.central.database.write() as db:
        now = place.clock.now()
        department = role is Role.DEPARTMENT
        mine = {
            "halls": [] if department else halls or ["H001"],
            "departments": [("H001", "D01")] if department else [],
        }
        create_account(db, name, SECRET, now=now, shown="李主任", role=role, **mine)  # type: ignore[arg-type] - either
    client = Client(place.app)
    assert client.post("/login", {"name": name, "password": SECRET}).status == 303
    return client


def secret_of(client: Client) -> str:
    found = re.search(r'name="form" value="([^"]+)"', client.get("/halls/H001").text)
    assert found
    return found[1]


def raised(place: Town, count: int = 1, kind: AlarmKind = AlarmKind.SILENT, hall: str = "H001") -> None:
    kiosk = place.tablet("3", hall).known.id
    for at in range(1, count + 1):
        place.clock.advance(60)
        seen = Seen(kind=kind, ledger=f"ledger {hall} {at}", seq=0, detail="a sentence")
        with place.central.database.write() as db:
            raise_alarms(db, hall, kiosk, [seen], place.central.now_ms())


def close(client: Client, alarm: str, reason: object = "在维修", **headers: str) -> Got:
    body = json.dumps({"reason": reason}).encode()
    return client.post(f"{ALARMS}/{alarm}/close", body, **{"content-type": "application/json", **headers})


def test_alarms_come_in_pages_newest_first_the_open_ones_alone_where_asked(here: Town) -> None:
    raised(here, 5)
    raised(here, 2, hall="H002")
    client = person(here)
    newest = client.get(f"{ALARMS}?limit=2").json()
    rest = client.get(f"{ALARMS}?limit=200&after={newest['next']}").json()
    ids = [one["id"] for one in newest["items"] + rest["items"]]
    assert (len(ids), len(set(ids)), rest["next"]) == (5, 5, None)
    assert newest["items"][0]["raised"] > newest["items"][1]["raised"]
    assert newest["items"][0]["window"] == "3"

    assert close(client, ids[0], yiping_form=secret_of(client)).status == 200

    assert [one["id"] for one in client.get(f"{ALARMS}?open=true").json()["items"]] == ids[1:]
    (closed,) = client.get(f"{ALARMS}?open=false").json()["items"]
    assert (closed["id"], closed["by"], closed["reason"]) == (ids[0], "李主任", "在维修")


def test_closing_needs_the_logins_secret_a_reason_and_a_role_that_may(here: Town) -> None:
    raised(here)
    manager = person(here)
    (alarm,) = [one["id"] for one in manager.get(ALARMS).json()["items"]]
    form = secret_of(manager)

    assert close(manager, alarm).status == 403, "another site has no secret"
    for reason in ("", "   ", None, 3, "x" * 501):
        assert close(manager, alarm, reason, yiping_form=form).status == 422
    assert close(manager, "no-such-alarm", yiping_form=form).status == 404
    auditor = person(here, Role.AUDITOR, name="wu")
    assert auditor.get(ALARMS).status == 200
    assert close(auditor, alarm, yiping_form=secret_of(auditor)).status == 403
    assert person(here, Role.DEPARTMENT, name="zhao").get(ALARMS).status == 403
    assert Client(here.app).get(ALARMS).status == 401
    assert person(here, halls=["H002"], name="qian").get(ALARMS).status == 404
    assert len(manager.get(f"{ALARMS}?open=true").json()["items"]) == 1

    assert close(manager, alarm, yiping_form=form).status == 200
    with here.central.database.read() as db:
        said = db.execute(select(AuditLine.what, AuditLine.reason).where(AuditLine.act == Act.CLOSE_ALARMS.value)).all()
    assert [tuple(one) for one in said] == [(f"alarm {alarm} closed", "在维修")]


def test_the_halls_page_lists_open_alarms_for_those_who_look_after_kiosks_and_its_form_closes_one(here: Town) -> None:
    raised(here, 22)
    manager = person(here)
    page = manager.get("/halls/H001", accept_language="zh-CN").text
    assert len(re.findall("data-alarm=", page)) == 20
    assert "另有 2 条" in page
    assert "3 号窗口 · 评价器没有响应" in page
    assert "data-alarm" not in person(here, Role.DEPARTMENT, name="zhao").get("/halls/H001").text
    auditors = person(here, Role.AUDITOR, name="wu").get("/halls/H001").text
    assert "data-alarm" in auditors
    assert "close-by-form" not in auditors

    action = re.search(r'action="([^"]+close-by-form)"', page)
    assert action
    answer = manager.post(action[1], {"reason": "断网，已报修", "form": secret_of(manager)})

    assert (answer.status, answer.headers["location"]) == (303, "/halls/H001")
    assert len(manager.get(f"{ALARMS}?open=true").json()["items"]) == 21


def test_every_kind_of_alarm_is_said_in_both_languages() -> None:
    assert {f"alarm_{kind.value}" for kind in AlarmKind} <= TEXTS.keys()


def test_how_long_ago_is_said_as_a_person_would() -> None:
    words = Words("en")

    assert [words.ago(one) for one in (0, 3, 119, 120, 2879, 2880)] == [
        "just now",
        "3 min ago",
        "119 min ago",
        "2 h ago",
        "47 h ago",
        "2 d ago",
    ]
