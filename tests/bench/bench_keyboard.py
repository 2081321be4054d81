"""How long the on-screen keyboard takes from a letter to its words, on its own thread: `python -m tests.bench.bench_keyboard`.

Every letter of comments people write, as it is typed; asked at once, and through the thread and back.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from kiosk.keyboard.board import Board, meant
from kiosk.keyboard.keys import Writing
from kiosk.keyboard.lexicon import FILE, Lexicon
from kiosk.keyboard.lookup import Lookup
from kiosk.viewmodels.bridge import Bridge
from sync.resources import assets
from tests.bench.rows import at_most, stated, tell

SPELLED = (
    "fuwutaiduhenhao", "gongzuorenyuanhenreqing", "banlizhengjiandengletaijiule", "fwtd", "gzryhenbangmang", "nihao",
    "paiduitaijiule", "rangwopaolesantang", "cailiaoqingdanshangmeiyouxie", "xi'anshi", "xiexie", "shi", "henmanyi",
)  # fmt: skip
DRAWN = ("3235234", "531521", "35115254", "12", "4")
FRAME_MS = 16.7
WAIT_MS = 50.0
USUAL_MS = 2.0
ROUNDS = 5


def boards() -> Iterator[Board]:
    """Every state of the keyboard while these are typed."""
    for writing, rows in ((Writing.PINYIN, SPELLED), (Writing.STROKES, DRAWN)):
        for row in rows:
            for length in range(1, len(row) + 1):
                yield Board(writing=writing, typed=row[:length])


def asked_at_once(file: Path) -> list[float]:
    """Return how long each answer takes, in ms."""
    lexicon = Lexicon(file)
    times = []
    for board in [*boards()] * ROUNDS:
        began = time.perf_counter()
        meant(lexicon, board)
        times.append(1000 * (time.perf_counter() - began))
    lexicon.close()
    return times


def through_the_thread(file: Path) -> list[float]:
    """Return how long it takes until the answer is back on the thread of the screen, in ms."""
    application = QCoreApplication.instance() or QCoreApplication(sys.argv[:1])
    lookup = Lookup(file, Bridge().post)
    times: list[float] = []
    for board in [*boards()] * ROUNDS:
        began, told = time.perf_counter(), len(times)
        lookup.ask(board, lambda _, began=began: times.append(1000 * (time.perf_counter() - began)))  # type: ignore[misc]
        while len(times) == told:
            application.processEvents()
    lookup.stop()
    return times


def main() -> int:
    """Measure and tell."""
    file = assets() / "lexicon" / FILE
    direct, back = asked_at_once(file), through_the_thread(file)
    rows = [
        at_most("keyboard: letter to words, median ms", statistics.median(direct), USUAL_MS, f"{len(direct)} letters"),
        at_most("keyboard: letter to words, p99 ms", statistics.quantiles(direct, n=100)[98], FRAME_MS, "one frame"),
        stated("keyboard: to the screen's thread, median ms", statistics.median(back), "beside a busy event loop"),
        at_most(
            "keyboard: to the screen's thread, p99 ms",
            statistics.quantiles(back, n=100)[98],
            2 * FRAME_MS,
            "two frames",
        ),
    ]
    for row in rows:
        tell(row)
    return int(any(row.ok is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
