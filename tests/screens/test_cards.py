"""A card held to a reader that types: the owner goes on with their PIN, or is in where the hall lets a card do."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.settings import BadSettings, Staff, read_settings
from kiosk.viewmodels.entrance import Entrance, card_holder
from sync.kinds import LoginFailed, ShiftClosed, ShiftOpened
from tests.support.desk import LI, WANG
from tests.support.screen import BOSS, PINS, OnScreen

CARDS = {"0012345678": "S001", "0087654321": "S002", "0011112222": "S009"}
WANGS, LIS, BOSSES = CARDS


def reader(screen: OnScreen, *, alone: bool = False, cards: dict[str, str] = CARDS) -> None:
    """Put a card reader at the window."""
    screen.staff.attend(
        screen.desk,
        Entrance(people=lambda: screen.people, check=screen._check, take=screen._take, cards=cards, card_alone=alone),
    )


def here(screen: OnScreen) -> str | None:
    return screen.desk.shift.person.staff if screen.desk.shift else None


def test_a_card_names_its_owner_and_the_pin_lets_them_in(screen: OnScreen) -> None:
    reader(screen)
    screen.staff.card(WANGS)
    assert screen.text("typed-number") == "S001"
    assert here(screen) is None, "a card alone is not enough here"
    screen.type(PINS["S001"])
    screen.tap("on")
    assert here(screen) == "S001"


def test_without_a_list_of_cards_a_card_carries_the_staff_number(screen: OnScreen) -> None:
    reader(screen, cards={})
    screen.staff.card("S002")
    screen.type(PINS["S002"])
    screen.tap("on")
    assert here(screen) == "S002"


def test_a_card_alone_is_enough_where_the_hall_says_so(screen: OnScreen) -> None:
    reader(screen, alone=True)
    screen.staff.card(WANGS)
    assert here(screen) == "S001"
    assert screen.staff.panel == ""


def test_a_card_of_nobody_says_what_to_do(screen: OnScreen) -> None:
    for alone in (False, True):
        reader(screen, alone=alone)
        screen.staff.card("9999999999")
        assert "没有登记这张卡" in screen.text("login-message")
        screen.staff.card("S001")
        assert here(screen) is None, "with a list of cards, a number that stands on a badge is no card"


def test_a_pin_for_one_person_does_not_let_the_owner_of_the_next_card_in(screen: OnScreen) -> None:
    reader(screen)
    screen.staff.card(WANGS)
    screen.type(PINS["S001"][:4])
    screen.staff.card(LIS)
    assert screen.staff.pin_length == 0
    assert screen.text("typed-number") == "S002"


def test_who_must_wait_after_wrong_pins_waits_with_a_card_too(screen: OnScreen) -> None:
    reader(screen, alone=True)
    for _ in range(5):
        screen.desk.login_failed("S001")
    screen.staff.card(WANGS)
    assert "等待" in screen.text("login-message")
    assert here(screen) is None
    assert len(screen.of(LoginFailed)) == 5
    screen.pass_by(31)
    screen.staff.card(WANGS)
    assert here(screen) == "S001"


def test_a_card_alone_never_opens_the_managers_day(screen: OnScreen) -> None:
    reader(screen, alone=True)
    screen.serve()
    screen.tap("staff-door", "show-day")
    screen.staff.card(BOSSES)
    assert screen.staff.panel == "login"
    screen.type(PINS["S009"])
    screen.tap("on")
    assert screen.staff.panel == "day"


def test_the_card_of_who_is_here_shows_what_they_may_do(screen: OnScreen) -> None:
    reader(screen)
    screen.serve()
    screen.staff.card(WANGS)
    assert screen.staff.panel == "bar"
    assert len(screen.of(ShiftOpened)) == 1


def test_the_card_of_a_colleague_takes_over_with_the_visit_at_hand(screen: OnScreen) -> None:
    reader(screen, alone=True)
    screen.serve("A042")
    screen.tap("staff-door", "hand-over")
    screen.staff.card(LIS)
    assert here(screen) == "S002"
    assert [one.why.value for one in screen.of(ShiftClosed)] == ["handed_over"]
    assert screen.scene.person["name"] == LI.name


def test_a_card_while_a_pin_is_checked_changes_nothing(screen: OnScreen) -> None:
    reader(screen)
    screen.slow_pins = True
    screen.staff.card(WANGS)
    screen.type(PINS["S001"])
    screen.tap("on")
    screen.staff.card(LIS)
    screen.check_pins()
    assert here(screen) == "S001"


def test_whose_a_card_is() -> None:
    people = [WANG, LI, BOSS]
    assert card_holder(LIS, CARDS, people) == LI
    assert card_holder("S002", {}, people) == LI
    assert card_holder("S002", CARDS, people) is None
    assert card_holder("0012345678", {"0012345678": "S777"}, people) is None, "who left the roster has no card any more"


def test_a_card_alone_needs_a_list_of_cards(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text('[staff]\ncard = "alone"')
    with pytest.raises(BadSettings, match=r"staff\.cards is missing in kiosk\.toml"):
        read_settings(file, {})
    file.write_text('[staff]\ncard = "alone"\ncards = { "0012345678" = "S001" }')
    assert read_settings(file, {}).staff == Staff(card="alone", cards={"0012345678": "S001"})
