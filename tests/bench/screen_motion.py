"""Our window, whole, in motion and at rest, for bench_motion. Modes: frames, idle."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from tests.bench import screen_ours
from tests.bench.screen_timing import Finger
from tests.support import touch

SETTLED_MS = 8_000  # after the start everything that is loaded late is loaded


def frames(folder: Path, rounds: int) -> None:
    """Print the milliseconds each frame took to make: pages that arrive, and stars that fill under a sliding finger."""
    app = screen_ours.made(folder)
    window = app.screen.window
    finger = Finger(window)
    app.start()
    finger.until(lambda: app.ready)
    screen_ours.log_in(app, finger)
    screen_ours.ask(app, finger, 1)
    finger.rest(SETTLED_MS)
    began = 0.0
    took: list[float] = []

    def begin() -> None:
        nonlocal began
        began = time.perf_counter()

    def end() -> None:
        if began:
            took.append((time.perf_counter() - began) * 1000)

    stars = [touch.middle(touch.find(window, f"star-{n}")) for n in range(1, 6)]
    window.afterAnimating.connect(begin)  # everything a frame costs comes after: layout, then painting
    window.frameSwapped.connect(end)
    told: dict[str, list[float]] = {}
    for number in range(2, rounds + 2):
        took = told.setdefault("arriving", [])
        screen_ours.ask(app, finger, number)
        finger.rest(260)
        took = told.setdefault("filling", [])
        finger.press(stars[0].x(), stars[0].y())
        for at in stars[1:] + stars[::-1]:
            finger.slide(at.x(), at.y())
            finger.rest(35)
        finger.lift(stars[0].x(), 5)  # away from the stars: nothing is decided
        finger.rest(60)
    print(json.dumps(told), flush=True)
    app.stop()


def idle(folder: Path, seconds: float) -> None:
    """Print the share of one core the whole process takes while a still notice is on the screen."""
    app = screen_ours.made(folder, folder.with_name("kiosk.toml"))
    finger = Finger(app.screen.window)
    app.start()
    finger.until(lambda: app.ready)
    finger.until(lambda: touch.is_there(app.screen.window, "notice-text"))
    finger.rest(SETTLED_MS)
    shown = 0

    def framed() -> None:
        nonlocal shown
        shown += 1

    app.screen.window.frameSwapped.connect(framed)
    began, used = time.monotonic(), sum(os.times()[:2])
    finger.rest(seconds * 1000)
    share = (sum(os.times()[:2]) - used) / (time.monotonic() - began)
    print(json.dumps({"share": share, "frames": shown}), flush=True)
    app.stop()


if __name__ == "__main__":
    {"frames": frames, "idle": idle}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
