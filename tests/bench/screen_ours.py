"""Our window, whole, for the screen benchmark: the real app with a real store. Modes: start, touch, page, first."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

LOCK = Path(__file__).resolve().parents[2] / "config" / "lock" / "kiosk.txt"
if "pygments" not in LOCK.read_text("utf-8"):  # it comes with pytest, and mako would load it: a kiosk has none to load
    sys.modules["pygments"] = None  # type: ignore[assignment] # the import system's own word for *not there*

import kiosk.__main__ as program  # noqa: E402 - first what a kiosk does not have
from kiosk import garbage  # noqa: E402 - the same

garbage.hold()  # as the program does
from kiosk.app import App  # noqa: E402 - the same order as there
from kiosk.settings import read_settings  # noqa: E402 - the same
from sync.clock import SystemClock  # noqa: E402 - the same


def made(folder: Path, settings: Path | None = None) -> App:
    """Return the app on an enrolled folder, in a window of 1280×800."""
    return App(read_settings(settings), folder, SystemClock(), version="bench", size=program.WINDOWED)


def start(folder: Path) -> None:
    """Print when the first frame that takes a log-in digit was on the screen."""
    app = made(folder)
    app.staff.open()
    window = app.screen.window

    def framed() -> None:
        at = time.monotonic()
        window.frameSwapped.disconnect(framed)
        from tests.support import touch

        touch.tap(window, "digit-1")
        assert app.staff.number == "1", "the frame did not take a digit"
        print(at, flush=True)
        app.application.quit()

    window.frameSwapped.connect(framed)
    app.application.exec()
    app.stop()


def first(folder: Path) -> None:
    """Print when the first rating could be kept, what the process takes after it, and the most it took for a PIN check."""
    from tests.bench.screen_timing import Finger, resident_mib
    from tests.support import touch

    app = made(folder)
    finger = Finger(app.screen.window)
    app.start()
    finger.until(lambda: app.ready)
    ready = time.monotonic()
    log_in(app, finger)
    with_pin = resident_mib(peak=True)
    ask(app, finger, 1)
    touch.tap(app.screen.window, "star-5")
    finger.until(lambda: app.scene.page == "Explaining")
    finger.rest(300)
    resident = resident_mib()
    print(json.dumps({"ready": ready, "resident": resident, "peak": with_pin}), flush=True)
    app.stop()


def log_in(app: App, finger: object) -> None:
    """Log in by touch; the PIN is really checked."""
    from tests.bench.screen_timing import Finger
    from tests.support import touch

    assert isinstance(finger, Finger)
    if app.desk.shift:
        return
    window = app.screen.window
    touch.tap(window, "staff-door")
    for name in ("digit-0", "digit-0", "digit-1", "on", *(f"digit-{digit}" for digit in "135790"), "on"):
        touch.tap(window, name)
    finger.until(lambda: app.desk.shift is not None)


def ask(app: App, finger: object, number: int) -> None:
    """Have a number served and asked, everything before it on disk."""
    from kiosk.tickets.source import Called, Ticket
    from sync.kinds import Origin
    from tests.bench.screen_timing import Finger

    assert isinstance(finger, Finger)
    app.desk.ticket(Called(Ticket(number=f"A{number:04d}", origin=Origin.QUEUE, queue_id=f"{time.time_ns()}")))
    app.desk.finish()
    finger.until(lambda: app.scene.page == "Asking" and app.desk.owed == 0)


def blocks(mode: str, folder: Path) -> None:
    """Time touches while the store commits, or taps to the page after Kept, block by block."""
    from tests.bench.screen_timing import Finger, pause, serve_blocks
    from tests.support import touch

    app = made(folder)
    window = app.screen.window
    finger = Finger(window)
    app.start()
    finger.until(lambda: app.ready)
    log_in(app, finger)
    numbers = iter(range(1, 10_000_000))
    ask(app, finger, next(numbers))
    finger.rest(500)

    def star(n: int) -> tuple[float, float]:
        at = touch.middle(touch.find(window, f"star-{n}"))
        return at.x(), at.y()

    stars = {n: star(n) for n in range(1, 6)}

    def touching(count: int) -> list[float]:
        found = []
        for at in range(count):
            app.desk.more_time()
            x, y = stars[at % 5 + 1]
            commit(app)
            found.append(finger.timed(lambda x=x, y=y: finger.press(x, y)))
            finger.rest(20)
            finger.lift(x, 5)  # away from the stars: nothing is decided
            finger.rest(pause())
        return found

    def paging(count: int) -> list[float]:
        found = []
        for at in range(count):
            x, y = stars[at % 5 + 1]
            finger.press(x, y)
            finger.rest(60)
            found.append(finger.timed(lambda x=x, y=y: finger.lift(x, y), lambda: app.scene.page == "Explaining"))
            finger.rest(pause())
            ask(app, finger, next(numbers))
            finger.rest(250)
        return found

    serve_blocks(touching if mode == "touch" else paging)
    app.stop()


def commit(app: App) -> None:
    """Have the storage thread begin to commit a record: it is at work while the finger comes down."""
    from kiosk.entry import Entry
    from sync.contract import uuid7
    from sync.kinds import DiskLow

    app.backroom.storage.keep([Entry(id=uuid7(), body=DiskLow(free_mib=1))])


if __name__ == "__main__":
    if sys.argv[1] == "start":
        start(Path(sys.argv[2]))
    elif sys.argv[1] == "first":
        first(Path(sys.argv[2]))
    else:
        blocks(sys.argv[1], Path(sys.argv[2]))
