"""What became of commands: a small file, so that none is done twice and no word to the centre gets lost by a restart."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from kiosk.store.answered import write_whole
from sync.remote import CommandDone
from sync.shape import Malformed, shaped

log = logging.getLogger(__name__)

FILE = "commands.json"
REMEMBERED = 200  # commands end within a week; nobody gives so many in one


class Done:
    """Asked from any thread; the file is read when first asked."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock = threading.Lock()
        self._kept: dict[str, CommandDone] | None = None
        self._untold: set[str] = set()

    def knows(self, command: str) -> bool:
        """Return whether something became of it already."""
        with self._lock:
            return command in self._loaded()

    def keep(self, said: CommandDone) -> None:
        """Write it down; from now on the centre is told with every heartbeat."""
        with self._lock:
            kept = {**self._loaded(), said.id: said}
            self._kept = dict(list(kept.items())[-REMEMBERED:])
            self._untold.add(said.id)
            self._write()

    def untold(self) -> tuple[CommandDone, ...]:
        """Return what the centre has not answered to yet."""
        with self._lock:
            return tuple(one for one in self._loaded().values() if one.id in self._untold)

    def told(self, said: Iterable[CommandDone]) -> None:
        """The centre has this."""
        ids = {one.id for one in said}
        with self._lock:
            if ids & self._untold:
                self._untold -= ids
                self._write()

    def _loaded(self) -> dict[str, CommandDone]:
        if self._kept is None:
            self._kept, self._untold = _read(self._path)
        return self._kept

    def _write(self) -> None:
        lines = [{**asdict(one), "told": one.id not in self._untold} for one in (self._kept or {}).values()]
        try:
            write_whole(self._path, json.dumps(lines, ensure_ascii=False).encode())
        except OSError as trouble:  # the centre's list then says *expired*, or hears it until this program ends
            log.warning("what became of a command cannot be written down: %s", trouble)


def _read(path: Path) -> tuple[dict[str, CommandDone], set[str]]:
    try:
        lines = json.loads(path.read_text("utf-8"))
        kept = {one["id"]: shaped(CommandDone, one) for one in lines}
        return kept, {one["id"] for one in lines if not one["told"]}
    except FileNotFoundError:
        return {}, set()
    except (OSError, ValueError, KeyError, TypeError, Malformed) as trouble:
        log.warning("what became of earlier commands cannot be read: %s", trouble)
        return {}, set()
