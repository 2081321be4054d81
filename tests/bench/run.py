"""Runs all benchmarks one after the other, prints one table, exits 1 on a missed limit: `make bench`.

`python -m tests.bench.run [name …]` runs some. A program is tests/bench/bench_*.py; what it prints besides rows is shown.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.rows import Row, told

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TOO_LONG = 3600  # seconds; a program that hangs must not hide what the others measured


@dataclass(frozen=True, slots=True)
class Ran:
    """One program's rows, and what went wrong with it, if anything."""

    program: str
    rows: tuple[Row, ...]
    seconds: float
    trouble: str = ""

    @property
    def ok(self) -> bool:
        """Whether it ran to its end, measured something and missed no limit."""
        return not self.trouble and all(row.ok is not False for row in self.rows)


def programs(folder: Path, wanted: Sequence[str]) -> list[Path]:
    """Return the benchmark programs of a folder, in order; only those whose name holds a wanted word, if any is given."""
    found = sorted(folder.glob("bench_*.py"))
    return [path for path in found if not wanted or any(word in path.stem for word in wanted)]


def ran(path: Path, too_long: float = TOO_LONG) -> Ran:
    """Run one program and return what it told."""
    started = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    rows = []
    with subprocess.Popen(
        [sys.executable, str(path)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        end = threading.Timer(too_long, process.kill)
        end.start()
        for line in process.stdout:
            row = told(line)
            if row:
                rows.append(row)
            else:
                print(line, end="", flush=True)
        code = process.wait()
        end.cancel()
    missed = any(row.ok is False for row in rows)
    trouble = "told nothing" if not rows else f"ended with {code}" if code and not missed else ""
    return Ran(path.stem, tuple(rows), time.monotonic() - started, trouble)


def table(all_ran: Sequence[Ran]) -> str:
    """Return the one table."""
    lines = [("benchmark", "measured", "limit", "", "note")]
    for one in all_ran:
        lines += [(row.name, f"{row.measured:,.4g}", row.limit or "–", _word(row.ok), row.note) for row in one.rows]
        if one.trouble:
            lines.append((one.program, "–", "–", "FAILED", one.trouble))
    widths = [max(_width(line[at]) for line in lines) for at in range(5)]
    rule = "  ".join("─" * width for width in widths)
    head, *rest = ("  ".join(_padded(text, width) for text, width in zip(line, widths, strict=True)) for line in lines)
    return "\n".join([head.rstrip(), rule, *(line.rstrip() for line in rest)])


def main(arguments: Sequence[str], folder: Path = HERE) -> int:
    """Run and tell; 0 all limits are kept, 1 one is missed or a program failed, 2 nothing to run."""
    chosen = programs(folder, arguments)
    if not chosen:
        print("no benchmark of that name", file=sys.stderr)
        return 2
    done = []
    for path in chosen:
        print(f"bench: {path.stem}", flush=True)
        done.append(ran(path))
        print(f"bench: {path.stem} took {done[-1].seconds:.0f} s", flush=True)
    print(f"\n{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print(table(done))
    failed = [one.program for one in done if not one.ok]
    print(f"\n{'missed: ' + ', '.join(failed) if failed else 'every limit is kept'}")
    return 1 if failed else 0


def _word(ok: bool | None) -> str:
    return {True: "ok", False: "MISSED", None: ""}[ok]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
