"""Disks made of files: an ext4 image on a loop device, whose copy is what a power cut leaves; and a small full one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MIB = 1 << 20
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it


class NoDisk(Exception):
    """This machine lets us mount nothing; the text says what is missing."""


@contextmanager
def mounted(image: Path, at: Path) -> Iterator[Path]:
    """Mount an image; its journal is replayed, as after a power cut. By itself it writes nothing back for five minutes."""
    at.mkdir(parents=True, exist_ok=True)
    _run("mount", "-o", "loop,noatime,commit=300", str(image), str(at))
    try:
        yield at
    finally:
        _run("umount", "--lazy", str(at))


def new_image(path: Path, mib: int = 48) -> Path:
    """Make an empty ext4 image."""
    with path.open("wb") as file:
        file.truncate(mib * MIB)
    _run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(path))
    return path


def unflushed_copy(image: Path, to: Path) -> Path:
    """Copy what the disk has been given so far; what only lies in the memory of the mounted file system is not in it."""
    _run("cp", "--sparse=always", str(image), str(to))
    return to


@contextmanager
def small_disk(at: Path, kib: int) -> Iterator[Path]:
    """Mount a file system in memory that is full after so many KiB."""
    at.mkdir(parents=True, exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", f"size={kib}k", "none", str(at))
    try:
        yield at
    finally:
        _run("umount", "--lazy", str(at))


def fill_up(disk: Path, leave_kib: int = 0) -> Path:
    """Write until nothing more (or so little) goes onto the disk; return the file that is in the way."""
    file = disk / "in-the-way"
    with file.open("wb", buffering=0) as out:
        for size in (MIB, 4096, 1):
            try:
                while out.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue
    os.truncate(file, max(0, file.stat().st_size - leave_kib * 1024))
    return file


@contextmanager
def in_memory(otherwise: Path) -> Iterator[Path]:
    """A folder that lives in memory where the system has one: for tests to which waiting for a disk proves nothing."""
    if not SHARED_MEMORY.is_dir() or shutil.disk_usage(SHARED_MEMORY).free < 512 * MIB:
        yield otherwise
        return
    with tempfile.TemporaryDirectory(prefix="yiping-", dir=SHARED_MEMORY) as folder:
        yield Path(folder)


def _run(*command: str) -> None:
    if os.geteuid() != 0 or shutil.which(command[0]) is None:
        raise NoDisk(f"{command[0]} as root is needed to make a disk that can be cut off")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoDisk(f"{' '.join(command)}: {done.stderr.strip()}")
