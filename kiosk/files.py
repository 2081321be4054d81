"""Files that the centre gave, photos and notices: beside the database, each named by its SHA-256, whole or not there."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = "files"


def files_in(folder: Path) -> Path:
    """Return where they are in a data folder."""
    return folder / FOLDER


def held(folder: Path) -> frozenset[str]:
    """Return the names of all that are here; not to be asked on the GUI thread."""
    try:
        names = [path.name for path in files_in(folder).iterdir()]
    except OSError:
        return frozenset()  # none yet
    return frozenset(name for name in names if re.fullmatch(r"[0-9a-f]{64}", name))
