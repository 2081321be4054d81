"""A kiosk in a process of its own: goes to one page, says so, and is killed there; on its way to the disk, by itself."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"


def main(folder: Path, queue_url: str, page: str) -> None:
    from kiosk.app import App
    from kiosk.demo.finger import tap, turn, wait_until
    from sync.clock import SystemClock
    from sync.kinds import Level
    from tests.support.hall import SIZE, polling

    limits = {"asking_s": 1} if page == "Later" else {}
    app = App(polling(queue_url, thanking_s=60, **limits), folder, SystemClock(), version="test", size=SIZE)
    app.start()
    wait_until(lambda: app.ready and app.scene.property("page") == "Idle", "the window")
    turn(50)
    print("ready", flush=True)
    wait_until(lambda: app.scene.property("page") == "Serving", "the number")
    if page == "Away":
        app.desk.away()
    elif page != "Serving":
        app.desk.finish()
        wait_until(lambda: app.scene.property("page") == "Asking", "the question")
    if page == "Keeping":  # the level is on its way to the disk: no parent is fast enough
        app.desk.tap(Level.VERY_DISSATISFIED)
        assert type(app.desk.phase).__name__ == page
        os.kill(os.getpid(), signal.SIGKILL)
    if page in ("Explaining", "Contacting", "Thanking"):
        tap(app.screen.window, "star-1")
        wait_until(lambda: app.scene.property("page") == "Explaining", "the reasons")
    if page == "Contacting":
        tap(app.screen.window, "call-back")
    if page == "Thanking":
        tap(app.screen.window, "done")
    wait_until(lambda: type(app.desk.phase).__name__ == page, page)
    wait_until(lambda: app.desk.owed == 0, "everything on the disk")
    turn(20)
    print("there", flush=True)
    wait_until(lambda: False, "being killed", 60)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
