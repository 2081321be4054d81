"""The last layer of settings: what a technician chose at the tablet. A small file beside the database, replaced whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from kiosk.store.answered import write_whole

FILE = "technician.json"
WHERE = "the technician's settings"

Layer = dict[str, dict[str, object]]


def read_layer(folder: Path) -> Layer:
    """Return what was chosen here, by section; nothing where nothing was, or where the file is damaged (K6)."""
    try:
        read = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {str(section): dict(values) for section, values in read.items() if isinstance(values, Mapping)}


def with_choice(layer: Layer, section: str, key: str, value: object) -> Layer:
    """Return the layer with one more choice."""
    return {**layer, section: {**layer.get(section, {}), key: value}}


def write_layer(folder: Path, layer: Layer) -> str:
    """Write it whole or not at all; return the hash that names it in the ledger."""
    text = json.dumps(layer, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    write_whole(folder / FILE, text.encode())
    return hashlib.sha256(text.encode()).hexdigest()
