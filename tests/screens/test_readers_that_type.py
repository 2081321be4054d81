"""A reader that types, through the real window: its code arrives once, and no sign of it in a citizen's comment."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.tickets.keypad import NotANumber, typed_ticket
from kiosk.viewmodels.keys import Keys
from kiosk.wedge import Form, Read, Wedge
from sync.kinds import Origin
from tests.support.screen import OnScreen
from tests.support.touch import turn, wait_until
from tests.support.typing import reader_types

A_DAY = 86_400_000  # for tests of codes: however slow this machine is, the keys are a reader's


class Desk:
    def __init__(self, screen: OnScreen, gap_ms: int) -> None:
        self.screen = screen
        self.reads: list[Read] = []
        forms = {"ticket": Form(most=7), "card": Form(least=8)}
        self.keys = Keys(screen.window, Wedge(forms, gap_ms), self.reads.append)

    def type(self, text: str) -> None:
        for sign in text:
            key = Qt.Key.Key_Return if sign == "\r" else sign
            QTest.keyClick(self.screen.window, key)
        turn()


@pytest.fixture
def comment(screen: OnScreen) -> OnScreen:
    """A citizen writes a comment."""
    screen.ask()
    screen.tap("star-2")
    screen.on_page("Explaining")
    screen.find("words-edit").forceActiveFocus()
    return screen


def test_a_code_is_read_and_the_comment_stays_the_citizens(comment: OnScreen) -> None:
    desk = Desk(comment, A_DAY)
    desk.type("A043\r")
    desk.type("0012345678\r")
    assert desk.reads == [Read("ticket", "A043"), Read("card", "0012345678")]
    assert comment.find("words-edit").property("text") == ""


def test_a_hand_on_a_keyboard_still_writes_the_comment(comment: OnScreen) -> None:
    desk = Desk(comment, gap_ms=0)
    for sign in "slow":
        desk.type(sign)
        wait_until(lambda: comment.find("words-edit").property("text").endswith(sign), f"{sign} in the comment")  # noqa: B023
    assert comment.find("words-edit").property("text") == "slow"
    assert desk.reads == []


@pytest.mark.parametrize(
    "code", ["A042\x1b", "\x11A042", "A0\x0342", "\x7fA042", "=cmd|'/C calc'!A0", "A042' OR 1=1 --"]
)
def test_a_barcode_made_to_break_in_is_no_number_and_moves_nothing(comment: OnScreen, code: str) -> None:
    desk = Desk(comment, 50)
    reader_types(comment.window, code)
    turn()
    assert len(desk.reads) <= 1
    for read in desk.reads:
        with pytest.raises(NotANumber):
            typed_ticket(read.code, Origin.TYPED_BY_STAFF)
    assert comment.window.isVisible()
    assert comment.scene.page == "Explaining"
    assert comment.find("words-edit").property("text") == ""


def test_control_the_same_barcode_with_an_honest_number_is_one(comment: OnScreen) -> None:
    desk = Desk(comment, 50)
    reader_types(comment.window, "A042")
    assert [typed_ticket(read.code, Origin.TYPED_BY_STAFF).number for read in desk.reads] == ["A042"]


def test_without_a_reader_set_up_fast_keys_are_a_hands(comment: OnScreen) -> None:
    for sign in "A043":
        QTest.keyClick(comment.window, sign)
    assert comment.find("words-edit").property("text") == "A043"
