"""Where files can be taken to: the sticks that are plugged in. Asked anew each time, nothing is remembered."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
HOMES = ("/media/", "/run/media/")  # where desktops and udev rules mount sticks
MOST_FOLDERS = 200  # more than anybody looks through with a finger
REMOVABLE = 2  # what Windows calls a drive that can be pulled out


@dataclass(frozen=True, slots=True)
class Volume:
    """A stick that can be written to: its name for people, where it is, and how much room is left."""

    name: str
    path: Path
    free_mib: int


def volumes(mounts: Path = MOUNTS, homes: tuple[str, ...] = HOMES) -> tuple[Volume, ...]:
    """Return the sticks that can be written to now, by name."""
    if sys.platform == "win32":
        places = _drives()
    else:
        places = [path for path in _mounted(mounts) if str(path).startswith(homes)]
    found = [Volume(path.name or str(path), path, _free_mib(path)) for path in places if os.access(path, os.W_OK)]
    return tuple(sorted((one for one in found if one.free_mib >= 0), key=lambda one: one.name))


def folders(of: Path, most: int = MOST_FOLDERS) -> tuple[str, ...]:
    """Return the names of the folders in a folder; not those that are hidden, nor links that lead elsewhere.

    Raises:
        OSError: it cannot be read (a stick pulled out).
    """
    with os.scandir(of) as found:
        names = [one.name for one in found if not one.name.startswith(".") and one.is_dir(follow_symlinks=False)]
    return tuple(sorted(names)[:most])


def _mounted(mounts: Path) -> list[Path]:
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return []
    fields = [line.split(" ") for line in lines]
    return [Path(_unescaped(one[4])) for one in fields if len(one) > 5 and "rw" in one[5].split(",")]


def _unescaped(text: str) -> str:
    """The kernel writes a space of a stick's name as backslash 040."""
    for code, letter in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, letter)
    return text


def _free_mib(path: Path) -> int:
    try:
        return shutil.disk_usage(path).free >> 20
    except OSError:
        return -1  # pulled out meanwhile


if sys.platform == "win32":

    def _drives() -> list[Path]:
        import ctypes
        from string import ascii_uppercase

        roots = [f"{letter}:\\" for letter in ascii_uppercase]
        return [Path(root) for root in roots if ctypes.windll.kernel32.GetDriveTypeW(root) == REMOVABLE]
else:

    def _drives() -> list[Path]:
        return []
