"""The files thread: brings photos and notices here before the settings that name them are taken over.

A file is whole and proved by its hash, or not there: its bytes gather beside it, are synced, and renamed at the end.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sync.contract import KioskSettings
from sync.delivery.client import Client, Piece
from sync.delivery.loop import Idle, Loop, Now, Rest
from sync.delivery.outcomes import Refused, Trouble

log = logging.getLogger(__name__)

LARGEST = 64 * 1024 * 1024
LEFT_FREE = 256 * 1024 * 1024  # ratings come first: no notice may fill the disk
TRIES = 3  # then the settings hold without what is missing: a person who left must not stay because of a picture
AGAIN_S = 30.0
QUIET_S = 3600.0
_HEX = set("0123456789abcdef")


class Files:
    """`ready` is told, on this thread, settings whose files are all in `folder`.

    Where some cannot be had after a few tries, it is told the settings without them, and again when they are there.
    """

    def __init__(self, client: Client, folder: Path, ready: Callable[[KioskSettings], object]) -> None:
        self._client = client
        self._folder = folder
        self._ready = ready
        self._lock = threading.Lock()
        self._wanted: KioskSettings | None = None
        self._tries = 0
        self._told: tuple[str, frozenset[str]] | None = None
        self._before: frozenset[str] = frozenset()
        self._loop = Loop("files", self.step, cut=client.cut, end=client.close)

    def start(self) -> None:
        """Begin."""
        self._loop.start()

    def want(self, settings: KioskSettings) -> None:
        """These settings came: take them over when their files are here."""
        with self._lock:
            self._wanted, self._tries = settings, 0
        self._loop.wake()

    def stop(self, within_s: float = 2.0) -> bool:
        """End within two seconds."""
        return self._loop.stop(within_s)

    def step(self) -> Rest:
        """Bring what is missing, and hand the settings on."""
        settings = self._wanted
        if settings is None:
            return Idle(QUIET_S)
        missing = frozenset(name for name in sorted(named(settings)) if not self._have(name))
        with self._lock:
            if settings is not self._wanted:
                return Now()  # newer ones came meanwhile
            self._tries += 1
            self._wanted = settings if missing else None
        if not missing or self._tries >= TRIES:
            self._hand_on(settings, missing)
        return Idle(AGAIN_S if missing else QUIET_S)

    def _hand_on(self, settings: KioskSettings, missing: frozenset[str]) -> None:
        if self._told != (settings.etag, missing):
            self._told = (settings.etag, missing)
            self._ready(without(settings, missing))
            self._tidy(named(settings))

    def _have(self, name: str) -> bool:
        if (self._folder / name).exists():
            return True
        trouble = self._fetch(name)
        if trouble:
            log.info("file %s is not here yet: %s", name, trouble)
        return trouble is None

    def _fetch(self, name: str) -> str | None:
        """Bring a file here; return why it is not. What has come of it is gone on with at the next try."""
        try:
            self._folder.mkdir(exist_ok=True)
            part = self._folder / f"{name}.part"
            with part.open("ab") as out:
                trouble = self._fill(name, out.tell(), out.write)
                out.flush()
                os.fsync(out.fileno())
            return trouble or self._proved(part, name)
        except OSError as why:
            return f"it cannot be kept: {why}"

    def _fill(self, name: str, have: int, write: Callable[[bytes], object]) -> str | None:
        while True:
            came = self._client.get(f"/api/v1/files/{name}", {"Range": f"bytes={have}-"})
            if not isinstance(came, Piece):
                return None if have and _past_the_end(came) else str(came)
            if came.size > LARGEST or have + len(came.data) > LARGEST:
                return f"it is larger than {LARGEST} bytes"
            if shutil.disk_usage(self._folder).free < LEFT_FREE + came.size - have:
                return "the disk is too full for it"
            write(came.data)
            have += len(came.data)
            if have >= came.size or not came.data:
                return None

    def _proved(self, part: Path, name: str) -> str | None:
        with part.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != name:
            part.unlink()
            return "what came is not what its hash says"
        part.replace(self._folder / name)
        _sync_folder(self._folder)
        return None

    def _tidy(self, wanted: frozenset[str]) -> None:
        """Remove what neither these settings name nor those before them, which the screen may still be showing."""
        kept, self._before = wanted | self._before, wanted
        try:
            for path in self._folder.iterdir():
                name = path.name.removesuffix(".part")
                if _is_name(name) and name not in kept:
                    path.unlink(missing_ok=True)
        except OSError as trouble:
            log.info("files that are no longer named stay for now: %s", trouble)


def named(settings: KioskSettings) -> frozenset[str]:
    """Return the files that settings name; what is no hash is not looked for."""
    found = [*(one.photo for one in settings.roster), *(one.file for one in settings.notices)]
    return frozenset(one for one in found if one and _is_name(one))


def without(settings: KioskSettings, missing: frozenset[str]) -> KioskSettings:
    """Return settings that do not name these files: a photo is left out, a notice with its file.

    They carry no name of their own, so that the whole ones are asked for again after a restart.
    """
    if not missing:
        return settings
    roster = tuple(replace(one, photo=None) if one.photo in missing else one for one in settings.roster)
    notices = tuple(one for one in settings.notices if one.file not in missing)
    return replace(settings, etag="", roster=roster, notices=notices)


def _past_the_end(came: Trouble) -> bool:
    return isinstance(came, Refused) and came.why.startswith("416")


def _is_name(text: str) -> bool:
    return len(text) == 64 and set(text) <= _HEX


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder cannot be opened there; NTFS keeps the order of renames itself
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
