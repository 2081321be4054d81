"""The kiosk's health and the places for files as the technician's page shows them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.viewmodels.words import filled

if TYPE_CHECKING:
    from kiosk.technician.line import Line
    from kiosk.volumes import Volume


def rows(lines: Iterable[Line], words: Mapping[str, str]) -> list[dict[str, object]]:
    """Return each part with its name and sentence, what is amiss first."""
    return [
        {"name": words[f"part_{line.what}"], "said": filled(words[line.word], *line.values), "ok": line.ok}
        for line in sorted(lines, key=lambda line: line.ok)
    ]


def places(own: Path, volumes: Iterable[Volume], words: Mapping[str, str]) -> list[dict[str, str]]:
    """Return where files can go: this machine's own folder first, so that a stick found later moves nothing."""
    sticks = [
        {"name": one.name, "said": filled(words["placeFree"], one.free_mib), "path": str(one.path)} for one in volumes
    ]
    return [{"name": words["placeOwn"], "said": str(own), "path": str(own)}, *sticks]
