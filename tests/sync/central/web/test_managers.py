from __future__ import annotations

import re
from html import escape

import pytest

from sync.central.accounts.people import create_account
from sync.central.places.questions import shipped
from sync.kinds import Level
from sync.suite import pairing_number
from tests.support.asking import Client, Got
from tests.support.facing import Town

SECRET = "correct horse battery"


def person(place: Town, halls: list[str] | None, name: str = "li") -> Client:
    with place.central.database.write() as db:
        create_account(db, name, SECRET, halls=halls, now=place.clock.now(), shown="李主任")
    client = Client(place.app)
    assert client.post("/login", {"name": name, "password": SECRET}).status == 303
    return client


def shown(page: Got, element: str) -> str:
    found = re.search(rf'id="{element}">(.*?)</', page.text)
    assert found
    return found[1].replace("<small>%", "")


@pytest.mark.parametrize("path", ["/", "/halls/H001", "/halls/H999"])
def test_nobody_sees_a_page_before_logging_in_and_comes_back_to_it_after(here: Town, path: str) -> None:
    answer = Client(here.app).get(path)
    assert answer.status == 303
    assert answer.headers["location"].startswith("/login?next=")
    with here.central.database.write() as db:
        create_account(db, "li", SECRET, halls=None, now=here.clock.now())
    after = Client(here.app).post("/login", {"name": "li", "password": SECRET, "next": path})
    assert after.headers["location"] == path


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "x", "/a\nb", ""])
def test_the_log_in_never_leads_to_another_site(here: Town, elsewhere: str) -> None:
    with here.central.database.write() as db:
        create_account(db, "li", SECRET, halls=None, now=here.clock.now())
    answer = Client(here.app).post("/login", {"name": "li", "password": SECRET, "next": elsewhere})
    assert answer.headers["location"] == "/"


def test_a_wrong_password_says_nothing_about_the_name_and_another_site_cannot_log_anybody_in(here: Town) -> None:
    person(here, None)
    wrong = Client(here.app).post("/login", {"name": "li", "password": "no"})
    nobody = Client(here.app).post("/login", {"name": "wu", "password": "no"})
    assert (wrong.status, nobody.status) == (401, 401)
    assert wrong.text.replace("li", "wu") == nobody.text.replace("li", "wu")
    crossed = Client(here.app).post("/login", {"name": "li", "password": SECRET}, sec_fetch_site="cross-site")
    assert crossed.status == 403
    assert "set-cookie" not in crossed.headers


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites_and_dies_at_log_out(here: Town) -> None:
    client = person(here, ["H001"])
    kept = dict(client.cookies)
    page = client.get("/halls/H001")
    form = re.search(r'name="form" value="([^"]+)"', page.text)
    assert form
    assert client.post("/logout", {"form": "guessed"}).status == 403
    assert client.get("/halls/H001").status == 200
    assert client.post("/logout", {"form": form[1]}).status == 303
    assert Client(here.app, cookies=kept).get("/halls/H001").status == 303
    header = Client(here.app).post("/login", {"name": "li", "password": SECRET}).headers["set-cookie"].lower()
    assert "httponly" in header
    assert "samesite=lax" in header


def test_every_page_forbids_what_it_does_not_bring_along(here: Town) -> None:
    client = person(here, None)
    for path in ("/", "/halls/H001", "/login", "/r/x", "/receipts/x", "/halls/H999"):
        answer = client.get(path)
        rule = answer.headers["content-security-policy"]
        assert "default-src 'none'" in rule
        assert "unsafe" not in rule
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<script>|<script [^>]*>[^<]|<style| style=| on\w+=", answer.text), path


def test_a_person_of_one_hall_lands_on_it_and_sees_no_other(here: Town) -> None:
    client = person(here, ["H001"])
    assert client.get("/").headers["location"] == "/halls/H001"
    assert client.get("/halls/H002").status == 404
    both = person(here, None, "wang").get("/")
    assert "H001 政务服务中心" in both.text
    assert "H002 政务服务中心" in both.text
    assert "没有可以查看的大厅" in person(here, [], "nobody").get("/").text


def test_the_page_shows_the_summarys_figures_windows_and_open_cases(place: Town) -> None:
    ledger = place.tablet("3").ledger
    ledger.rated_visit("A001", Level.VERY_SATISFIED, reasons=["510"])
    ledger.rated_visit("A002", Level.SATISFIED)
    ledger.rated_visit("A003", Level.VERY_DISSATISFIED, reasons=["108"])
    ledger.rated_visit("A004", Level.DISSATISFIED)
    ledger.unrated_visit("A005")
    place.deliver(place.tablet("3"))
    page = person(place, ["H001"]).get("/halls/H001", accept_language="zh-CN")
    assert [shown(page, name) for name in ("satisfied", "bad", "response", "served", "unrated")] == [
        "50.0",
        "50.0",
        "80.0",
        "5",
        "1",
    ]
    assert [shown(page, f"level-{level}") for level in (5, 4, 3, 2, 1)] == ["1", "1", "0", "1", "1"]
    assert len(re.findall(r"data-window=", page.text)) == 4
    tablet = place.tablet("3")
    assert f'title="{tablet.known.id}' in page.text, "whoever must revoke a lost tablet finds its id here"
    assert f"核对码 {pairing_number(tablet.keys.public, place.central.keys.pair.public)}" in page.text
    cases = page.text[page.text.index('id="cases"') :]
    assert re.findall(r"<strong>(A\d+)</strong>", cases) == ["A004", "A003"]
    assert "在办事指南之外增加新的审批条件" in cases
    assert "未说明原因" in cases
    english = person(place, ["H001"], "wang").get("/halls/H001?lang=en")
    assert "Satisfaction" in english.text
    assert escape(shipped().words("en")["108"]) in english.text


def test_another_day_is_shown_without_being_live_and_a_wrong_one_is_a_page(here: Town) -> None:
    client = person(here, None)
    assert "data-live" in client.get("/halls/H001").text
    past = client.get("/halls/H001?day=2026-02-28&lang=en")
    assert "data-live" not in past.text
    assert 'datetime="2026-02-28"' in past.text
    assert "lang=zh" in past.text
    assert "day=2026-02-28" in past.text, "the language switch stays on the day"
    assert client.get("/halls/H001?day=nonsense").status == 422


def test_what_citizens_and_queues_write_is_shown_as_text(place: Town) -> None:
    ledger = place.tablet("3").ledger
    nasty = "<img src=x onerror=alert(1)>\"'&"
    visit = ledger.serve(nasty)
    ledger.ask(visit)
    ledger.rate(visit, Level.DISSATISFIED, reasons=["<script>alert(2)</script>"])
    place.deliver(place.tablet("3"))
    page = person(place, ["H001"]).get("/halls/H001")
    assert "<img" not in page.text
    assert "&lt;img src=x onerror=alert(1)&gt;" in page.text
    assert "<script>alert" not in page.text
