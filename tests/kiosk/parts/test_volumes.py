"""Sticks that are plugged in: found where the system mounts them, with names of any kind, and only those that take files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kiosk.volumes import MOUNTS, volumes


@pytest.fixture
def mounted(tmp_path: Path) -> Path:
    for name in ("KINGSTON", "大厅 U 盘", "SYSTEM"):
        (tmp_path / "media" / name).mkdir(parents=True)
    (tmp_path / "disk").mkdir()
    lines = [
        f"22 1 8:1 / {tmp_path}/disk rw,relatime - ext4 /dev/sda1 rw",
        f"40 22 8:17 / {tmp_path}/media/KINGSTON rw,nosuid - vfat /dev/sdb1 rw",
        f"41 22 8:33 / {tmp_path}/media/大厅\\040U\\040盘 rw,nosuid - exfat /dev/sdc1 rw",
        f"42 22 8:49 / {tmp_path}/media/SYSTEM ro,nosuid - iso9660 /dev/sr0 ro",
        f"43 22 8:65 / {tmp_path}/media/PULLED-OUT rw,nosuid - vfat /dev/sdd1 rw",
        "a line of another kind",
    ]
    table = tmp_path / "mountinfo"
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return table


def test_sticks_are_found_by_where_they_are_mounted(mounted: Path, tmp_path: Path) -> None:
    found = volumes(mounted, (f"{tmp_path}/media/",))
    assert [one.name for one in found] == ["KINGSTON", "大厅 U 盘"]
    assert found[1].path == tmp_path / "media" / "大厅 U 盘"
    assert all(one.free_mib > 0 for one in found)


def test_without_a_stick_there_is_none(mounted: Path, tmp_path: Path) -> None:
    assert volumes(mounted, ("/media/nowhere/",)) == ()
    assert volumes(tmp_path / "no such table") == ()


@pytest.mark.skipif(os.name != "posix", reason="mount tables are Linux's")
@pytest.mark.may_skip
def test_this_machines_own_table_can_be_read() -> None:
    assert volumes(MOUNTS, ("/",)), "the root file system at least is mounted somewhere"
