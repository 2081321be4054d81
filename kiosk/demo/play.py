"""`yiping-kiosk demo`: starts a centre, a queue and a kiosk; with a display it hands over to a person, without it plays."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kiosk.demo.centre import CentreTrouble, DemoCentre
from kiosk.demo.queue import DemoQueue
from kiosk.settings import KioskSettings, Limits, Queue, Screen
from sync import resources
from sync.clock import SystemClock

HALL, WINDOW = "H001", "3"
SIZE = (1280, 800)
FILES = ("summary.csv", "summary.xlsx", "summary.pdf")


def play(to: Path, port: int) -> int:
    """Run the demo; return 0 if every figure agrees (or the window was closed), else 1."""
    shown = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if not shown:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    to = to.absolute()
    _swept(to)
    centre, queue = DemoCentre(to / "data" / "centre", port), DemoQueue(WINDOW)
    try:
        people = _founded(centre)
        queue.start()
        _enrolled(centre, to / "data" / "kiosk")
        return _open_to_all(to, queue, people) if shown else _morning(to, centre, queue, people)
    except CentreTrouble as why:
        print(why, file=sys.stderr)  # noqa: T201 - a program says what is wrong
        return 1
    finally:
        queue.stop()
        centre.stop()


def _say(text: str) -> None:
    print(f"{datetime.now().astimezone():%H:%M:%S}  {text}", flush=True)  # noqa: T201 - the demo tells its story


def _swept(to: Path) -> None:
    """What an earlier demo left is taken away; nothing else is touched."""
    to.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(to / "data", ignore_errors=True)
    for path in [*to.glob("page-*.png"), *(to / name for name in FILES)]:
        path.unlink(missing_ok=True)


def _founded(centre: DemoCentre) -> dict[str, dict[str, Any]]:
    """Make the centre, load the example hall, serve; return its people by number."""
    hall = resources.config() / "hall.toml"
    centre.command("migrate")
    centre.command("load", str(hall))
    centre.start()
    _say(f"the centre answers at {centre.url}")
    return {one["id"]: one for one in tomllib.loads(hall.read_text("utf-8"))["staff"]}


def _enrolled(centre: DemoCentre, folder: Path) -> None:
    from kiosk.identity import keep_identity
    from sync.delivery.enrol import enrol
    from sync.delivery.identity import Identity

    said = json.loads(centre.command("enrol-code", "--hall", HALL, "--window", WINDOW, "--json"))
    came = enrol(centre.url, _code(said), SystemClock())
    if not isinstance(came, Identity):
        raise CentreTrouble(f"the kiosk could not be enrolled: {came}")
    keep_identity(folder, came)
    _say(f"the kiosk is enrolled as window {came.window} of hall {came.hall}")


def _code(said: Any) -> str:
    """Return the first code in what `enrol-code --json` printed."""
    if isinstance(said, str):
        return said
    if isinstance(said, Mapping):
        return str(said["code"]) if "code" in said else _code(next(iter(said.values())))
    return _code(said[0])


def _settings(queue: DemoQueue, *, quick: bool) -> KioskSettings:
    """The demo's queue by settings alone, as any other queue; limits are short for the morning, never the times recorded."""
    limits = Limits(asking_s=5, explaining_s=5, thanking_s=1, later_s=1, rated_already_s=1) if quick else Limits()
    return replace(
        KioskSettings(),
        queue=Queue(
            kind="poll",
            url=f"{queue.url}/tickets",
            interval_s=0.1 if quick else 0.5,
            zone="UTC",
            number="number",
            id="to_string(id)",
            window="window",
            service="service",
            called_at="called_at",
            serving="state == 'serving'",
            finished="state == 'finished'",
            passed="state == 'passed'",
            given_up="state == 'given_up'",
        ),
        limits=limits,
        screen=Screen(motion=not quick),
    )


def _open_to_all(to: Path, queue: DemoQueue, people: dict[str, dict[str, Any]]) -> int:
    from kiosk.app import App

    settings = _settings(queue, quick=False)
    app = App(settings, to / "data" / "kiosk", SystemClock(), version=version("yiping"), size=SIZE)
    one = next(iter(people.values()))
    _say(
        f"call numbers at {queue.url} ; log in at the window as {one['id']} with PIN {one['pin']} ; close the window to end"
    )
    return app.run()


def _morning(to: Path, centre: DemoCentre, queue: DemoQueue, people: dict[str, dict[str, Any]]) -> int:
    from kiosk.app import App
    from kiosk.demo.finger import wait_until
    from kiosk.demo.morning import Morning, acts

    settings = _settings(queue, quick=True)
    app = App(
        settings,
        to / "data" / "kiosk",
        SystemClock(),
        version=version("yiping"),
        size=SIZE,
        exports=to / "data" / "tablet",
    )
    app.start()
    try:
        wait_until(lambda: app.ready and app.people(), "the kiosk ready, its roster fetched", 60)
        morning = Morning(app, queue, centre, to, _say)
        first, second = [one for one in people.values() if one.get("role") == "officer"][:2]
        manager = next(one for one in people.values() if one.get("role") == "manager")
        morning.log_in(first["id"], first["pin"])
        for at, act in enumerate(acts()):
            if at == 24:
                morning.hand_over(second["id"], second["pin"])
            if at == 28:
                _say("the centre goes down")
                centre.stop()
            if at == 34:
                centre.start()
                _say("the centre is back")
            morning.play(act)
        morning.away_and_back()
        tablet = morning.export(manager["id"], manager["pin"])
        wait_until(lambda: _pending(app) == 0, "everything delivered", 120)
        return _compared(to, centre, app.today(), morning.tally, tablet)
    finally:
        app.stop()


def _pending(app: Any) -> int:
    pending: int = app.backroom.storage.call(lambda store: store.facts()).result(10).pending
    return pending


def _compared(to: Path, centre: DemoCentre, day: str, tally: Any, tablet: Path) -> int:
    from kiosk.demo.tally import differing, told
    from sync.summary.readback import NoReader, differences, lines_of

    centre.command("export", "--hall", HALL, "--day", day, "--to", str(to / "data" / "export"))
    token = centre.command("token", "--hall", HALL).split()[-1]
    summary = centre.get(f"/api/v1/halls/{HALL}/days/{day}/summary", token)
    amiss = differing(tally, summary)
    for name in FILES:
        made = next((to / "data" / "export").rglob(f"*{Path(name).suffix}"))
        shutil.copy(made, to / name)
        try:
            amiss += [f"{name}: {one}" for one in differences(summary, lines_of(to / name))]
        except NoReader as why:
            _say(f"{name} was not read back: {why}")
    verdict = centre.command("verify", "--json", good=(0, 1))
    if not json.loads(verdict)["holds"]:
        amiss.append(f"verify: {verdict.strip()}")
    for line in told(tally, summary):
        _say(line)
    _say(f"files in {to}; the tablet's own in {tablet}")
    for one in amiss:
        print(one, file=sys.stderr)  # noqa: T201 - the demo says what is wrong
    _say("every figure agrees: tally, API, CSV, XLSX, PDF, verify" if not amiss else f"{len(amiss)} figures differ")
    return 1 if amiss else 0
