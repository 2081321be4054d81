"""The identity file: whole or not at all, nobody else's to read, and clear when it is broken."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kiosk.identity import NAME, BadIdentity, identity_in, keep_identity
from sync.delivery.identity import Identity
from tests.support.small_centre import SmallCentre


@pytest.fixture
def identity() -> Identity:
    return SmallCentre().identity("01890a5d-0000-7000-8000-000000000001", "https://centre.example")


def test_what_was_kept_is_read_back(tmp_path: Path, identity: Identity) -> None:
    keep_identity(tmp_path / "data", identity)

    assert identity_in(tmp_path / "data") == identity


def test_a_kiosk_that_was_never_enrolled_has_none(tmp_path: Path) -> None:
    assert identity_in(tmp_path) is None


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_nobody_else_may_read_it_whatever_the_umask(tmp_path: Path, identity: Identity) -> None:
    old = os.umask(0)
    try:
        path = keep_identity(tmp_path, identity)
    finally:
        os.umask(old)

    assert path.stat().st_mode & 0o777 == 0o600


def test_a_second_enrolment_replaces_the_first_and_leaves_nothing_beside_it(tmp_path: Path, identity: Identity) -> None:
    (tmp_path / f"{NAME}.new").write_text("left by a crash")
    keep_identity(tmp_path, identity)
    other = SmallCentre().identity("01890a5d-0000-7000-8000-000000000002")
    keep_identity(tmp_path, other)

    assert identity_in(tmp_path) == other
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"central": 1}', "\x00" * 40, "null"])
def test_a_damaged_file_says_what_to_do(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text)

    with pytest.raises(BadIdentity, match="enrol this kiosk again"):
        identity_in(tmp_path)


def test_a_key_of_another_length_is_damage_too(tmp_path: Path, identity: Identity) -> None:
    path = keep_identity(tmp_path, identity)
    lines = [line if '"sign"' not in line else '  "sign": "AAAA",' for line in path.read_text().splitlines()]
    path.write_text("\n".join(lines))

    with pytest.raises(BadIdentity, match="sign is not what it should be"):
        identity_in(tmp_path)


def test_a_file_that_is_not_text_is_damage_and_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()

    with pytest.raises(BadIdentity, match="cannot be read"):
        identity_in(tmp_path)
