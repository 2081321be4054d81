"""What a citizen may do besides rating, all the way: the hall manager comes, a call back is wanted, phones look and rate."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sync.central.accounts.tokens import May, create_token
from sync.kinds import ContactLeft, HelpAcknowledged, HelpCalled, Rated
from sync.suite import unseal
from tests.screens.test_code import read
from tests.support.facing import chromium
from tests.support.hall import HALL, Hall, polling
from tests.support.touch import find, is_there, turn, wait_until
from tests.support.wire import Fault, bad_wire

NUMBER = "13912345678"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("browser")) as made:
        yield made


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A phone whose browser runs no script."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False, has_touch=True, locale="zh-CN"
    )
    yield context.new_page()
    context.close()


def at_the_window(place: Hall) -> None:
    place.enrol()
    place.open()
    place.log_in()


def text(place: Hall, name: str) -> str:
    return str(find(place.app.screen.window, name).property("text"))


def scanned(place: Hall) -> str:
    """The address in the one code on the window's picture."""
    find(place.app.screen.window, "code")
    found: list[str] = []

    def seen() -> bool:
        turn(20)
        found[:] = read(place.app.screen.window.grabWindow())
        return bool(found)

    wait_until(seen, "a code that can be read")
    (address,) = found
    return address


def answer(place: Hall, call: str) -> None:
    """Somebody at the hall says, by a program, that they are coming."""
    with place.central.database.write() as db:
        token = create_token(db, HALL, now=place.clock.now(), label="pager", may=May.HELP)
    asked = urllib.request.Request(f"{place.url}/api/v1/help/{call}/acknowledge", method="POST", data=b"")
    asked.add_header("Authorization", f"Bearer {token}")
    asked.add_header("Content-Type", "application/json")  # else it counts as a form
    with urllib.request.urlopen(asked) as said:
        assert json.loads(said.read())["call"] == call


def test_a_call_for_help_reaches_the_hall_and_its_answer_the_window(place: Hall) -> None:
    at_the_window(place)
    place.settled()
    number = place.ask_next().number
    place.tap("help", "help-call")
    assert text(place, "help-title") == "正在呼叫大堂经理"
    wait_until(lambda: place.rows("SELECT id FROM help_calls"), "the call at the centre")
    ((call,),) = place.rows("SELECT id FROM help_calls")
    answer(place, call)
    wait_until(lambda: text(place, "help-title") == "大堂经理正在赶来", "somebody is coming")

    place.tap("help-close", "star-5")
    place.on("Explaining", number)
    place.settled()
    (called,) = place.records(HelpCalled)
    (acknowledged,) = [one.body for one in place.records(HelpAcknowledged)]
    assert isinstance(acknowledged, HelpAcknowledged)
    assert acknowledged.call == called.stamp.id == call
    assert place.kinds_held()["help_acknowledged"] == 1


def test_with_the_centre_away_it_is_said_plainly_and_the_call_arrives_later(small_place: Hall) -> None:
    place = small_place
    with bad_wire(place.url) as wire:
        place.enrol(wire.url)
        place.open()
        place.log_in()
        place.settled()
        place.serve_next()
        wire.set(Fault.REFUSED)
        place.app.backroom.beat()
        place.tap("help", "help-call")
        wait_until(lambda: text(place, "help-title") == "暂时联系不上大堂经理", "that nobody can be reached")
        place.tap("help-close")
        assert place.rows("SELECT id FROM help_calls") == []

        wire.set(Fault.NONE)
        place.app.backroom.beat()
        place.settled()
        (called,) = place.records(HelpCalled)
        assert place.rows("SELECT id FROM help_calls") == [(called.stamp.id,)]
        place.close()


def test_a_number_to_be_called_back_at_is_read_by_the_centre_alone(place: Hall) -> None:
    at_the_window(place)
    number = place.ask_next().number
    place.tap("star-1")
    place.on("Explaining")
    place.tap("reason-108", "call-back")
    place.on("Contacting")
    place.tap(*(f"digit-{digit}" for digit in NUMBER), "on")
    place.on("Explaining")
    assert is_there(place.app.screen.window, "call-back-left")
    place.tap("done")
    place.on("Idle")
    place.settled()

    (left,) = place.records(ContactLeft)
    assert isinstance(left.body, ContactLeft)
    ((sealed,),) = place.rows("SELECT sealed FROM attachments WHERE sha256 = :name", name=left.body.contact)
    assert unseal(place.central.keys.pair, bytes(sealed), left.stamp.id) == NUMBER.encode()
    assert place.rows("SELECT contact FROM ratings") == [(left.body.contact,)]

    kept = files_with(place.data, NUMBER)
    assert kept == []
    assert files_with(place.data, number), "what a file does hold is found"


def files_with(folder: Path, what: str) -> list[str]:
    """Files of a folder that hold a text in any of the ways a program writes one."""
    ways = (what.encode(), what.encode("utf-16-le"))
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in paths if any(way in path.read_bytes() for way in ways)]


def test_the_receipt_on_the_thanks_page_is_scanned_and_tells_what_became_of_it(small_place: Hall, phone: Page) -> None:
    place = small_place
    at_the_window(place)
    place.ask_next()
    place.tap("star-1")
    place.on("Explaining")
    place.tap("done")
    place.on("Thanking")
    place.tap("thanks-more-time-button")
    address = scanned(place)
    code = text(place, "key")
    assert address == f"{place.url}/receipts/{code}"
    place.settled()

    phone.goto(address)
    expect(phone.get_by_text("评价已送达")).to_be_visible()
    expect(phone.get_by_text("已转入核实处理")).to_be_visible()
    (rated,) = [one.body for one in place.records(Rated)]
    assert isinstance(rated, Rated)
    assert rated.receipt == code


def test_the_code_on_the_window_is_scanned_and_its_page_walked_and_the_window_hears_of_it(
    place: Hall, phone: Page
) -> None:
    at_the_window(place)
    place.settled()
    place.ask_next()
    phone.goto(scanned(place))
    phone.get_by_role("button", name="不满意", exact=True).tap()
    expect(phone.get_by_role("heading", name="评价已收到")).to_be_visible()
    place.app.backroom.beat()
    place.on("RatedAlready")
    assert place.rows("SELECT level, channel FROM ratings") == [(2, "phone")]


def test_whoever_was_too_slow_rates_by_the_code_that_stays_and_the_record_still_says_timed_out(
    small_place: Hall, phone: Page
) -> None:
    place = small_place
    at_the_window_with_short_limits(place)
    place.ask_next()
    place.on("Later")
    phone.goto(scanned(place))
    phone.get_by_role("button", name="非常满意").tap()
    expect(phone.get_by_role("heading", name="评价已收到")).to_be_visible()
    place.app.backroom.beat()
    place.on("Idle")
    place.settled()
    assert place.kinds_held()["unrated"] == 1
    assert place.rows("SELECT level, standing FROM ratings") == [(5, 1)]


def at_the_window_with_short_limits(place: Hall) -> None:
    place.enrol()
    place.open(polling(place.queue.url, asking_s=5, later_s=120))
    place.log_in()
    place.settled()
