"""Codes and kiosks on pages: a code while it waits, is used, is too old; a kiosk's health; what is decided about it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sync.central.accounts.roles import Role
from sync.central.kiosks.codes import meanings
from sync.central.kiosks.enrol import NotLetIn, enrol
from sync.central.kiosks.models import Kiosk, Presence, RemoteCommand
from sync.central.places.models import Window
from sync.contract import Enrolment, b64, canonical
from sync.suite import Keys, code_parts, code_proof, pairing_number
from tests.support.centre import rows
from tests.support.facing import Town
from tests.support.setting_up import Desk, enter

AT = "/halls/H001/setup"


def made(manager: Desk, window: str = "3") -> tuple[str, str]:
    """Make a code; return (its page, the code)."""
    page = manager.send(f"{AT}/codes", window=window).headers["location"]
    found = re.search(r'id="code">([A-Z0-9-]+)<', manager.get(page).text)
    assert found
    return page, found[1]


def let_in(place: Town, code: str, keys: Keys) -> None:
    name, secret = code_parts(code)
    ours = keys.public
    proof = code_proof(secret, "kiosk", ours.sign, ours.seal)
    enrol(place.central, Enrolment(code_id=name, sign_key=b64(ours.sign), seal_key=b64(ours.seal), proof=proof))


def beat(place: Town, kiosk: str, **said: Any) -> None:
    facts = {"pending": 0, "page": "Asking", "version": "1.2.3", "disk_free_mib": 9000, "battery_percent": 80, **said}
    row = {"hall_id": "H001", "kiosk_id": kiosk, "seen_ms": place.central.now_ms(), "challenge_ms": 0, "pending": 0}
    with place.central.database.write() as db:
        this = (Presence.hall_id == "H001", Presence.kiosk_id == kiosk)
        db.execute(Presence.__table__.delete().where(*this))  # type: ignore[attr-defined]
        text = canonical(facts)
        db.execute(Presence.__table__.insert().values(**row, page="Asking", text=text))  # type: ignore[attr-defined]


def test_a_code_is_shown_until_a_tablet_uses_it_then_the_number_to_compare(place: Town) -> None:
    manager = enter(place)
    page, code = made(manager)
    assert code in manager.get(page).text
    assert "<svg" in manager.get(page).text
    keys = Keys.made()

    let_in(place, code, keys)

    shown = manager.get(page).text
    assert code not in shown
    assert pairing_number(keys.public, place.central.keys.pair.public) in shown
    assert rows(place.central, Kiosk)[0].window_id == "3"


def test_a_code_that_is_too_old_or_spoilt_is_not_shown_any_more(here: Town) -> None:
    manager = enter(here)
    page, code = made(manager)
    other, wrong = made(manager, "4")
    for _ in range(10):
        with pytest.raises(NotLetIn):
            let_in(here, wrong[:-4] + ("AAAA" if wrong[-4:] != "AAAA" else "BBBB"), Keys.made())
    assert "已作废" in manager.get(other).text

    here.clock.advance(hours=71)
    manager = enter(here, Role.SYSTEM_ADMIN)  # nobody's log-in lasts three days
    assert code in manager.get(page).text
    here.clock.advance(hours=2)
    shown = enter(here, Role.SYSTEM_ADMIN, halls=None).get(page).text
    assert code not in shown
    assert "已过期" in shown


def test_only_who_may_let_kiosks_in_sees_a_code(here: Town) -> None:
    page, code = made(enter(here))

    for role in (Role.AUDITOR, Role.STAFF_ADMIN, Role.SUPERVISOR):
        other = enter(here, role)
        assert other.get(page).status == 403
        assert other.send(f"{AT}/codes", window="3").status == 403
    assert enter(here, Role.SYSTEM_ADMIN, halls=("H002",)).get(page).status == 404
    assert code


def test_no_code_for_a_window_that_is_not_there_or_out_of_use(here: Town) -> None:
    manager = enter(here)
    with here.central.database.write() as db:
        db.execute(Window.__table__.update().where(Window.id == "4").values(retired=True))  # type: ignore[attr-defined]

    assert manager.send(f"{AT}/codes", window="9").status == 422
    assert manager.send(f"{AT}/codes", window="4").status == 422


def test_a_kiosks_page_says_how_it_is_and_what_to_do(here: Town) -> None:
    tablet = here.tablet("3")
    manager = enter(here)
    page = f"{AT}/kiosks/{tablet.known.id}"
    assert "从未联系" in manager.get(page).text

    beat(here, tablet.known.id)
    well = manager.get(page).text
    assert "正常" in well
    assert "1.2.3" in well

    beat(here, tablet.known.id, out_of_service="K-07", disk_free_mib=0, battery_percent=3, clock_offset_ms=-9000)
    ill = manager.get(page).text
    for said in ("K-07", meanings()["K-07"].zh, meanings()["K-07"].todo_zh, "存储空间不足", "电量低", "时钟不准"):
        assert said in ill
    here.clock.advance(minutes=11)
    assert "失去联系" in manager.get(f"{AT}/kiosks").text


def test_a_kiosk_is_turned_off_on_moved_and_ended_with_a_reason(place: Town) -> None:
    tablet = place.tablet("3")
    manager = enter(place)
    page = f"{AT}/kiosks/{tablet.known.id}"

    def now() -> tuple[str, str]:
        (row,) = rows(place.central, Kiosk)
        return row.state, row.window_id

    assert manager.send(f"{page}/off", reason=" ").status == 422
    assert now() == ("active", "3")
    for what, fields, then in (
        ("off", {}, ("disabled", "3")),
        ("on", {}, ("active", "3")),
        ("move", {"window": "4"}, ("active", "4")),
        ("revoke", {}, ("revoked", "4")),
    ):
        assert manager.send(f"{page}/{what}", reason="检修", **fields).status == 303
        assert now() == then
    assert manager.send(f"{page}/on", reason="再用").status == 422
    assert now() == ("revoked", "4")
    assert enter(place, Role.AUDITOR).send(f"{page}/off", reason="x").status == 403


def test_every_code_a_kiosk_shows_has_a_meaning_in_both_languages() -> None:
    from kiosk.codes import Code

    assert meanings().keys() == {one.value for one in Code}
    for one in meanings().values():
        assert all((one.zh, one.en, one.todo, one.todo_zh))
        assert re.search("[\u4e00-\u9fff]", one.zh + one.todo_zh)


def test_a_tablet_is_asked_to_do_something_and_its_page_says_what_became_of_it(here: Town) -> None:
    tablet = here.tablet("3")
    manager = enter(here)
    page = f"{AT}/kiosks/{tablet.known.id}"

    assert manager.send(f"{page}/ask", kind="volume", volume="101", reason="x").status == 422
    assert manager.send(f"{page}/ask", kind="notice", text="", reason="x").status == 422
    assert manager.send(f"{page}/ask", kind="dance", reason="x").status == 422
    assert manager.send(f"{page}/ask", kind="away", reason=" ").status == 422
    assert rows(here.central, RemoteCommand) == []
    assert manager.send(f"{page}/ask", kind="notice", text="今天早<b>关门", reason="停电").status == 303

    shown = manager.get(page).text
    assert 'data-state="sent"' in shown
    assert "今天早&lt;b&gt;关门" in shown
    assert enter(here, Role.AUDITOR).send(f"{page}/ask", kind="away", reason="x").status == 403
    here.clock.advance(hours=25)
    assert 'data-state="expired"' in enter(here, Role.SYSTEM_ADMIN).get(page).text
