"""A kiosk of its own that can be heard: asks once, is rated with the level named on the command line, and ends."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"


def words() -> list[str]:
    """Return a list to which each line of stdin is added as it comes, and its end."""
    came: list[str] = []

    def read() -> None:
        for line in sys.stdin:
            came.append(line)
        came.append("")

    threading.Thread(target=read, daemon=True).start()
    return came


def main(folder: Path, prompts: Path, level: str) -> None:
    from kiosk.app import App
    from kiosk.demo.finger import tap, wait_until
    from kiosk.sections import Voice
    from kiosk.tickets.source import Called, Ticket
    from sync.clock import SystemClock
    from sync.kinds import Origin
    from tests.support.hall import SIZE, polling

    settings = replace(polling("http://127.0.0.1:9/"), voice=Voice(volume=100, folder=str(prompts), speech=False))
    settings = replace(settings, limits=replace(settings.limits, asking_s=600))
    app = App(settings, folder, SystemClock(), version="test", size=SIZE)
    app.start()
    wait_until(lambda: app.ready and app.scene.property("page") == "Idle", "the window")
    print("silent", flush=True)
    told = words()
    wait_until(lambda: told, "a word")
    app.desk.ticket(Called(Ticket(number="A042", origin=Origin.QUEUE)))
    app.desk.finish()
    wait_until(lambda: app.scene.property("page") == "Asking", "the question")
    print("asking", flush=True)
    wait_until(lambda: len(told) > 1, "the prompt heard", 60)
    tap(app.screen.window, f"star-{level}")
    wait_until(lambda: app.scene.property("page") == "Explaining", "the reasons")
    tap(app.screen.window, "done")
    print("thanked", flush=True)
    wait_until(lambda: len(told) > 2, "thanks heard", 60)
    app.stop()
    print("ended", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
