"""Where `assets` and `config` are: beside the source, inside the installed package's data, or in the frozen folder."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path


class NotFound(Exception):
    """A folder of ours is missing; the text says which and what to do."""


def assets() -> Path:
    """Return the folder of fonts, sounds, icons and translations."""
    return _folder("assets")


def config() -> Path:
    """Return the folder of the shipped settings, questionnaire and reason list."""
    return _folder("config")


def _folder(name: str) -> Path:
    tried = [base / name for base in _bases()]
    found = next((folder for folder in tried if folder.is_dir()), None)
    if found is None:
        places = ", ".join(str(folder) for folder in tried)
        raise NotFound(f"the folder {name!r} is missing (looked for {places}): install Yiping again")
    return found


def _bases() -> list[Path]:
    frozen = getattr(sys, "_MEIPASS", None)  # PyInstaller's folder
    if frozen:
        return [Path(frozen)]
    source = Path(__file__).resolve().parent.parent
    return [source, Path(sysconfig.get_path("data")) / "share" / "yiping"]
