"""Waiting until a file, or a name in a folder, would outlive a power cut."""

from __future__ import annotations

import os
from pathlib import Path


def on_disk(path: Path) -> None:
    """Return once a file's content, or a folder's names, are on the disk (Windows sees to names itself)."""
    folder = path.is_dir()
    if folder and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if folder else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
