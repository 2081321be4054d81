"""What leaves the centre's hands: a citizen's words and number, and a day's file. Each for who may, with a reason on record."""

from __future__ import annotations

import asyncio
import json
import re
from urllib.parse import quote

import pytest

from sync.central.accounts.models import AuditLine
from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Role, acts_of
from sync.central.figures.scope import Scope
from sync.central.followup.live import Hub, News, stream
from sync.central.intake.models import AttachmentRow, Rating
from sync.central.places.models import Department, Window
from sync.central.retention.retain import erase
from sync.central.verify.verify import verify
from sync.central.web.api import hearing
from sync.kinds import ContactLeft, Explained, Level
from sync.suite import Keys, seal
from tests.support.asking import Client
from tests.support.centre import rows
from tests.support.facing import Town
from tests.support.setting_up import enter

DAY = "2026-03-02"
NUMBER = "13912345678"
WORDS = "等了两个小时 <script>alert(1)</script>"


def left(place: Town, ticket: str = "A042", *, sealed_to: Keys | None = None) -> None:
    """Have a citizen rate badly at window 3, say why and leave a number."""
    tablet = place.tablet("3")
    ledger, public = tablet.ledger, (sealed_to or place.central.keys.pair).public
    visit = ledger.serve(ticket)
    ledger.ask(visit)
    rating = ledger.rate(visit, Level.VERY_DISSATISFIED)
    words, number = ledger.id(), ledger.id()
    name = ledger.attach(words, public.id, seal(public.seal, WORDS.encode(), words))
    ledger.add(Explained(rating=rating, comment=name), visit=visit, named=words)
    name = ledger.attach(number, public.id, seal(public.seal, NUMBER.encode(), number))
    body = ContactLeft(rating=rating, contact=name, purpose="call_back", keep_days=180)
    ledger.add(body, visit=visit, named=number)
    place.deliver(tablet)


def person(place: Town, role: Role, hall: str = "H001") -> Client:
    """Return a browser in which somebody has logged in; it sends the log-in's secret along as a program would."""
    desk = enter(place, role, (hall,))
    desk.client.headers["yiping-form"] = desk.form
    return desk.client


def opens(client: Client, case: str, reason: str = "回访", hall: str = "H001") -> tuple[int, dict[str, object]]:
    path = f"/api/v1/halls/{hall}/cases/{case}/open"
    got = client.send("POST", path, json.dumps({"reason": reason}).encode(), content_type="application/json")
    return got.status, got.json()


def audited(place: Town, act: str) -> list[tuple[str, str, str, str]]:
    return [(one.hall_id, one.who, one.what, one.reason) for one in rows(place.central, AuditLine) if one.act == act]


def test_a_manager_reads_what_was_left_with_a_case_and_the_audit_says_who_and_why(place: Town) -> None:
    left(place)
    manager = person(place, Role.HALL_MANAGER)
    listed = manager.get("/api/v1/halls/H001/cases")
    assert not {NUMBER, "两个小时"} & {part for part in (NUMBER, "两个小时") if part in listed.text}
    (case,) = listed.json()["items"]
    assert (case["number"], case["has_text"], case["has_contact"]) == ("A042", True, True)

    assert opens(manager, case["id"], "")[0] == 422, "a reason is needed"
    assert audited(place, "unmask") == []
    status, told = opens(manager, case["id"], "按约定回访")

    assert status == 200
    assert told["comment"] == {"state": "here", "text": WORDS, "erased": None}
    assert told["contact"] == {"state": "here", "text": NUMBER, "erased": None}
    said = ("H001", "account:hall_manager-H001", f"case {case['id']} opened", "按约定回访")
    assert audited(place, "unmask") == [said]
    assert verify(place.central).holds


def test_nobody_else_reads_it_and_it_is_in_no_page_or_list(here: Town) -> None:
    left(here)
    manager = person(here, Role.HALL_MANAGER)
    case = manager.get("/api/v1/halls/H001/cases").json()["items"][0]["id"]
    elsewhere = person(here, Role.HALL_MANAGER, "H002")
    assert opens(elsewhere, case)[0] == 404
    assert opens(elsewhere, case, hall="H002")[0] == 404, "another hall's case is not there, whatever hall is named"
    for role in (Role.SYSTEM_ADMIN, Role.STAFF_ADMIN, Role.AUDITOR, Role.DEPARTMENT):
        assert opens(person(here, role), case)[0] == 403, role
    manager.headers["yiping-form"] = "another site's"
    assert opens(manager, case)[0] == 403
    assert audited(here, "unmask") == []
    for path in ("/halls/H001", "/api/v1/halls/H001/ratings", f"/api/v1/halls/H001/days/{DAY}/visits/A042"):
        assert not any(one in manager.get(path).text for one in (NUMBER, "两个小时")), path


def test_what_was_erased_or_cannot_be_opened_says_so(here: Town) -> None:
    left(here, "A001")
    left(here, "A002", sealed_to=Keys.made())
    manager = person(here, Role.HALL_MANAGER)
    cases = {one["number"]: one["id"] for one in manager.get("/api/v1/halls/H001/cases").json()["items"]}
    erase(here.central, "H001", day=DAY, number="A001", reason="本人要求", dry_run=False)

    erased = opens(manager, cases["A001"])[1]["contact"]
    strange = opens(manager, cases["A002"])[1]["contact"]

    assert isinstance(erased, dict)
    assert (erased["state"], erased["text"], erased["erased"][:10]) == ("erased", "", DAY)
    assert strange == {"state": "unreadable", "text": "", "erased": None}
    with here.central.database.write() as db:
        db.exec_driver_sql(f"DELETE FROM {AttachmentRow.__tablename__}")
    assert opens(manager, cases["A002"])[1]["contact"] == {"state": "not_come", "text": "", "erased": None}
    assert len(rows(here.central, Rating)) == 2


def test_the_page_asks_why_then_shows_it_as_text(here: Town) -> None:
    left(here)
    manager = person(here, Role.HALL_MANAGER)
    page = manager.get("/halls/H001?lang=en")
    (action,) = re.findall(r'action="(/halls/H001/cases/[^"]+)"', page.text)
    assert manager.post(action, {"reason": "call back", "form": "guessed"}).status == 403

    shown = manager.post(action, {"reason": "call back", "form": manager.headers["yiping-form"]})

    assert shown.status == 200
    assert NUMBER in shown.text
    assert "&lt;script&gt;" in shown.text
    assert "<script>alert" not in shown.text
    assert "into the audit" in shown.text
    assert [one[3] for one in audited(here, "unmask")] == ["call back"]


def test_single_bad_ratings_are_on_the_page_only_for_who_may_read_them(here: Town) -> None:
    left(here)
    for role in Role:
        page = person(here, role).get("/halls/H001").text
        may = role in (Role.HALL_MANAGER, Role.DEPARTMENT, Role.SUPERVISOR)
        assert ("A042" in page, 'id="cases"' in page) == (may, may), role
        assert ('class="open"' in page) == (role in (Role.HALL_MANAGER, Role.SUPERVISOR)), role


def test_who_hears_of_single_cases_on_the_live_wall(here: Town) -> None:
    """A department hears of its own windows; who may read no single rating hears that something changed."""
    with here.central.database.write() as db:
        db.execute(Department.__table__.insert().values(hall_id="H001", id="D02", name="公安局"))
        db.execute(Window.__table__.insert().values(hall_id="H001", id="9", name="户籍", department_id="D02"))

    async def heard(reader: Reader, window: str) -> str:
        hub = Hub()
        with here.central.database.read() as db:
            events = stream(hub, "H001", hears=hearing(db, Scope("H001", reader)), pause=0.01)
        await anext(events)
        hub.publish(News("H001", case="c", ticket="A042", window=window))
        return await asyncio.wait_for(anext(events), 5)

    def reader(role: Role, departments: frozenset[tuple[str, str]] | None = None) -> Reader:
        acts = acts_of(role)
        return Reader(who="x", shown="", halls=frozenset({"H001"}), role=role, acts=acts, departments=departments)

    police = reader(Role.DEPARTMENT, frozenset({("H001", "D02")}))
    assert "A042" in asyncio.run(heard(reader(Role.HALL_MANAGER), "3"))
    assert "A042" in asyncio.run(heard(police, "9"))
    for who in (police, reader(Role.AUDITOR), reader(Role.SYSTEM_ADMIN)):
        told = asyncio.run(heard(who, "3"))
        assert told.startswith("event: changed"), told
        assert "A042" not in told


@pytest.mark.parametrize(("kind", "begins"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("pdf", b"%PDF")])
def test_a_days_file_is_taken_with_a_reason_and_says_how_complete_it_is(here: Town, kind: str, begins: bytes) -> None:
    left(here)
    manager = person(here, Role.HALL_MANAGER)
    path, json_body = f"/api/v1/halls/H001/days/{DAY}/export", {"content_type": "application/json"}
    assert manager.send("POST", path, b'{"format": "xlsx"}', **json_body).status == 422, "a reason is needed"

    asked = json.dumps({"format": kind, "language": "en", "reason": "monthly report"}).encode()
    got = manager.send("POST", path, asked, **json_body)

    assert (got.status, got.body[: len(begins)]) == (200, begins)
    assert got.headers["content-disposition"] == f"attachment; filename*=UTF-8''H001-{DAY}.{kind}"
    assert audited(here, "export") == [("H001", "account:hall_manager-H001", f"export {DAY} {kind}", "monthly report")]
    if kind == "csv":
        assert "Completeness certificate" in got.body.decode("utf-8-sig")
        left(here, "A043")
        again = manager.send("POST", path, asked, **json_body).body.decode("utf-8-sig")
        assert "0 → 1" in again or "1 → 2" in again, "what changed since the last export is listed"


def test_the_page_gives_the_file_to_who_may_export_and_to_nobody_else(place: Town) -> None:
    left(place)
    fields = {"format": "csv", "reason": "月报"}
    manager = person(place, Role.HALL_MANAGER)
    assert 'id="export"' in manager.get("/halls/H001").text
    got = manager.post(f"/halls/H001/days/{DAY}/export", {**fields, "form": manager.headers["yiping-form"]})
    assert got.status == 200
    assert "完整性证明" in got.body.decode("utf-8-sig")
    assert manager.post(f"/halls/H001/days/{DAY}/export", {**fields, "form": "guessed"}).status == 403
    assert (
        manager.post(f"/halls/H002/days/{DAY}/export", {**fields, "form": manager.headers["yiping-form"]}).status == 404
    )
    auditor = person(place, Role.AUDITOR)
    assert 'id="export"' not in auditor.get("/halls/H001").text
    assert (
        auditor.post(f"/halls/H001/days/{DAY}/export", {**fields, "form": auditor.headers["yiping-form"]}).status == 403
    )
    nobody = Client(place.app).post(f"/halls/H001/days/{DAY}/export", fields)
    assert nobody.headers["location"] == f"/login?next={quote('/halls/H001', safe='')}"
    assert [one[1:] for one in audited(place, "export")] == [("account:hall_manager-H001", f"export {DAY} csv", "月报")]
