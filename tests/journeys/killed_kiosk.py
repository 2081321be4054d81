"""A kiosk in a process of its own: serves a number, taps a star, says so, and waits to be killed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"


def main(folder: Path, queue_url: str, star: str) -> None:
    from kiosk.app import App
    from kiosk.demo.finger import tap, wait_until
    from sync.clock import SystemClock
    from tests.support.hall import SIZE, polling

    app = App(polling(queue_url), folder, SystemClock(), version="test", size=SIZE)
    app.start()
    wait_until(lambda: app.scene.property("page") == "Asking", "the question")
    tap(app.screen.window, f"star-{star}")
    wait_until(lambda: app.scene.property("page") == "Explaining", "the page after the tap")
    print("kept", flush=True)
    wait_until(lambda: False, "being killed", 60)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
