"""The screen against a bare QML window: touch to frame, tap to the next page, start, memory. Both run in turns."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from kiosk.identity import keep_identity
from kiosk.store.roster import write_roster
from sync.contract import Answer, KioskSettings, RosterEntry, State, b64, uuid7
from sync.delivery.identity import Identity
from sync.suite import Keys, hash_pin, pin_about, seal
from tests.bench.rows import at_most, stated, tell

ROOT = Path(__file__).resolve().parents[2]
TURNS = int(os.environ.get("TURNS", "6"))
TOUCHES = 100  # a turn
TAPS = 40
STARTS = 9
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(ROOT),
    "QT_QPA_PLATFORM": "offscreen",
    "QT_QUICK_BACKEND": "software",
    "QSG_RENDER_LOOP": "basic",
}


class Program:
    """One of the two windows, kept open; measures a block when asked."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._line("ready")

    def block(self, count: int) -> list[float]:
        """Return so many measurements in milliseconds."""
        assert self._process.stdin
        self._process.stdin.write(f"{count}\n")
        self._process.stdin.flush()
        found: list[float] = json.loads(self._line("["))
        return found

    def _line(self, begins: str) -> str:
        assert self._process.stdout
        for line in self._process.stdout:
            if line.startswith(begins):
                return line
        raise RuntimeError(f"the window ended with {self._process.wait()}")

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()


def enrolled(folder: Path) -> Path:
    """Make a data folder of an enrolled kiosk whose centre cannot be reached, with one person on its roster."""
    keys, centre = Keys.made(), Keys.made()
    identity = Identity(
        central="http://127.0.0.1:9",
        kiosk=uuid7(),
        hall="H001",
        window="3",
        keys=keys,
        centre="centre",
        centre_keys=centre.public,
        incarnation=uuid7(),
    )
    keep_identity(folder, identity)
    pin = b64(seal(keys.public.seal, hash_pin("135790").encode(), pin_about("S001")))
    roster = (RosterEntry(staff="S001", name="王建国", department="市场监管局", pin=pin),)
    answer = Answer(
        centre="centre",
        key=centre.public.id,
        kiosk=identity.kiosk,
        request="",
        state=State.ACTIVE,
        time="2026-03-02T01:00:00.000Z",
        challenge="",
        incarnation=identity.incarnation,
    )
    write_roster(
        folder,
        KioskSettings(
            answer=answer,
            etag="1",
            hall="H001",
            hall_name="市民中心",
            window="3",
            window_name="3号窗口",
            department="市场监管局",
            time_zone="Asia/Shanghai",
            roster=roster,
            settings={},
        ),
    )
    return folder


def in_turns(mode: str, count: int, ours: Path, bare: Path) -> tuple[list[float], list[float]]:
    """Return the measurements of our window and of the bare one, taken block by block in turns."""
    us: list[float] = []
    them: list[float] = []
    with ExitStack() as stack:
        our = stack.enter_context(Program("tests/bench/screen_ours.py", mode, str(ours)))
        other = stack.enter_context(Program("tests/bench/screen_bare.py", mode, str(bare)))
        our.block(10)
        other.block(10)
        for _ in range(TURNS):
            us += our.block(count)
            them += other.block(count)
    return us, them


def at(values: list[float], part: float) -> float:
    """Return a quantile."""
    return statistics.quantiles(values, n=100, method="inclusive")[round(part * 100) - 1]


def told_ratio(name: str, us: list[float], them: list[float], part: float, limit: float) -> None:
    """Print the ratio of two quantiles."""
    mine, bare = at(us, part), at(them, part)
    tell(at_most(name, mine / bare, limit, f"ours {mine:.1f} ms, bare {bare:.1f} ms, {len(us)} each"))


def started(*arguments: str) -> tuple[float, list[str]]:
    """Run a program that prints the moment it was ready; return milliseconds since just before its start, and the rest."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=True
    )
    moment, *rest = done.stdout.split()
    return (float(moment) - began) * 1000, rest


def first_rating(folder: Path) -> dict[str, float]:
    """Run our program to its first rating; return when it was ready (ms) and what it took (MiB)."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "tests/bench/screen_ours.py", "first", str(folder)],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, float] = json.loads(done.stdout)
    return {**told, "ready": (told["ready"] - began) * 1000}


def main() -> None:
    """Measure and tell."""
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as name:  # on the disk of the checkout: /tmp may be memory
        folder = Path(name)
        (folder / "bare").mkdir()
        us, them = in_turns("touch", TOUCHES, enrolled(folder / "touch"), folder / "bare")
        told_ratio("touch → next frame while the store commits, p50", us, them, 0.5, 1.3)
        told_ratio("touch → next frame while the store commits, p99", us, them, 0.99, 1.6)
        us, them = in_turns("page", TAPS, enrolled(folder / "page"), folder / "bare")
        told_ratio("touch → frame of the page after Kept, p50", us, them, 0.5, 1.3)

        starting = enrolled(folder / "start")
        pairs = [
            (
                started("tests/bench/screen_ours.py", "start", str(starting)),
                started("tests/bench/screen_bare.py", "start"),
            )
            for _ in range(STARTS + 1)
        ][1:]  # the first fills the caches of both
        ours = statistics.median(mine for (mine, _), _ in pairs)
        bare = statistics.median(other for _, (other, _) in pairs)
        note = f"ours {ours:.0f} ms, bare with Controls {bare:.0f} ms, {STARTS} starts each"
        tell(at_most("process start → first frame that takes a log-in digit", ours / bare, 1.5, note))

        firsts = [first_rating(enrolled(folder / f"first-{n}")) for n in range(3)]
        ready = statistics.median(one["ready"] for one in firsts)
        tell(stated("process start → first rating can be kept (ms)", ready, "three fresh stores, median"))
        resident = statistics.median(one["resident"] for one in firsts)
        plain = statistics.median(float(rest[0]) for _, (_, rest) in pairs)
        note = f"ours {resident:.0f} MiB, bare with Controls {plain:.0f} MiB"
        tell(at_most("resident memory after the first rating", resident / plain, 2.3, note))
        tell(stated("most memory ever resident with a PIN check (MiB)", max(one["peak"] for one in firsts), "VmHWM"))


if __name__ == "__main__":
    main()
