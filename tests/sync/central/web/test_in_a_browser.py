"""The pages in a real browser: walked by touch, without script where they must work without, and live where they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from sqlalchemy import select

from sync.central.accounts.people import create_account
from sync.central.followup.live import News
from sync.central.help.models import HelpCall
from sync.central.intake.models import Rating
from sync.contract import uuid7
from sync.kinds import HelpCalled, Level
from tests.support.facing import Town

SECRET = "correct horse battery"
PICTURES = os.environ.get("YIPING_TEST_PICTURES")  # a folder: leave a picture of each page there, to be looked at
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def phone(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """A phone whose browser runs no script."""
    yield from _page(browser, complaints, viewport=PHONE, java_script_enabled=False, has_touch=True, locale="zh-CN")


@pytest.fixture
def desk(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    yield from _page(browser, complaints, viewport={"width": 1280, "height": 900}, locale="zh-CN")


def _page(browser: Browser, complaints: list[str], **more: Any) -> Iterator[Page]:
    context = browser.new_context(**more)
    page = context.new_page()

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == [], "the browser found something to complain about"


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def test_a_citizen_rates_without_script_changes_their_mind_and_says_why(here: Town, address: str, phone: Page) -> None:
    visit = uuid7()
    phone.goto(f"{address}/r/{here.tablet().mint(visit)}")
    picture(phone, "phone-ask")
    buttons = phone.locator("button[name=level]")
    boxes = [buttons.nth(at).bounding_box() for at in range(5)]
    assert len({(box["x"], box["width"], box["height"]) for box in boxes if box}) == 1
    assert all(box and box["height"] >= 60 for box in boxes)

    phone.get_by_role("button", name="非常不满意").tap()
    expect(phone.get_by_role("heading", name="评价已收到")).to_be_visible()
    phone.get_by_text("更改评价").tap()
    picture(phone, "phone-change")
    here.clock.advance(3)
    phone.get_by_role("button", name="不满意", exact=True).tap()
    phone.get_by_role("checkbox", name="没有提供材料样本").tap()
    phone.get_by_text("更多原因").tap()
    phone.get_by_role("checkbox", name="服务态度生硬").tap()
    phone.get_by_role("textbox").fill("等了一个小时😀")
    picture(phone, "phone-explain")
    here.clock.advance(20)
    phone.get_by_role("button", name="完成").tap()
    expect(phone.get_by_role("heading", name="感谢您的评价")).to_be_visible()
    picture(phone, "phone-thanks")
    phone.get_by_role("link", name="查询回执").tap()
    expect(phone.get_by_text("已转入核实处理")).to_be_visible()
    picture(phone, "phone-receipt")

    with here.central.database.read() as db:
        rows = db.execute(select(Rating.level, Rating.standing, Rating.reasons).order_by(Rating.at_ms)).all()
    assert [(row.level, bool(row.standing), row.reasons) for row in rows] == [
        (1, False, "[]"),
        (2, True, '["207","214"]'),
    ]


def test_whoever_opens_the_code_again_reads_that_it_is_rated_already_in_their_language(
    here: Town, address: str, phone: Page
) -> None:
    link = f"{address}/r/{here.tablet().mint(uuid7())}"
    phone.goto(link)
    phone.get_by_role("button", name="基本满意").tap()
    phone.get_by_role("button", name="English").tap()
    expect(phone.get_by_role("heading", name="Your rating has been received")).to_be_visible()
    phone.goto(link)
    expect(phone.get_by_role("heading", name="本次服务已评价")).to_be_visible()
    picture(phone, "phone-already")


def test_the_question_fits_a_small_phone_without_scrolling_sideways_and_in_the_dark(
    here: Town, address: str, browser: Browser, complaints: list[str]
) -> None:
    link = f"{address}/r/{here.tablet().mint(uuid7(), 'VIP-2026-00042')}?lang=en"
    for page in _page(browser, complaints, viewport={"width": 320, "height": 568}, color_scheme="dark"):
        page.goto(link)
        picture(page, "phone-small-dark")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == "rgb(15, 21, 27)"


def log_in(here: Town, address: str, page: Page) -> None:
    with here.central.database.write() as db:
        create_account(db, "li", SECRET, halls=["H001"], now=here.clock.now(), shown="李主任")
    page.goto(address)
    picture(page, "log-in")
    page.get_by_label("用户名").fill("li")
    page.get_by_label("密码").fill(SECRET)
    page.get_by_role("button", name="登录").click()


def test_a_bad_rating_appears_on_the_managers_page_by_itself(here: Town, address: str, desk: Page) -> None:
    tablet = here.tablet("3")
    for number in range(1, 12):
        tablet.ledger.rated_visit(f"A{number:03}", Level.VERY_SATISFIED if number % 3 else Level.SATISFIED)
    here.deliver(tablet)
    log_in(here, address, desk)
    expect(desk.get_by_role("heading", name="H001 政务服务中心")).to_be_visible()
    expect(desk.locator("#satisfied")).to_have_text("100.0%")
    expect(desk.locator("#live-state")).to_have_text("实时")
    expect(desk.locator("#alert")).to_be_hidden()

    tablet.ledger.rated_visit("A042", Level.VERY_DISSATISFIED, reasons=["108"])
    here.deliver(tablet)
    expect(desk.locator("#alert strong")).to_have_text("新的差评：A042，3 号窗口")
    expect(desk.locator("#satisfied")).to_have_text("91.7%")
    expect(desk.locator("#cases tbody tr")).to_have_count(1)
    picture(desk, "hall-live")


def test_a_rating_by_phone_reaches_the_managers_page_too(here: Town, address: str, desk: Page, phone: Page) -> None:
    log_in(here, address, desk)
    expect(desk.locator("#live-state")).to_have_text("实时")
    phone.goto(f"{address}/r/{here.tablet('2').mint(uuid7(), 'B007')}")
    phone.get_by_role("button", name="不满意", exact=True).tap()
    expect(desk.locator("#alert strong")).to_have_text("新的差评：B007，2 号窗口")
    expect(desk.locator("#cases tbody strong")).to_have_text("B007")


def test_what_is_typed_as_script_stays_text_in_a_real_browser(here: Town, address: str, desk: Page) -> None:
    tablet = here.tablet("3")
    nasty = "<img src=x onerror=document.title='owned'>{window}$&"
    log_in(here, address, desk)
    expect(desk.locator("#live-state")).to_have_text("实时")
    visit = tablet.ledger.serve(nasty, key="q:1")
    tablet.ledger.ask(visit)
    tablet.ledger.rate(visit, Level.DISSATISFIED, reasons=["<svg onload=alert(1)>"])
    here.deliver(tablet)
    expect(desk.locator("#alert strong")).to_contain_text("onerror")
    expect(desk.locator("#cases tbody strong")).to_have_text(nasty)
    assert "owned" not in desk.title()
    assert desk.locator("main img").count() == 0


def test_anybody_reads_the_published_results_on_a_phone_without_script(here: Town, address: str, phone: Page) -> None:
    for number, level in enumerate([Level.VERY_SATISFIED] * 7 + [Level.SATISFIED] * 2 + [Level.DISSATISFIED]):
        here.tablet().ledger.rated_visit(f"P{number:03}", level)
    here.deliver(here.tablet())
    here.clock.advance(86400)
    phone.goto(f"{address}/public")
    expect(phone.get_by_role("heading", level=1)).to_have_text("群众评价公开")
    picture(phone, "public")
    phone.get_by_role("link", name="H001").tap()
    expect(phone.locator("#satisfied")).to_have_text("90.0%")
    picture(phone, "public-hall")
    phone.goto(f"{address}/public/halls/H001?lang=en")
    expect(phone.get_by_text("By department")).to_be_visible()


def test_a_call_for_the_manager_appears_by_itself_and_one_click_answers_it(
    here: Town, address: str, desk: Page
) -> None:
    log_in(here, address, desk)
    expect(desk.locator("#live-state")).to_have_text("实时")
    tablet = here.tablet()
    tablet.ledger.add(HelpCalled(page="Asking"), visit=tablet.ledger.serve("A042"))
    here.deliver(tablet)
    alert = desk.locator("[data-help]")
    expect(alert).to_contain_text("3 号窗口有群众请求负责人到场")
    box = desk.get_by_role("button", name="我马上到").bounding_box()
    assert box
    assert box["height"] >= 44
    picture(desk, "hall-help")

    desk.get_by_role("button", name="我马上到").click()

    expect(desk.locator("[data-help]")).to_have_count(0)
    with here.central.database.read() as db:
        assert db.execute(select(HelpCall.answered_by)).scalar_one() == "李主任"


def test_a_receipts_code_is_typed_on_a_phone_without_script(address: str, phone: Page) -> None:
    phone.goto(f"{address}/receipts")
    picture(phone, "phone-receipt-ask")
    phone.get_by_label("回执码").fill("abcd efgh jklm")
    phone.get_by_role("button", name="查询回执").tap()
    expect(phone.get_by_role("alert")).to_contain_text("请核对是否输错")
    assert phone.get_by_label("回执码").input_value() == "abcd efgh jklm"
    picture(phone, "phone-receipt-mistyped")


def test_a_kiosk_gone_silent_shows_by_itself_and_is_closed_with_a_reason(here: Town, address: str, desk: Page) -> None:
    here.tablet("3")
    here.app.state.face.watch.look()
    log_in(here, address, desk)
    for _ in range(12):
        here.clock.advance(minutes=1)
        here.app.state.face.watch.look()

    alarm = desk.locator("[data-alarm]")
    expect(alarm).to_have_count(1)
    expect(alarm).to_contain_text("3 号窗口 · 评价器没有响应")
    picture(desk, "alarm")
    alarm.locator("summary").click()
    alarm.locator("input[name=reason]").fill("在维修")
    here.app.state.face.hub.publish(News("H001"))  # the page renews its parts, not the one that is written in
    expect(alarm.locator("input[name=reason]")).to_have_value("在维修")
    picture(desk, "alarm-closing")
    desk.set_viewport_size(PHONE)
    picture(desk, "alarm-phone")
    alarm.locator("button").click()

    expect(alarm).to_have_count(0)
