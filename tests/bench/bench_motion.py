"""The screen in motion and at rest: what a frame of the question's animations costs at 1280×800, and what a still notice costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.bench_screen import ENVIRONMENT, ROOT, at, enrolled
from tests.bench.rows import at_most, stated, tell

ROUNDS = int(os.environ.get("ROUNDS", "120"))
IDLE_S = int(os.environ.get("IDLE_S", "60"))
BEAT_MS = 1000 / 60  # a frame that takes longer is seen late
NOTICE = "办事大厅周六照常开放\n\n周日休息。"


def told(mode: str, folder: Path, count: int) -> dict[str, object]:
    """Run our window in a mode; return what it told."""
    done = subprocess.run(
        [sys.executable, "tests/bench/screen_motion.py", mode, str(folder), str(count)],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer


def main() -> None:
    """Measure and tell."""
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as name:
        folder = Path(name)
        for what, took in told("frames", enrolled(folder / "frames"), ROUNDS).items():
            assert isinstance(took, list)
            note = f"median {at(took, 0.5):.1f} ms, {len(took)} frames, software renderer, 1280×800"
            tell(at_most(f"a frame while the question is {what}, p99 (ms)", at(took, 0.99), BEAT_MS, note))

        notices = folder / "notices"
        notices.mkdir()
        (notices / "saturday.txt").write_text(NOTICE, encoding="utf-8")
        (folder / "kiosk.toml").write_text(f'[idle]\nfolder = "{notices}"\n', encoding="utf-8")
        rest = told("idle", enrolled(folder / "idle"), IDLE_S)
        note = f"{IDLE_S} s of a still notice, all threads, {rest['frames']} frames drawn"
        tell(at_most("processor at rest (% of one core)", 100 * float(str(rest["share"])), 2.0, note))
        tell(stated("frames drawn at rest, a minute", 60 * float(str(rest["frames"])) / IDLE_S))


if __name__ == "__main__":
    main()
