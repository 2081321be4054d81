"""Every page there is and the way to it: whoever proves something of all pages walks this list.

A new page joins by one function here and its name in `PAGES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtQuick import QQuickItem

from kiosk.aside import SetAside
from kiosk.flow import OutOfService
from kiosk.notices.notice import Notice
from kiosk.viewmodels.told import DayRead
from kiosk.volumes import Volume
from sync.contract import NoticeKind
from sync.resources import assets
from tests.support.clip import hills
from tests.support.desk import WANG
from tests.support.first_screen import FirstScreen
from tests.support.screen import LANDSCAPE, PORTRAIT, OnScreen
from tests.support.summaries import a_day, hall_day
from tests.support.technician import enter, knock
from tests.support.touch import items, shown, turn, wait_until

ASIDE = (
    SetAside("rated", "2026-03-02T02:11:00.000Z", "not_served"),
    SetAside("rated", "2026-03-02T01:40:00.000Z", "not_served"),
    SetAside("paused", "2026-03-01T08:00:00.000Z", "revoked"),
)


def idle(screen: OnScreen) -> None:
    """Somebody is logged in, nobody is served."""
    screen.serve()
    screen.desk.passed()


def nobody(_screen: OnScreen) -> None:
    """Nobody is logged in."""


def noticed(screen: OnScreen) -> None:
    """A notice of the hall while nobody is served."""
    idle(screen)
    screen.scene.stand_at("3", "企业开办窗口 · 市场监督管理局")
    screen.idles(assets())
    text = "清明节期间（4月4日至6日）本大厅暂停办理业务。\n紧急事项请拨打 12345。"
    screen.idle.put([Notice(id="n", kind=NoticeKind.TEXT, text=text)])
    turn()


def pictured(screen: OnScreen) -> None:
    """A picture of the hall while nobody is served."""
    idle(screen)
    screen.idles(assets())
    screen.idle.put([Notice(id="p", kind=NoticeKind.PICTURE, file=screen.given(hills(1200, 675), "hills.png"))])
    wait_until(lambda: screen.find("notice-picture").property("implicitWidth") > 0, "the picture read")


def photographed(screen: OnScreen) -> None:
    """Somebody with a photo and a list of duties is on duty."""
    screen.given(hills(600, 600), "files/" + "ab" * 32)
    screen.idles(screen.folder).know(None, {"ab" * 32})
    services = ("企业开办", "变更登记", "注销登记", "食品经营许可")
    person = replace(WANG, duty="企业登记", promise="一次说清，一次办好", stars=4, party_member=True)
    screen.desk.log_in(replace(person, photo="ab" * 32, services=services))
    wait_until(lambda: screen.sees("photo"), "the photo")


def serving(screen: OnScreen) -> None:
    """A number is being served."""
    screen.serve("A042")


def asking(screen: OnScreen) -> None:
    """The question."""
    screen.ask()


def explaining(screen: OnScreen) -> None:
    """Reasons and words after a tap."""
    screen.ask()
    screen.desk.tap(screen.desk.questionnaire.reasons[-1].level)
    screen.desk.tick("108")
    screen.desk.write("等了很久" * 20)


def all_reasons(screen: OnScreen) -> None:
    """Every reason of the level."""
    screen.ask()
    screen.desk.tap(screen.desk.questionnaire.reasons[-1].level)
    screen.on_page("Explaining")
    screen.tap("more-reasons", "reason-113")


def contacting(screen: OnScreen) -> None:
    """A number to be called back at is being typed."""
    explaining(screen)
    screen.on_page("Explaining")
    screen.tap("call-back")
    screen.on_page("Contacting")
    screen.type("13800138000")


def contact_left(screen: OnScreen) -> None:
    """The number was left."""
    contacting(screen)
    screen.tap("on")
    screen.on_page("Explaining")


def later(screen: OnScreen) -> None:
    """The time was over before anything was touched."""
    screen.ask()
    screen.pass_by(screen.settings.limits.asking_s)
    screen.on_page("Later")


def changing(screen: OnScreen) -> None:
    """The level is about to be changed."""
    explaining(screen)
    screen.on_page("Explaining")
    screen.tap("change")


def writing(screen: OnScreen) -> None:
    """Words are being typed: our keyboard is there, with what the letters may mean."""
    explaining(screen)
    screen.on_page("Explaining")
    screen.tap("words-edit", *(f"key-{one}" for one in "fuwu"))
    screen.find("word-服务")


def thanking(screen: OnScreen) -> None:
    """Thanks."""
    explaining(screen)
    screen.desk.done()


def rated_already(screen: OnScreen) -> None:
    """Whoever comes second."""
    thanking(screen)
    screen.pass_by(10)
    screen.ask_again()


def not_saved(screen: OnScreen) -> None:
    """The disk would not take it."""
    screen.ask()
    screen.disk.full = True
    screen.tap("star-3")


def away(screen: OnScreen) -> None:
    """暂停服务."""
    screen.serve()
    screen.desk.away()


def out_of_service(screen: OnScreen) -> None:
    """Broken, nobody is served."""
    screen.desk.broke("K-07")


def out_with_code(screen: OnScreen) -> None:
    """Broken while somebody is served: the phone can rate."""
    screen.serve()
    screen.desk.broke("K-03")
    assert isinstance(screen.desk.phase, OutOfService)


def help_asked(screen: OnScreen) -> None:
    """Calling the hall manager is asked once more."""
    screen.ask()
    screen.tap("help")


def help_called(screen: OnScreen) -> None:
    """The call is on its way."""
    screen.desk.help.centre_is(reached=True)
    help_asked(screen)
    screen.tap("help-call")


def help_coming(screen: OnScreen) -> None:
    """Somebody is coming; the panel is put away and its button says so."""
    help_called(screen)
    screen.desk.help.answered(screen.disk.kept[-1].id, "大厅")
    screen.tap("help-close")


def help_unreached(screen: OnScreen) -> None:
    """Nobody can be reached."""
    help_asked(screen)
    screen.tap("help-call")


def log_in(screen: OnScreen) -> None:
    """Number and PIN."""
    screen.tap("staff-door")
    screen.type("001")
    screen.tap("on")
    screen.type("13579000")
    screen.tap("on")


def bar(screen: OnScreen) -> None:
    """What staff may do, with the soft word."""
    screen.ask("A041")
    screen.tap("not-now")
    screen.serve("A042")
    screen.tap("staff-door")


def number(screen: OnScreen) -> None:
    """The officer types the number."""
    screen.serve()
    screen.tap("staff-door", "type-number", "letter-A")


def forward(screen: OnScreen) -> None:
    """The officer types the window a citizen is sent to."""
    screen.serve()
    screen.tap("staff-door", "forward", "digit-4")


def day(screen: OnScreen) -> None:
    """The manager's day."""
    screen.staff._turn_to("day")
    screen.day.open()
    screen.book.reads[0][1](DayRead(a_day(), ASIDE))
    turn()


def day_of_hall(screen: OnScreen) -> None:
    """The hall's day, as the centre knows it."""
    day(screen)
    screen.day.toggle_hall()
    screen.book.reads[1][1](DayRead(hall_day()))
    turn()


def day_places(screen: OnScreen) -> None:
    """Where the manager's files are to go."""
    screen.book.plugged = (Volume("KINGSTON", Path("/media/usb/KINGSTON"), 14820),)
    day(screen)
    screen.day.export_day()
    turn()


def day_folders(screen: OnScreen) -> None:
    """A folder of a stick is open."""
    screen.book.within = {Path("/media/usb/KINGSTON"): ("2025年报表", "2026年报表", "照片")}
    day_places(screen)
    screen.tap("into-1")


def day_month(screen: OnScreen) -> None:
    """A day is to be chosen from a month."""
    screen.book.served = frozenset(f"2026-03-{at:02d}" for at in range(1, 3))
    day(screen)
    screen.tap("day")
    screen.book.served = frozenset(f"2026-02-{at:02d}" for at in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 24, 25, 26, 27, 28))
    screen.tap("month-before")


def gate(screen: OnScreen) -> None:
    """A technician's challenge, half answered."""
    page = knock(screen)
    for digit in "123":
        page.digit(digit)


def workbench(screen: OnScreen) -> None:
    """The kiosk's health, and what a technician may do."""
    enter(screen)


def places(screen: OnScreen) -> None:
    """Where the support bundle is to go."""
    enter(screen).choose_place()
    turn()


def touch_test(screen: OnScreen) -> None:
    """Two fields of the screen have answered."""
    page = enter(screen)
    page.test_touch()
    page.touch(0.1, 0.1)
    page.touch(0.3, 0.3)
    turn()


PAGES: dict[str, Callable[[OnScreen], None]] = {
    way.__name__: way
    for way in (
        nobody, idle, noticed, pictured, photographed, serving, asking, explaining, all_reasons, contacting, contact_left,
        changing, writing, thanking, later, rated_already, not_saved, away, out_of_service, out_with_code, help_asked,
        help_called, help_coming, help_unreached, log_in, bar, number, forward, day, day_of_hall, day_places, day_folders,
        day_month, gate,
        workbench, places, touch_test,
    )
}  # fmt: skip

SMALL = (1024, 600)
WIDE = (1920, 1080)


DRESSES = [
    pytest.param(LANDSCAPE, "zh-CN", False, id="landscape-zh"),
    pytest.param(LANDSCAPE, "en", True, id="landscape-en-large"),
    pytest.param(PORTRAIT, "zh-CN", True, id="portrait-zh-large"),
    pytest.param(PORTRAIT, "en", False, id="portrait-en"),
    pytest.param(SMALL, "en", True, id="eight-inches-en-large"),
    pytest.param(WIDE, "en", False, id="wide"),
]


def dress(screen: OnScreen | FirstScreen, language: str, large: bool) -> None:
    """Have the page speak a language, in large type or not; returns when it is drawn."""
    while language != screen.comfort.language:
        screen.comfort.next_language()
    if large != screen.comfort.large:
        screen.comfort.toggle_large()
    screen.settle()
    wait_until(lambda: not any(_loading(item) for item in items(screen.window)), "every picture read")
    screen.settle()


def _loading(item: QQuickItem) -> bool:
    wanted = item.inherits("QQuickImage") and shown(item) and not item.property("source").isEmpty()
    return wanted and item.property("progress") < 1
