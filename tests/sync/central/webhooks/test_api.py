"""Webhooks over HTTP and by command: added with a secret shown once, tested, turned off, and their log."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from sync.central.__main__ import main
from sync.central.accounts.models import AuditLine
from sync.central.accounts.people import create_account
from sync.central.accounts.roles import Role
from sync.central.app import create_app
from sync.central.settings import WebhookRules
from sync.central.webhooks.hooks import add
from sync.central.webhooks.models import Webhook
from sync.central.webhooks.news import Kind
from sync.central.webhooks.sending import signed
from sync.kinds import Level
from tests.support.asking import Client, Got
from tests.support.centre import centre, kiosk
from tests.support.clock import FakeClock
from tests.support.facing import Town, town
from tests.support.receiver import receiving
from tests.support.serving import served

HOOKS = "/api/v1/halls/H001/webhooks"
SECRET = "clouds over the quiet harbour"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path, halls=("H001", "H002")) as made:
        yield made


class Person:
    """Somebody logged in, whose writes carry the log-in's secret."""

    def __init__(self, place: Town, role: Role = Role.HALL_MANAGER, name: str = "li", hall: str = "H001") -> None:
        with place.central.database.write() as db:
            create_account(db, name, SECRET, halls=[hall], now=place.clock.now(), role=role)
        self.client = Client(place.app)
        assert self.client.post("/login", {"name": name, "password": SECRET}).status == 303
        found = re.search(r'name="form" value="([^"]+)"', self.client.get(f"/halls/{hall}").text)
        assert found
        self.form = found[1]

    def post(self, path: str, body: object = None, form: str | None = None) -> Got:
        sent = b"" if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json", "yiping-form": self.form if form is None else form}
        return self.client.post(path, sent, **headers)


def test_a_webhook_is_added_listed_tested_turned_off_and_on_and_its_secret_is_shown_once(here: Town) -> None:
    li = Person(here)
    made = li.post(HOOKS, {"url": "https://wall.example/news", "kinds": ["case.opened"], "label": "大屏"})
    assert made.status == 201
    hook, secret = made.json()["id"], made.json()["secret"]
    with here.central.database.read() as db:
        assert secret not in str(db.execute(select(Webhook.__table__)).all()), "kept sealed"

    assert li.post(f"{HOOKS}/{hook}/test").status == 202
    (line,) = li.client.get(HOOKS).json()["items"]
    assert (line["url"], line["kinds"], line["state"], line["waiting"]) == (
        "https://wall.example/news",
        ["case.opened"],
        "active",
        1,
    )
    assert secret not in json.dumps(line)
    (delivery,) = li.client.get(f"{HOOKS}/{hook}/deliveries").json()["items"]
    assert (delivery["kind"], delivery["state"], delivery["tries"]) == ("webhook.test", "waiting", 0)
    assert li.post(f"{HOOKS}/{hook}/disable").json() == {"id": hook, "state": "disabled"}
    assert li.post(f"{HOOKS}/{hook}/enable").json() == {"id": hook, "state": "active"}
    with here.central.database.read() as db:
        said = db.execute(select(AuditLine.what).where(AuditLine.act == "webhooks").order_by(AuditLine.seq)).scalars()
        assert [what.split()[-1] if "added" not in what else "added" for what in said] == [
            "added",
            "tested",
            "disabled",
            "enabled",
        ]


def test_nobody_else_touches_a_halls_webhooks(here: Town) -> None:
    li, elsewhere, auditor = Person(here), Person(here, name="wu", hall="H002"), Person(here, Role.AUDITOR, "shen")
    hook = li.post(HOOKS, {"url": "https://wall.example/"}).json()["id"]
    for who, status in ((elsewhere, 404), (auditor, 403)):
        assert who.client.get(HOOKS).status == status
        assert who.post(HOOKS, {"url": "https://wall.example/"}).status == status
        assert who.post(f"{HOOKS}/{hook}/disable").status == status
    assert elsewhere.post(f"/api/v1/halls/H002/webhooks/{hook}/disable").status == 404, "not by way of their own hall"
    assert elsewhere.client.get(f"/api/v1/halls/H002/webhooks/{hook}/deliveries").status == 404
    assert Client(here.app).get(HOOKS).status == 401
    assert li.post(HOOKS, {"url": "https://wall.example/"}, form="guessed").status == 403
    for body in ({}, {"url": "file:///x"}, {"url": "https://x/", "kinds": []}, {"url": "https://x/", "kinds": ["x"]}):
        assert li.post(HOOKS, body).status == 422, body
    assert li.client.get(HOOKS).json()["items"][0]["state"] == "active"


def test_a_bad_rating_is_on_the_receivers_table_while_the_centre_runs(tmp_path: Path, clock: FakeClock) -> None:
    plain = centre(tmp_path, clock)
    settings = replace(plain.settings, webhooks=WebhookRules(networks="127.0.0.0/8"))
    central = replace(plain, settings=settings)
    with receiving() as receiver, served(create_app(central, rounds=True)) as url:
        with central.database.write() as db:
            add(central, db, "H001", receiver.url, [Kind.CASE_OPENED])
        tablet = kiosk(central, url)
        tablet.ledger.rated_visit("A042", Level.VERY_DISSATISFIED)
        tablet.deliver()
        receiver.wait(1)
    plain.close()

    headers, body = receiver.got[0]
    assert json.loads(body)["data"]["ticket"] == "A042"
    assert headers["webhook-signature"].startswith("v1,")


def main_said(folder: Path, *arguments: str) -> bool:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YIPING_DATA", str(folder))
        return main(["webhook", "--hall", "H001", *arguments]) == 0


def test_the_command_adds_lists_tests_shows_the_log_and_turns_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    centre(tmp_path, FakeClock()).close()
    assert main_said(tmp_path, "--add", "https://wall.example/", "--kind", "help.called", "--label", "大屏")
    hook, secret = capsys.readouterr().out.split()
    assert signed(secret, hook, 1, b"")
    assert main_said(tmp_path, "--test", hook)
    assert main_said(tmp_path, "--log", hook)
    assert re.search(r"webhook\.test +waiting +try 0", capsys.readouterr().out)
    assert main_said(tmp_path, "--disable", hook)
    capsys.readouterr()
    assert main_said(tmp_path)
    assert re.search(rf"{hook}  disabled  1 waiting  https://wall.example/  help.called", capsys.readouterr().out)

    for wrong in (["--add", "file:///x"], ["--test", "nobody"], ["--log", "nobody"], ["--enable", "nobody"]):
        assert not main_said(tmp_path, *wrong)
    assert capsys.readouterr().err.count("\n") == 4
