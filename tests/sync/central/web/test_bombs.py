"""What is sent to fell the centre, or to hold it up: too much, too deep, days that are none. Refused in words, at once."""

from __future__ import annotations

import pytest

from sync.central.accounts.roles import Role
from sync.central.web.troubles import MOST_BODY
from tests.support.asking import Client
from tests.support.facing import Town
from tests.support.setting_up import enter

JSON = "application/json"
HALL = "[hall]\nid = 'H001'\nname = 'x'\n"
PEOPLE = "[[department]]\nid = 'D1'\nname = 'x'\n[[staff]]\nid = 'S1'\nname = 'x'\n"
ODD = {
    "a zone that is a folder": f"{HALL}time_zone = 'Asia'\n",
    "a zone elsewhere": f"{HALL}time_zone = '../../../etc/passwd'\n",
    "a date among the settings": f"{HALL}[hall.settings]\n'a.b' = {{c = 1979-05-27}}\n",
    "a NUL among the settings": f"{HALL}[hall.settings]\n'limits.x' = \"\\u0000\"\n",
    "a number nothing holds": f"{HALL}[hall.settings]\n'limits.x' = {'9' * 200}\n",
    "stars without end": f"{HALL}{PEOPLE}stars = {'9' * 200}\n",
    "a photo from elsewhere": f"{HALL}{PEOPLE}photo = '../../../etc/passwd'\n",
    "a notice from elsewhere": f"{HALL}[[notice]]\nid = 'n'\nfile = '../../../etc/passwd'\n",
}
CSVS = {
    "a digit that is no number": "table,id,name,department,stars\nhall,H001,x,,\nstaff,S1,x,D1,²\n",
    "nested without end": f"table,id,name,settings\nhall,H001,x,{'[' * 100_000}\n",
}


FORM = "application/x-www-form-urlencoded"
TAKERS = [
    ("/api/v1/accounts", JSON),
    ("/login", FORM),
    ("/halls/H001/setup/people/new", FORM),
    ("/api/v1/enrolments", JSON),
]


@pytest.mark.parametrize(("path", "kind"), TAKERS)
def test_a_body_without_end_is_refused_before_anybody_reads_it(here: Town, path: str, kind: str) -> None:
    nobody = Client(here.app)
    counted = nobody.send("POST", path, b"[" + b"1," * (MOST_BODY // 2 + 10), content_type=kind)
    announced = nobody.send("POST", path, b"", content_type=kind, content_length="99999999999999999999999")
    assert (counted.status, announced.status) == (413, 413)
    assert announced.json()["detail"] == "send at most 4 MiB"


@pytest.mark.parametrize("deep", [b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe", b'{"reason": "\\ud800"}'])
def test_json_that_nobody_would_write_is_refused_in_words(here: Town, deep: bytes) -> None:
    desk = enter(here, Role.HALL_MANAGER)
    for path in (
        "/api/v1/halls/H001/cases/x/open",
        "/api/v1/halls/H001/webhooks",
        "/api/v1/halls/H001/days/2026-03-02/export",
    ):
        got = desk.client.send("POST", path, deep, content_type=JSON, yiping_form=desk.form)
        assert got.status in (400, 404, 422), got.text


@pytest.mark.parametrize(
    "day", ["0001-01-01", "1969-12-31", "2200-01-01", "9999-12-31", "2026-3-2", "2026-W10-1", "٢٠٢٦-٠٣-٠٢"]
)
def test_a_day_at_the_end_of_time_is_none(here: Town, day: str) -> None:
    client = enter(here, Role.HALL_MANAGER).client
    for path in (f"/halls/H001?day={day}", f"/api/v1/halls/H001/days/{day}/summary"):
        assert client.get(path).status == 422, path
    for path in (f"first={day}&last={day}", f"first=2026-03-02&last={day}"):
        assert client.get(f"/api/v1/halls/H001/visits?{path}").status == 422, path
        assert client.get(f"/api/v1/halls/H001/course?of=hall&by=day&{path}").status == 422, path


def test_the_first_and_the_last_day_are_shown(here: Town) -> None:
    """Positive control: what is within the bounds falls over nothing."""
    client = enter(here, Role.HALL_MANAGER).client
    for day in ("1970-01-01", "2199-12-31"):
        assert client.get(f"/halls/H001?day={day}").status == 200
        assert client.get(f"/api/v1/halls/H001/days/{day}/summary").status == 200


@pytest.mark.parametrize(
    ("name", "text"), [*((f"{one}.toml", ODD[one]) for one in ODD), *((f"{one}.csv", CSVS[one]) for one in CSVS)]
)
def test_a_halls_file_by_somebody_who_means_harm_is_refused_in_words(here: Town, name: str, text: str) -> None:
    desk = enter(here, Role.HALL_MANAGER)
    at = "/halls/H001/setup/import"
    assert desk.upload(at, "file", name, text.encode()).status == 422
    assert desk.send(f"{at}/do", name=name, text=text).status == 422
