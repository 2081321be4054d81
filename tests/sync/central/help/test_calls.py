"""A citizen calls the manager: the hall sees it at once, somebody comes, and the citizen's kiosk hears that."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator

import pytest

from sync.central.accounts.models import Access
from sync.central.accounts.people import create_account
from sync.central.accounts.tokens import May, create_token
from sync.central.followup.live import stream
from sync.central.help.calls import LATE_MS
from sync.central.help.models import HelpCall
from sync.central.passing.models import WindowEvent
from sync.central.verify.verify import verify
from sync.contract import rfc3339
from sync.kinds import Anchor, HelpAcknowledged, HelpCalled
from tests.support.asking import Client, Got
from tests.support.centre import FakeKiosk, kiosk, rows, speaking
from tests.support.facing import Tablet, Town, town
from tests.sync.central.kiosks.test_presence import beat

SECRET = "correct horse battery"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    with town(tmp_path_factory.mktemp("town"), url, halls=("H001", "H002")) as made:
        yield made


def called(place: Town, window: str = "3", ticket: str = "A042", hall: str = "H001") -> str:
    """A citizen calls at a window and the record arrives; return the call's id."""
    tablet = place.tablet(window, hall)
    visit = tablet.ledger.serve(ticket)
    return _call(place, tablet, visit)


def _call(place: Town, tablet: Tablet, visit: str | None) -> str:
    call = tablet.ledger.add(HelpCalled(page="Asking"), visit=visit)
    place.deliver(tablet)
    return call


def person(place: Town, halls: list[str] | None = None, name: str = "li") -> Client:
    with place.central.database.write() as db:
        create_account(db, name, SECRET, halls=halls, now=place.clock.now(), shown="李主任")
    client = Client(place.app)
    assert client.post("/login", {"name": name, "password": SECRET}).status == 303
    return client


def token(place: Town, may: May = May.HELP, hall: str = "H001") -> Client:
    with place.central.database.write() as db:
        made = create_token(db, hall, now=place.clock.now(), may=may, label="值班手机")
    return Client(place.app, headers={"authorization": f"Bearer {made}"})


def answer(client: Client, call: str) -> Got:
    return client.post(f"/api/v1/help/{call}/acknowledge", b"", **{"content-type": "application/json"})


def told(place: Town) -> list[dict[str, str]]:
    """Return what windows were told about help."""
    return [json.loads(one.text)["help"] for one in rows(place.central, WindowEvent)]


def test_a_call_is_on_the_halls_page_with_window_and_number_until_somebody_comes(place: Town) -> None:
    call = called(place)
    client = person(place, ["H001"])
    page = client.get("/halls/H001", accept_language="zh-CN")

    assert "3 号窗口有群众请求负责人到场" in page.text
    assert re.search(rf'data-help="{call}".*?09:00 · A042', page.text, re.DOTALL)
    form = re.search(r'name="form" value="([^"]+)"', page.text)
    assert form
    gone = client.post(f"/api/v1/help/{call}/acknowledge", {"form": form[1]})

    assert (gone.status, gone.headers["location"]) == (303, "/halls/H001")
    assert "data-help" not in client.get("/halls/H001").text
    assert told(place) == [{"call": call, "by": "李主任", "at": rfc3339(place.clock.now())}]
    assert verify(place.central).holds


def test_whoever_sees_several_halls_sees_the_call_on_the_first_page(place: Town) -> None:
    called(place, hall="H002")

    page = person(place).get("/", accept_language="en")

    assert "Somebody at window 3 asks for the manager" in page.text
    assert "I am coming" in page.text


def test_a_program_answers_with_its_token_and_the_first_answer_stays(place: Town) -> None:
    call = called(place)
    phone = token(place)

    first = answer(phone, call)
    place.clock.advance(5)
    second = answer(token(place), call)

    assert first.status == 200
    assert first.json()["by"] == "值班手机"
    assert second.json() == first.json()
    assert len(told(place)) == 1


def test_whoever_comes_comes_for_all_calls_of_that_window(place: Town) -> None:
    calls = [called(place, ticket=f"A{n}") for n in range(3)]
    other = called(place, window="4")

    answer(token(place), calls[1])

    answered = {one.id: one.answered_ms is not None for one in rows(place.central, HelpCall)}
    assert answered == {**dict.fromkeys(calls, True), other: False}
    assert {one["call"] for one in told(place)} == set(calls)


def test_nobody_answers_without_a_right_to_it(place: Town) -> None:
    call = called(place)
    for stranger in (Client(place.app), token(place, May.READ), token(place, May.QUEUE)):
        assert answer(stranger, call).status == 401
    for elsewhere in (token(place, hall="H002"), token(place)):
        assert answer(elsewhere, "0195536a-8400-7000-8000-00000000ffff").status == 404
    assert answer(token(place, hall="H002"), call).status == 404
    li = person(place, ["H001"])
    assert answer(li, call).status == 403, "another site's form must not answer for somebody who is logged in"
    assert li.post(f"/api/v1/help/{call}/acknowledge", {"form": "guessed"}).status == 403
    assert li.get(f"/api/v1/help/{call}/acknowledge").status == 405
    assert [one.answered_ms for one in rows(place.central, HelpCall)] == [None]
    assert told(place) == []
    refused = [one for one in rows(place.central, Access) if one.what.startswith("help") and not one.given]
    assert len(refused) >= 6


def test_a_call_that_comes_twice_is_one_call(place: Town) -> None:
    tablet = place.tablet()
    called(place)
    place.deliver(tablet, tablet.ledger.batch())

    assert len(rows(place.central, HelpCall)) == 1


def test_a_call_of_this_morning_that_comes_in_late_says_so_and_rings_no_bell(place: Town) -> None:
    tablet = place.tablet()
    tablet.ledger.add(Anchor(time=rfc3339(place.clock.now()), round_trip_ms=10, centre="c", answer="a"))
    tablet.ledger.add(HelpCalled(page="Asking"))
    place.clock.advance(LATE_MS / 1000 + 60)
    heard = asyncio.run(_live_while(place, tablet))

    assert [name for name, _ in heard] == ["help"]
    assert "window" not in heard[0][1]
    page = person(place, ["H001"]).get("/halls/H001", accept_language="zh-CN")
    assert "消息晚到" in page.text


def test_the_live_wall_hears_of_a_call_at_once(place: Town) -> None:
    tablet = place.tablet()
    tablet.ledger.add(HelpCalled(page="Asking"))

    heard = asyncio.run(_live_while(place, tablet))

    assert heard[0][0] == "help"
    assert heard[0][1]["window"] == "3"


async def _live_while(place: Town, tablet: Tablet) -> list[tuple[str, dict[str, str]]]:
    """Return the first event that watchers of the hall hear while a tablet delivers."""
    async with place.app.router.lifespan_context(place.app):
        events = stream(place.app.state.face.hub, "H001")
        assert (await anext(events)).startswith("event: snapshot")
        if listener := place.app.state.face.listener:
            assert await asyncio.to_thread(listener.listening.wait, 10)
        await asyncio.to_thread(place.deliver, tablet)
        name, data = (await asyncio.wait_for(anext(events), 10)).strip().split("\n")
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: ")))]


def test_an_answer_given_at_the_window_itself_closes_the_call(place: Town) -> None:
    call = called(place)
    tablet = place.tablet()
    tablet.ledger.add(HelpAcknowledged(call=call, by="M001"))
    place.deliver(tablet)

    assert [one.answered_by for one in rows(place.central, HelpCall)] == ["M001"]
    assert "data-help" not in person(place, ["H001"]).get("/halls/H001").text


def test_no_kiosk_answers_another_kiosks_call(place: Town) -> None:
    call = called(place)
    stranger = place.tablet("4")
    stranger.ledger.add(HelpAcknowledged(call=call, by="nobody"))
    place.deliver(stranger)

    assert [one.answered_ms for one in rows(place.central, HelpCall)] == [None]


def test_the_heartbeat_repeats_it_for_an_hour_to_a_kiosk_that_missed_it(place: Town) -> None:
    with speaking(place.central) as url:
        one: FakeKiosk = kiosk(place.central, url, "2", clock=place.clock)
        call = one.ledger.add(HelpCalled(page="Asking"))
        one.deliver()
        assert answers(one) == []
        answer(token(place), call)

        assert answers(one) == [call]
        place.clock.advance(3601)
        assert answers(one) == []


def answers(one: FakeKiosk) -> list[str]:
    """Return the calls that a heartbeat's answer says are answered."""
    return [said["call"] for said in beat(one).body["help"]]
