"""People set up on pages: a PIN is shown once, a photo is a picture, a change is a version, nobody is ever deleted."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from sync.central.accounts.roles import Role
from sync.central.places.models import Staff
from sync.central.setup import api, people
from sync.central.verify.verify import verify
from sync.suite import hash_pin, pin_matches
from tests.support.asking import Client
from tests.support.centre import rows
from tests.support.facing import Town
from tests.support.setting_up import Desk, enter

AT = "/halls/H001/setup/people"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
WANG = {"name": "王芳", "department": "D01", "stars": "4", "role": "officer"}


def versions(place: Town, staff: str) -> list[tuple[object, ...]]:
    found = [one for one in rows(place.central, Staff) if one.id == staff and one.hall_id == "H001"]
    found.sort(key=lambda one: one.version)
    return [(one.version, one.name, bool(one.retired), one.until_ms is None) for one in found]


def pin_hash(place: Town, staff: str) -> str:
    with place.central.database.read() as db:
        this = (Staff.hall_id == "H001", Staff.id == staff, Staff.until_ms.is_(None))
        return db.execute(select(Staff.pin).where(*this)).scalar_one() or ""


def shown_pin(text: str) -> str:
    found = re.search(r'id="pin">(\d{6})<', text)
    assert found
    return found[1]


def test_a_new_person_gets_a_pin_that_is_shown_once_and_a_new_one_ends_the_old(place: Town) -> None:
    admin = enter(place, Role.STAFF_ADMIN)

    first = shown_pin(admin.send(f"{AT}/new", id="S009", **WANG, services="户政、身份证,护照").text)
    assert pin_matches(first, pin_hash(place, "S009"))
    assert first not in admin.get(f"{AT}/S009").text

    second = shown_pin(admin.send(f"{AT}/S009/pin").text)
    assert pin_matches(second, pin_hash(place, "S009"))
    assert second == first or not pin_matches(first, pin_hash(place, "S009"))
    person = next(one for one in rows(place.central, Staff) if one.id == "S009" and one.until_ms is None)
    assert (person.services, person.stars) == ('["户政", "身份证", "护照"]', 4)
    assert verify(place.central).holds


def test_a_change_is_a_version_and_a_retired_person_is_still_there_and_may_come_back(place: Town) -> None:
    admin = enter(place, Role.STAFF_ADMIN)
    place.clock.advance(60)

    admin.send(f"{AT}/S001", **{**WANG, "name": "王芳芳"})
    admin.send(f"{AT}/S001", **{**WANG, "name": "王芳芳"})
    admin.send(f"{AT}/S001/retire", retired="1")
    assert versions(place, "S001") == [
        (1, "王芳", False, False),
        (2, "王芳芳", False, False),
        (3, "王芳芳", True, True),
    ]

    admin.send(f"{AT}/S001/retire", retired="")
    assert versions(place, "S001")[-1] == (4, "王芳芳", False, True)
    assert verify(place.central).holds


def test_a_photo_is_kept_shown_to_who_may_see_it_and_taken_away(place: Town) -> None:
    admin = enter(place, Role.STAFF_ADMIN)

    assert admin.upload(f"{AT}/S001/photo", "photo", "wang.png", PNG).status == 303
    got = admin.get(f"{AT}/S001/photo")
    assert (got.status, got.body, got.headers["content-type"]) == (200, PNG, "image/png")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert enter(place, Role.AUDITOR).get(f"{AT}/S001/photo").status == 403

    admin.send(f"{AT}/S001", **WANG)
    assert admin.get(f"{AT}/S001/photo").body == PNG
    admin.send(f"{AT}/S001/photo")
    assert admin.get(f"{AT}/S001/photo").status == 404


@pytest.mark.parametrize("data", [b"<script>alert(1)</script>", b"\0\0\0\x20ftypmp42" + b"0" * 50, PNG + b"0" * 2**21])
def test_what_is_no_photo_is_refused(here: Town, data: bytes) -> None:
    page = enter(here, Role.STAFF_ADMIN).upload(f"{AT}/S001/photo", "photo", "x.png", data)

    assert page.status == 422
    assert "照片不可用" in page.text
    assert versions(here, "S001") == [(1, "王芳", False, True)]


def test_a_form_that_is_too_long_is_not_read_to_its_end(here: Town) -> None:
    assert enter(here, Role.STAFF_ADMIN).upload(f"{AT}/S001/photo", "photo", "x.png", b"0" * 2**22).status == 413


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"stars": "6"}, {"stars": "x"}, {"department": "D9"}, {"services": "x、" * 21}]
)
def test_what_a_card_cannot_say_is_refused(here: Town, fields: dict[str, str]) -> None:
    admin: Desk = enter(here, Role.STAFF_ADMIN)

    assert admin.send(f"{AT}/S001", **{**WANG, **fields}).status == 422
    assert admin.send(f"{AT}/new", id="S001", **WANG).status == 422
    assert versions(here, "S001") == [(1, "王芳", False, True)]


def test_somebody_who_is_not_there_has_no_page(here: Town) -> None:
    admin = enter(here, Role.STAFF_ADMIN)

    assert admin.get(f"{AT}/S404").status == 404
    assert admin.send(f"{AT}/S404", **WANG).status == 404
    assert admin.send(f"{AT}/S404/pin").status in (404, 422)


def test_nobody_has_a_pin_hashed_who_may_not_set_it(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes 0.2 s and 64 MiB: whoever knocks without a log-in must not get it done."""
    hashed: list[str] = []

    def counted(pin: str) -> str:
        hashed.append(pin)
        return hash_pin(pin)

    for module in (people, api):
        monkeypatch.setattr(module, "hash_pin", counted)
    form, away = {"id": "S009", **WANG}, "/api/v1/halls/H001/staff/S001/pin"
    for client in (
        Client(here.app),
        enter(here, Role.AUDITOR).client,
        enter(here, Role.STAFF_ADMIN, ("H002",)).client,
    ):
        for path in (f"{AT}/new", f"{AT}/S001/pin", away):
            assert client.post(path, form).status in (303, 401, 403, 404), path
    assert hashed == []

    enter(here, Role.STAFF_ADMIN).send(f"{AT}/S001/pin")
    assert len(hashed) == 1, "positive control: who may has one made"
