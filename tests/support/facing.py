"""A centre with a hall, windows and kiosks, its face on a loopback port, and a browser to look at it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import insert

from sync.central.app import create_app
from sync.central.central import Central, open_central
from sync.central.followup.live import Hub
from sync.central.intake.intake import Delivered, Taken
from sync.central.kiosks.known import KioskKnown
from sync.central.kiosks.models import Kiosk
from sync.central.passing.told import Teller
from sync.central.places.models import Department, Hall, Staff, Window
from sync.central.settings import CentralSettings
from sync.central.web.phone import Phone
from sync.contract import VERSION, Batch, State, b64, uuid7
from sync.kinds import TimeQuality
from sync.suite import Keys, sign
from sync.times import milliseconds
from sync.token import QrToken, token_bytes, token_text
from tests.support.clock import FakeClock
from tests.support.make import LedgerMaker

FONTS = Path(__file__).resolve().parents[2] / "assets/fonts"


@dataclass
class Tablet:
    """A kiosk that is enrolled: its keys, its ledger, and what it has delivered."""

    known: KioskKnown
    keys: Keys
    ledger: LedgerMaker
    delivered: int = 0

    def token(self, visit: str, ticket: str = "A042", *, key: str = "", **more: Any) -> QrToken:
        """Return a QR token for a visit, as this kiosk would mint it now."""
        now = int(self.ledger.clock.now().timestamp())
        made = QrToken(
            version=VERSION,
            key=self.keys.public.id,
            hall=self.known.hall,
            window=self.known.window,
            visit=visit,
            ticket=ticket,
            ticket_key=key or f"d:{self.ledger.day}/1/{ticket}",
            day=self.ledger.day,
            staff="S001",
            service=None,
            questionnaire="national",
            questionnaire_version="2020.1",
            minted=now,
            quality=TimeQuality.EXACT,
            expires=now + int(timedelta(days=5).total_seconds()),
        )
        return replace(made, **more)

    def mint(self, visit: str, ticket: str = "A042", **more: Any) -> str:
        """Return the text that goes after /r/."""
        token = self.token(visit, ticket, **more)
        return token_text(token, sign(self.keys, token_bytes(token)))


@dataclass
class Town:
    """A centre and its tablets. `app` carries every route."""

    central: Central
    clock: FakeClock
    app: FastAPI
    tablets: dict[str, Tablet] = field(default_factory=dict)

    def tablet(self, window: str = "3", hall: str = "H001") -> Tablet:
        """Return the kiosk of a window, enrolled when first asked for."""
        name = f"{hall}/{window}"
        if name not in self.tablets:
            self.tablets[name] = self._enrolled(hall, window)
        return self.tablets[name]

    def deliver(self, tablet: Tablet, batch: Batch | None = None) -> Taken:
        """Have a tablet's new records (or this batch) taken in."""
        if batch is None:
            batch = tablet.ledger.batch(first=tablet.delivered + 1)
            tablet.delivered = len(tablet.ledger.texts)
        return self.central.intake.take(Delivered(tablet.known, batch, request=uuid7()))

    def phone(self) -> Phone:
        """Return what takes ratings by phone here, apart from the application's own."""
        central = self.central
        teller = Teller(central.keys.secret, Hub(), sqlite=central.database.sqlite)
        return Phone(central.database, central.keys, central.intake.keep_own, teller)

    def _enrolled(self, hall: str, window: str) -> Tablet:
        keys = Keys.made()
        now_ms = milliseconds(self.clock.now())
        public = keys.public
        known = KioskKnown(uuid7(now_ms), hall, window, State.ACTIVE, public.sign, public.seal)
        row = {"hall_id": hall, "id": known.id, "window_id": window, "sign_key": b64(public.sign)}
        row |= {"seal_key": b64(public.seal), "key": public.id, "state": "active"}
        with self.central.database.write() as db:
            db.execute(insert(Kiosk), [{**row, "enrolled_ms": now_ms, "state_ms": now_ms}])
        ledger = LedgerMaker(kiosk=known.id, hall=hall, window=window, clock=self.clock, seed=known.id)
        return Tablet(known, keys, ledger)


@contextmanager
def town(
    folder: Path, url: str = "", *, clock: FakeClock | None = None, halls: Sequence[str] = ("H001",)
) -> Iterator[Town]:
    """Give a centre in a folder (on SQLite, or at a database URL) with these halls, four windows each."""
    clock = clock or FakeClock()
    central = open_central(CentralSettings(data=folder, database=url), clock)
    with central.database.write() as db:
        for hall in halls:
            _places(db, hall)
    try:
        yield Town(central, clock, create_app(central))
    finally:
        central.close()


def _places(db: Any, hall: str) -> None:
    db.execute(insert(Hall), [{"id": hall, "name": f"{hall} 政务服务中心"}])
    db.execute(insert(Department), [{"hall_id": hall, "id": "D01", "name": "人力资源和社会保障局"}])
    windows = [{"hall_id": hall, "id": str(one), "name": "社保窗口", "department_id": "D01"} for one in range(1, 5)]
    db.execute(insert(Window), windows)
    staff = {"hall_id": hall, "id": "S001", "version": 1, "name": "王芳", "department_id": "D01", "since_ms": 0}
    db.execute(insert(Staff), [staff])


@contextmanager
def chromium(folder: Path) -> Iterator[Browser]:
    """Give a headless Chromium that has our fonts and asks nobody anything."""
    fonts = folder / "fonts.conf"
    fonts.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>/usr/share/fonts</dir><dir>{FONTS}</dir><cachedir>{folder}/fonts</cachedir></fontconfig>"
    )
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    quiet += ["--disable-sync", "--no-first-run", "--disable-default-apps"]
    environment: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("YIPING_TEST_CHROMIUM", "/usr/bin/chromium"), args=quiet, env=environment
        )
        try:
            yield browser
        finally:
            browser.close()
