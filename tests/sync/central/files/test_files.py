"""Photos and notices: loaded beside a hall's file, given to the kiosks of that hall alone, whole and signed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import requests
from sqlalchemy import insert, update

from sync.central.backup import backup, restore
from sync.central.central import Central, open_central
from sync.central.files.keeping import PART, keep
from sync.central.files.kinds import PHOTO, Found
from sync.central.files.models import FilePart
from sync.central.kiosks.models import Kiosk
from sync.central.places.file import WrongFile, read_file
from sync.central.places.load import hashed_pins, load
from sync.central.places.models import Hall, Window
from sync.central.verify.verify import verify
from sync.contract import KioskSettings, NoticeKind, canonical, parsed
from sync.shape import shaped
from sync.suite import check_answer, sign_request
from tests.support.centre import FakeKiosk, kiosk, rows

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
MP4 = b"\0\0\0\x20ftypisom" + bytes(100)
HALL = """
[hall]
id = "H001"
name = "市政务服务中心"
[[department]]
id = "D1"
name = "公安局"
[[window]]
id = "3"
department = "D1"
[[staff]]
id = "S001"
name = "张1"
department = "D1"
photo = "photos/s001.png"
[[notice]]
id = "n1"
text = "周六上午照常办理"
begins = "2026-03-01T00:00:00+08:00"
ends = "2026-03-08T00:00:00+08:00"
from_time = "09:00"
to_time = "17:30"
seconds = 20
[[notice]]
id = "n2"
file = "film.mp4"
windows = ["3"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/s001.png").write_bytes(PNG)
    (tmp_path / "film.mp4").write_bytes(MP4)
    return tmp_path


def loaded(central: Central, folder: Path, text: str = HALL) -> list[str]:
    (folder / "hall.toml").write_text(text, "utf-8")
    file = read_file(folder / "hall.toml")
    with central.database.read() as db:
        pins = hashed_pins(db, file)
    with central.database.write() as db:
        return [str(change) for change in load(db, file, central.now_ms(), pins)]


def settings_of(one: FakeKiosk) -> KioskSettings:
    return shaped(KioskSettings, parsed(canonical(one.ask("GET", "/api/v1/kiosk").body)))


def name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def fetched(one: FakeKiosk, sha256: str, begin: int | None = None) -> requests.Response:
    """Ask for a file as a kiosk does; check the answer's signature."""
    path = f"/api/v1/files/{sha256}"
    created = int(one.central.clock.now().timestamp())
    sealed = sign_request(one.keys, method="GET", path=path, body=b"", kiosk=one.id, challenge="", created=created)
    headers = {**sealed.headers, **({} if begin is None else {"Range": f"bytes={begin}-"})}
    came = requests.get(one.url + path, headers=headers, timeout=30)
    low = {key.lower(): value for key, value in came.headers.items()}
    check_answer(one.centre.sign, status=came.status_code, body=came.content, request=sealed.name, headers=low)
    return came


def put(central: Central, data: bytes, hall: str = "H001") -> str:
    with central.database.write() as db:
        keep(db, hall, Found(name_of(data), "video/mp4", data), central.now_ms())
    return name_of(data)


# --- loading ----------------------------------------------------------------------------------------------------------


def test_photos_and_notices_are_loaded_with_their_hall_and_reach_the_kiosk_by_their_hashes(
    central: Central, url: str, folder: Path
) -> None:
    changes = loaded(central, folder)
    given = settings_of(kiosk(central, url))

    assert {"+ file photos/s001.png", "+ file film.mp4", "+ notice n1", "+ notice n2"} <= set(changes)
    assert next(one for one in given.roster if one.staff == "S001").photo == name_of(PNG)
    first, second = given.notices
    assert (first.id, first.kind, first.text, first.seconds) == ("n1", NoticeKind.TEXT, "周六上午照常办理", 20)
    assert (first.begins, first.ends) == ("2026-02-28T16:00:00.000Z", "2026-03-07T16:00:00.000Z")
    assert (first.from_time, first.to_time) == ("09:00", "17:30")
    assert (second.kind, second.file, second.media_type) == (NoticeKind.VIDEO, name_of(MP4), "video/mp4")
    assert verify(central).holds


def test_loading_twice_changes_nothing_and_a_new_photo_changes_the_settings_name(
    central: Central, url: str, folder: Path
) -> None:
    one = kiosk(central, url)
    loaded(central, folder)
    before = settings_of(one)
    assert loaded(central, folder) == []

    (folder / "photos/s001.png").write_bytes(PNG + b"!")

    assert set(loaded(central, folder)) == {"+ file photos/s001.png", "~ staff S001: photo"}
    assert settings_of(one).etag != before.etag


def test_a_notice_for_some_windows_is_for_no_other_and_one_no_longer_named_is_taken_down(
    central: Central, url: str, folder: Path
) -> None:
    loaded(central, folder)
    assert [one.id for one in settings_of(kiosk(central, url, "4")).notices] == ["n1"]

    shorter = HALL.partition("[[notice]]")[0]

    assert loaded(central, folder, shorter) == ["~ notice n1: retired", "~ notice n2: retired"]
    assert loaded(central, folder, shorter) == []
    assert settings_of(kiosk(central, url)).notices == ()
    assert loaded(central, folder) == ["~ notice n1: retired", "~ notice n2: retired"]


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ('photo = "photos/s001.png"', 'photo = "photos/none.png"', "cannot be read"),
        ('photo = "photos/s001.png"', 'photo = "film.mp4"', "is no picture"),
        ('photo = "photos/s001.png"', 'photo = "big.png"', "larger than 2 MiB"),
        ('file = "film.mp4"', 'file = "hall.toml"', "none of PNG"),
        ('file = "film.mp4"', 'file = "photos"', "cannot be read"),
        ('file = "film.mp4"\n', "", "neither text nor file"),
        ('windows = ["3"]', 'windows = ["99"]', "no window 99"),
        ('begins = "2026-03-01T00:00:00+08:00"', 'begins = "March"', "begins"),
        ('begins = "2026-03-01T00:00:00+08:00"', 'begins = "2026-03-01T00:00:00"', "begins"),
        ('from_time = "09:00"', 'from_time = "25:00"', "from_time"),
        ("seconds = 20", "seconds = 1", "less than 3 seconds"),
        ('id = "n2"', 'id = "n1"', "stands there twice"),
    ],
)
def test_what_cannot_be_shown_is_said_before_anything_is_loaded(folder: Path, was: str, now: str, said: str) -> None:
    (folder / "big.png").write_bytes(PNG + bytes(PHOTO))
    text = HALL.replace(was, now)
    assert text != HALL
    (folder / "hall.toml").write_text(text, "utf-8")

    with pytest.raises(WrongFile, match=said):
        read_file(folder / "hall.toml")


# --- giving ------------------------------------------------------------------------------------------------------------


def test_a_small_file_comes_whole(central: Central, url: str) -> None:
    sha256 = put(central, PNG)

    came = fetched(kiosk(central, url), sha256)

    assert (came.status_code, came.content) == (200, PNG)
    assert came.headers["x-content-type-options"] == "nosniff"


def test_a_large_file_comes_in_runs_that_make_it_whole(central: Central, url: str) -> None:
    data = Random(3).randbytes(2 * PART + 4321)
    one, sha256, made = kiosk(central, url), put(central, data), b""
    while len(made) < len(data):
        came = fetched(one, sha256, len(made))
        assert came.status_code == 206
        assert came.headers["content-range"] == f"bytes {len(made)}-{len(made) + len(came.content) - 1}/{len(data)}"
        made += came.content

    assert made == data
    assert fetched(one, sha256, 5).content == data[5:PART], "any place may be asked for"
    assert fetched(one, sha256, len(data)).status_code == 416


def test_only_kiosks_of_the_hall_that_are_not_revoked_get_it(central: Central, url: str) -> None:
    with central.database.write() as db:
        db.execute(insert(Hall).values(id="H002", name="another"))
        db.execute(insert(Window).values(hall_id="H002", id="1", name="1", department_id="D1"))
    ours, theirs = kiosk(central, url), kiosk(central, url, "1", hall="H002")
    sha256 = put(central, PNG)

    assert fetched(theirs, sha256).status_code == 404
    assert requests.get(f"{url}/api/v1/files/{sha256}", timeout=30).status_code == 401
    stranger = replace(ours, keys=theirs.keys)
    assert fetched(stranger, sha256).status_code == 401
    assert fetched(ours, sha256).status_code == 200
    with central.database.write() as db:
        db.execute(update(Kiosk).where(Kiosk.id == ours.id).values(state="revoked"))
    assert fetched(ours, sha256).status_code == 404


@pytest.mark.parametrize("name", ["x", "..%2Fcentral.db", "A" * 64, "0" * 64, "0" * 63, "%00"])
def test_what_names_no_file_finds_none(central: Central, url: str, name: str) -> None:
    put(central, PNG)
    came = requests.get(f"{url}/api/v1/files/{name}", timeout=30)

    assert came.status_code in (401, 404)


def test_a_backup_brings_the_files_back(central: Central, tmp_path: Path) -> None:
    data = Random(4).randbytes(PART + 7)
    put(central, data)
    backup(central, tmp_path / "backup")
    empty = replace(central.settings, data=tmp_path / "new", database="")
    empty.data.mkdir()
    (empty.data / "centre-keys.json").write_bytes((central.settings.data / "centre-keys.json").read_bytes())
    restore(empty, tmp_path / "backup")
    again = open_central(empty, central.clock)
    parts = sorted(rows(again, FilePart), key=lambda one: one.part)
    again.close()

    assert b"".join(bytes(one.data) for one in parts) == data
