"""One's own account as its page does it: whoever finds an open page learns nothing by it and locks nobody out."""

from __future__ import annotations

import base64
import re
from dataclasses import replace

import pytest

from sync.central.accounts import totp
from sync.central.accounts.people import create_account
from sync.central.accounts.roles import Role
from sync.central.accounts.second import has_second
from sync.central.web.own import SAID
from sync.central.web.words import Words
from tests.support.asking import Client, Got
from tests.support.facing import Town
from tests.support.setting_up import Desk

PASSWORD = "plum tractor seven lake"
NEWER = "another tractor, nine lakes"
SECOND, REMOVE = "/account/second-factor", "/account/second-factor/remove"


@pytest.fixture
def li(here: Town) -> Desk:
    """A hall manager who has just logged in."""
    with here.central.database.write() as db:
        create_account(db, "li", PASSWORD, halls=["H001"], now=here.central.clock.now(), role=Role.HALL_MANAGER)
    return logged_in(here)


def logged_in(place: Town, password: str = PASSWORD) -> Desk:
    client = Client(place.app)
    assert entering(client, password).status == 303
    return at_account(client)


def entering(client: Client, password: str = PASSWORD) -> Got:
    return client.post("/login", {"name": "li", "password": password, "next": "/account"}, accept="text/html")


def at_account(client: Client) -> Desk:
    found = re.search(r'name="form" value="([^"]+)"', client.get("/account", accept="text/html").text)
    assert found
    return Desk(client, found[1])


def with_app(place: Town, desk: Desk) -> bytes:
    """Set the second factor up as a person does; return the secret their phone holds."""
    shown = desk.send(SECOND, password=PASSWORD)
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", shown.text)
    assert found, shown.text
    secret = base64.b32decode(found[1].replace(" ", ""))
    done = desk.send(SECOND + "/confirm", code=code(place, secret))
    assert done.status == 200
    assert len(re.findall(r"<li><code>", done.text)) == 10
    place.clock.advance(totp.STEP_S)
    return secret


def code(place: Town, secret: bytes) -> str:
    return totp.code(secret, int(place.clock.now().timestamp()) // totp.STEP_S)


def second_is_on(place: Town) -> bool:
    with place.central.database.read() as db:
        return has_second(db, "li")


def test_the_second_step_is_set_up_by_who_knows_the_password_and_asked_for_from_then_on(here: Town, li: Desk) -> None:
    other = logged_in(here)
    secret = with_app(here, li)
    assert second_is_on(here)
    again = Client(here.app)
    half = entering(again)
    assert (half.status, "yiping" in again.cookies) == (200, False)
    assert again.post("/login/code", {"code": "000000"}, accept="text/html").status == 401
    assert again.post("/login/code", {"code": code(here, secret), "next": "/account"}).status == 303
    assert other.get("/account").status == 200, "who was logged in before stays so"


@pytest.mark.parametrize("password", ["", "guessed"])
def test_an_open_page_alone_sets_no_second_step_up_and_takes_none_away(here: Town, li: Desk, password: str) -> None:
    refused = li.send(SECOND, password=password)
    assert refused.status == 422
    assert "<code>" not in refused.text
    with_app(here, li)
    li = at_account(li.client)
    assert li.send(REMOVE, password=password).status == 422
    assert second_is_on(here)
    assert li.send(REMOVE, password=PASSWORD).status == 303
    assert not second_is_on(here)


def test_a_code_of_another_phone_turns_nothing_on(here: Town, li: Desk) -> None:
    li.send(SECOND, password=PASSWORD)
    assert li.send(SECOND + "/confirm", code=code(here, totp.new_secret())).status == 422
    assert not second_is_on(here)


def test_who_changes_the_password_needs_the_old_one_and_ends_every_other_session(here: Town, li: Desk) -> None:
    other = logged_in(here)
    for old, new, repeated in [("guessed", NEWER, NEWER), (PASSWORD, NEWER, PASSWORD), (PASSWORD, "short", "short")]:
        assert li.send("/account/password", old=old, new=new, repeated=repeated).status == 422
    assert entering(Client(here.app)).status == 303, "nothing was changed by any of these"
    assert li.send("/account/password", old=PASSWORD, new=NEWER, repeated=NEWER).status == 303
    assert li.get("/account").status == 200
    assert other.get("/account").status == 303
    assert entering(Client(here.app)).status == 401
    assert logged_in(here, NEWER)


def test_the_password_is_not_guessed_at_an_open_page_either(li: Desk) -> None:
    told = [li.send(SECOND, password=f"guess {n}").text for n in range(20)]
    assert sum("尝试次数过多" in one for one in told) == 15
    assert "尝试次数过多" in li.send(SECOND, password=PASSWORD).text, "a right one is not told apart meanwhile"


def test_a_form_of_another_page_does_nothing(here: Town, li: Desk) -> None:
    strange = replace(li, form="somebody else's")
    assert strange.send(SECOND, password=PASSWORD).status == 403
    assert strange.send("/account/password", old=PASSWORD, new=NEWER, repeated=NEWER).status == 403
    assert strange.send("/account/sessions").status == 403
    assert not second_is_on(here)


def test_the_page_says_what_was_done_in_words_and_only_in_its_own(li: Desk) -> None:
    for said in SAID:
        assert Words("zh")(said) in li.get(f"/account?said={said}").text
    assert Words("zh")("must_second") not in li.get("/account?said=must_second").text
