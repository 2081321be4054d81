"""Moving a database that cannot be trusted out of the way, whole, for salvage and for whoever asks later."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kiosk.store.answered import sync_folder, write_whole
from kiosk.store.database import FILE
from kiosk.store.witness import FILE as WITNESS

FOLDER = "quarantine"
DONE = "salvaged"  # an empty file: nothing more to bring back from here
KEPT_WAL = f"{FILE}-wal.kept"
_PARTS = (FILE, f"{FILE}-wal", f"{FILE}-journal", KEPT_WAL)


def hold_wal(folder: Path) -> None:
    """Keep a second name on the write-ahead log: SQLite drops it, with all after a torn frame, when it closes."""
    release_wal(folder)
    wal = folder / f"{FILE}-wal"
    if wal.exists():
        try:
            os.link(wal, folder / KEPT_WAL)
        except OSError:  # a file system without links
            shutil.copyfile(wal, folder / KEPT_WAL)


def release_wal(folder: Path) -> None:
    """The log was sound: let the second name go."""
    (folder / KEPT_WAL).unlink(missing_ok=True)


def move_aside(folder: Path, why: str, now: datetime, also: Sequence[str] = ()) -> Path:
    """Move the database's files (and others) into a new folder under `quarantine`, with a copy of the witness."""
    aside = _new_folder(folder / FOLDER, now)
    if (folder / WITNESS).is_file():
        shutil.copyfile(folder / WITNESS, aside / f"{WITNESS}.copy")
    for name in (*_PARTS, *also):
        if (folder / name).exists():
            (folder / name).rename(aside / name)
    write_whole(aside / "why.txt", f"{why}\n".encode())
    sync_folder(folder)
    return aside


def waiting(folder: Path) -> list[Path]:
    """Return the quarantined folders that salvage has not finished with, oldest first."""
    home = folder / FOLDER
    return sorted(one for one in home.iterdir() if not (one / DONE).exists()) if home.is_dir() else []


def finish(aside: Path) -> None:
    """Nothing more is to be brought back from here."""
    write_whole(aside / DONE, b"")


def _new_folder(home: Path, now: datetime) -> Path:
    home.mkdir(exist_ok=True)
    name = now.strftime("%Y%m%dT%H%M%S")
    for count in range(1, 1000):
        aside = home / f"{name}-{count:03d}"
        if not aside.exists():
            aside.mkdir()
            return aside
    raise OSError(f"{home} is full of folders named {name}")
