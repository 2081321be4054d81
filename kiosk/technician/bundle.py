"""The support bundle: what a far-away technician needs to see of this kiosk, and nothing that names anybody.

No record goes along, only counts; of files only names and sizes; of settings no header's value; the log without names,
numbers and codes. `scrub.py` goes over every text once more before it is written.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from kiosk.settings import KioskSettings
from kiosk.technician.line import Line
from kiosk.technician.scrub import scrubbed

if TYPE_CHECKING:
    from kiosk.store.store import Store

SHIPPED = ("PySide6-Essentials", "SQLAlchemy", "cryptography", "requests", "jmespath", "qrcode", "typst", "XlsxWriter")
NOT_OURS = ("ballast",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the bundle is made of; `people` are names and numbers that must not be in it."""

    lines: Sequence[Line]
    settings: KioskSettings
    layer: Mapping[str, Any]
    counts: Mapping[str, Any]
    checkup: Sequence[str]
    folder: Path
    log: str
    people: Sequence[str]
    program: str


def write_bundle(parts: Parts, to: Path, stem: str) -> Path:
    """Write the bundle into a folder, whole or not at all; return its path."""
    to.mkdir(parents=True, exist_ok=True)
    path, young = to / f"{stem}.zip", to / f".{stem}.zip.part"
    with young.open("wb") as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as made:
            for name, text in _texts(parts).items():
                made.writestr(name, scrubbed(text, parts.people))
        file.flush()
        os.fsync(file.fileno())
    young.replace(path)
    return path


def counted(store: Store) -> dict[str, Any]:
    """Return how many records of each kind there are and what the centre said of them; no record itself."""
    facts, whole = store.facts(), store.completeness()
    return {
        "kinds": store.kinds(),
        "facts": asdict(facts),
        "completeness": asdict(whole),
        "set_aside": dict(Counter(one.why for one in store.aside())),
    }


def _texts(parts: Parts) -> dict[str, str]:
    return {
        "health.json": _json([asdict(line) for line in parts.lines]),
        "check.txt": "\n".join(parts.checkup) + "\n",
        "counts.json": _json(parts.counts),
        "settings.json": _json({"settings": _settings(parts.settings), "technician": parts.layer}),
        "files.json": _json(_files(parts.folder)),
        "system.json": _json(_system(parts.program)),
        "log.txt": parts.log + "\n",
    }


def _settings(settings: KioskSettings) -> dict[str, Any]:
    told = asdict(settings)
    told["queue"]["headers"] = dict.fromkeys(told["queue"]["headers"], "…")
    told["queue"]["url"] = told["queue"]["url"].partition("?")[0]
    told["queue"]["token"] = "…" if told["queue"]["token"] else ""
    told["staff"]["cards"] = f"{len(told['staff']['cards'])} cards"  # whose they are, and what opens the door
    return told


def _files(folder: Path) -> list[dict[str, Any]]:
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in NOT_OURS]
    return [{"file": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size} for path in found]


def _system(program: str) -> dict[str, Any]:
    return {
        "program": program,
        "python": sys.version,
        "system": platform.platform(),
        "machine": platform.machine(),
        "libraries": {name: _version(name) for name in SHIPPED},
    }


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not found"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n"
