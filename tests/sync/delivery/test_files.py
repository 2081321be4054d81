"""Files are here whole and proved, or not at all, and no missing picture keeps settings away for long."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from sync.contract import KioskSettings, NoticeEntry, NoticeKind, RosterEntry
from sync.delivery import files as module
from sync.delivery.cable import Response
from sync.delivery.client import Client
from sync.delivery.files import AGAIN_S, TRIES, Files
from sync.delivery.loop import Idle
from sync.delivery.outcomes import Answered
from tests.sync.delivery.conftest import Pair
from tests.sync.delivery.test_client import Bent

PHOTO, FILM = Random(1).randbytes(1234), Random(2).randbytes(5678)


def name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Setting:
    def __init__(self, pair: Pair, folder: Path) -> None:
        self.pair, self.folder, self.told = pair, folder, list[KioskSettings]()
        person = RosterEntry(staff="S001", name="王芳", department="公安", photo=name_of(PHOTO))
        film = NoticeEntry(id="n1", kind=NoticeKind.VIDEO, file=name_of(FILM), media_type="video/mp4")
        pair.centre.roster = (person,)
        pair.centre.notices = (film, NoticeEntry(id="n2", kind=NoticeKind.TEXT, text="周六照常"))
        pair.centre.files = {name_of(PHOTO): PHOTO, name_of(FILM): FILM}

    def files(self, client: Client | None = None) -> Files:
        return Files(client or self.pair.client, self.folder, self.told.append)

    def given(self, etag: str = "e1") -> KioskSettings:
        self.pair.centre.etag = etag
        came = self.pair.client.ask("GET", "/api/v1/kiosk", KioskSettings)
        assert isinstance(came, Answered)
        return came.value

    def held(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def setting(pair: Pair, tmp_path: Path) -> Setting:
    return Setting(pair, tmp_path / "files")


def test_settings_are_told_once_their_files_are_here_whole(setting: Setting) -> None:
    files, given = setting.files(), setting.given()
    files.want(given)

    files.step()
    files.step()

    assert setting.told == [given]
    assert setting.held() == sorted([name_of(PHOTO), name_of(FILM)])
    assert (setting.folder / name_of(FILM)).read_bytes() == FILM


def test_settings_without_files_are_told_at_once(setting: Setting) -> None:
    setting.pair.centre.roster, setting.pair.centre.notices = (), ()
    files, given = setting.files(), setting.given()
    files.want(given)
    files.step()

    assert setting.told == [given]


def test_until_they_are_here_what_was_before_holds_but_not_for_ever(setting: Setting) -> None:
    film = setting.pair.centre.files.pop(name_of(FILM))
    files, given = setting.files(), setting.given()
    files.want(given)
    for _ in range(TRIES - 1):
        assert files.step() == Idle(AGAIN_S)
        assert setting.told == []

    files.step()
    files.step()

    assert len(setting.told) == 1
    assert [one.id for one in setting.told[0].notices] == ["n2"], "the film is left out"
    assert setting.told[0].roster == given.roster, "the photo is here"
    setting.pair.centre.files[name_of(FILM)] = film
    files.step()
    assert setting.told[1:] == [given]


def test_somebody_who_left_does_not_stay_because_of_a_picture(setting: Setting) -> None:
    setting.pair.centre.files = {}
    newcomer = RosterEntry(staff="S002", name="李四", department="公安", photo=name_of(PHOTO))
    setting.pair.centre.roster = (newcomer,)
    files = setting.files()
    files.want(setting.given())
    for _ in range(TRIES):
        files.step()

    assert [one.roster for one in setting.told] == [(replace(newcomer, photo=None),)]


def test_newer_settings_take_the_place_of_those_still_waited_for(setting: Setting) -> None:
    files = setting.files()
    setting.pair.centre.files = {}
    files.want(setting.given("e1"))
    files.step()
    setting.pair.centre.roster, setting.pair.centre.notices = (), ()
    newer = setting.given("e2")
    files.want(newer)
    files.step()

    assert setting.told == [newer]


def test_a_transfer_that_broke_off_goes_on_where_it_was(setting: Setting) -> None:
    asked: Counter[str] = Counter()

    def breaking(answer: Response) -> Response:
        span = answer.headers.get("content-range", "")
        asked[span] += 1
        return replace(answer, status=502) if span.startswith("bytes 3000-") and asked[span] == 1 else answer

    files = setting.files(Client(setting.pair.identity, Bent(setting.pair, breaking), setting.pair.clock))
    files.want(setting.given())
    files.step()
    assert f"{name_of(FILM)}.part" in setting.held()
    files.step()

    assert (setting.folder / name_of(FILM)).read_bytes() == FILM
    assert asked["bytes 0-999/5678"] == 1, "what had come did not come again"
    assert asked["bytes 3000-3999/5678"] == 2


def test_bytes_that_are_not_what_their_hash_says_are_thrown_away(setting: Setting) -> None:
    setting.pair.centre.files[name_of(PHOTO)] = PHOTO[::-1]  # a centre whose disk lies: signed, and wrong
    files = setting.files()
    files.want(setting.given())
    files.step()

    assert setting.held() == [name_of(FILM)]
    setting.pair.centre.files[name_of(PHOTO)] = PHOTO
    files.step()
    assert setting.held() == sorted([name_of(PHOTO), name_of(FILM)])


def test_half_a_file_of_another_is_found_out(setting: Setting) -> None:
    setting.folder.mkdir()
    (setting.folder / f"{name_of(FILM)}.part").write_bytes(b"x" * 3000)
    files = setting.files()
    files.want(setting.given())
    files.step()
    assert name_of(FILM) not in setting.held()
    files.step()

    assert (setting.folder / name_of(FILM)).read_bytes() == FILM


def test_what_somebody_else_sends_is_never_written(setting: Setting) -> None:
    def forged(answer: Response) -> Response:
        return replace(answer, body=b"x" * len(answer.body))

    files = setting.files(Client(setting.pair.identity, Bent(setting.pair, forged), setting.pair.clock))
    files.want(setting.given())
    files.step()

    assert all((setting.folder / name).stat().st_size == 0 for name in setting.held())


def test_a_file_without_end_is_given_up(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 5000)
    files = setting.files()
    files.want(setting.given())
    files.step()

    assert name_of(FILM) not in setting.held()
    assert name_of(PHOTO) in setting.held()


def test_a_full_disk_is_left_to_the_ratings(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEFT_FREE", 2**62)
    files = setting.files()
    files.want(setting.given())
    files.step()

    assert [name for name in setting.held() if not name.endswith(".part")] == []


def test_what_two_generations_of_settings_do_not_name_is_removed(setting: Setting) -> None:
    files = setting.files()
    files.want(setting.given("e1"))
    files.step()
    setting.pair.centre.notices = ()
    for etag, held in (("e2", {name_of(PHOTO), name_of(FILM)}), ("e3", {name_of(PHOTO)})):
        files.want(setting.given(etag))
        files.step()
        assert set(setting.held()) == held, "the screen may still be showing what was there before"


@pytest.mark.parametrize("name", ["../central.db", "x" * 64, "A" * 64, "", "ab" * 31])
def test_a_name_that_is_no_hash_is_neither_fetched_nor_written(setting: Setting, name: str) -> None:
    setting.pair.centre.roster = (replace(setting.pair.centre.roster[0], photo=name),)
    setting.pair.centre.notices = ()
    files = setting.files()
    before = setting.pair.centre.requests
    files.want(setting.given())
    files.step()

    assert setting.pair.centre.requests == before + 1
    assert len(setting.told) == 1
