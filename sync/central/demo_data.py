"""A filled centre, fast: made-up halls whose records are true chains, taken in by the same intake as real ones.

The same seed and last day make the same records; filling twice adds nothing.
"""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from sync.central.central import Central
from sync.central.intake.intake import Delivered
from sync.central.kiosks.known import KioskKnown
from sync.central.kiosks.models import Kiosk
from sync.central.places.models import Department, Hall, Staff, Window
from sync.contract import GENESIS, Batch, Stamp, State, b64, key_id, link, rfc3339, write_record
from sync.kinds import (
    Anchor,
    Asked,
    Body,
    By,
    Cause,
    Channel,
    Ended,
    Explained,
    LedgerOpened,
    Level,
    Origin,
    Passed,
    Rated,
    Served,
    ShiftClosed,
    ShiftOpened,
    Start,
    Unrated,
    WhyClosed,
    WhyLedger,
)
from sync.resources import config
from sync.suite import Keys

WINDOWS = 20
AT_ONCE = 2000  # records in a transaction; more than a kiosk may send, for speed
ZONE = "Asia/Shanghai"
_SERVICES = ("社保", "户政", "企业登记", "不动产登记", "办税")
_LEVELS = ((5, 70), (4, 17), (3, 8), (2, 3), (1, 2))
_CAUSES = (Cause.TIMED_OUT, Cause.DECLINED, Cause.NEXT_CALLED, Cause.NOT_ASKED)
_RATED_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Filled:
    """How much was made, and how long it took."""

    halls: int
    kiosks: int
    records: int
    ratings: int
    seconds: float


@dataclass
class _Ledger:
    """One made-up kiosk's ledger; its clock is right and moves forward."""

    kiosk: KioskKnown
    chance: Random
    now_ms: int
    boot: int = 0
    boot_ms: int = 0
    seq: int = 0
    head: bytes = GENESIS
    id: str = ""
    texts: list[str] = field(default_factory=list)
    ratings: int = 0

    def new_id(self) -> str:
        value = (self.now_ms & (2**48 - 1)) << 80 | self.chance.getrandbits(80)
        value = value & ~(0xF << 76) | 7 << 76
        value = value & ~(0x3 << 62) | 0x2 << 62
        text = f"{value:032x}"
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    def wait(self, seconds: float) -> None:
        self.now_ms += int(seconds * 1000)
        self.boot_ms += int(seconds * 1000)

    def switch_on(self, at_ms: int) -> None:
        self.now_ms = max(self.now_ms, at_ms)
        self.boot += 1
        self.boot_ms = 30_000

    def add(self, body: Body, visit: str | None = None) -> str:
        self.seq += 1
        stamp = Stamp(
            id=self.new_id(),
            hall=self.kiosk.hall,
            window=self.kiosk.window or "",
            ledger=self.id,
            seq=self.seq,
            wall=rfc3339(datetime.fromtimestamp(self.now_ms / 1000, ZoneInfo("UTC"))),
            boot_id=f"{self.id[:24]}{self.boot:012x}",
            boot_ms=self.boot_ms,
            visit=visit,
        )
        text = write_record(stamp, body)
        self.head = link(self.head, text)
        self.texts.append(text)
        return stamp.id


def fill(central: Central, *, halls: int, days: int, ratings: int, seed: int) -> Filled:
    """Fill the database with so many ratings, spread over halls, windows and the last working days."""
    began = time.monotonic()
    chance = Random(seed)  # noqa: S311 - made-up data, not a secret
    today = central.clock.now().astimezone(ZoneInfo(ZONE)).date()
    dates = _working_days(today, days)
    records = made = kiosks = 0
    for number in range(1, halls + 1):
        hall = f"D{number:03d}"
        people = _places(central, hall, Random(f"{seed} {hall}"))  # noqa: S311 - made-up names; apart, so a second run agrees
        share = ratings * number // halls - ratings * (number - 1) // halls
        for at, kiosk in enumerate(_kiosks(central, hall, chance)):
            own = share * (at + 1) // WINDOWS - share * at // WINDOWS
            if own:
                ledger = _ledger(kiosk, dates, own, people, chance)
                records += _deliver(central, ledger)
                made += ledger.ratings
                kiosks += 1
    return Filled(halls, kiosks, records, made, time.monotonic() - began)


def _working_days(today: date, days: int) -> list[date]:
    found: list[date] = []
    while len(found) < days:
        today -= timedelta(days=1)
        if today.weekday() < 5:
            found.append(today)
    return found[::-1]


def _places(central: Central, hall: str, chance: Random) -> list[str]:
    people = [f"S{at:03d}" for at in range(1, WINDOWS + 5)]
    with central.database.write() as db:
        if db.execute(select(Hall.id).where(Hall.id == hall)).first() is None:
            db.execute(insert(Hall).values(id=hall, name=f"示例政务服务中心 {hall}", time_zone=ZONE))
            departments = [
                {"hall_id": hall, "id": f"D{at}", "name": f"{name}部门"} for at, name in enumerate(_SERVICES)
            ]
            db.execute(insert(Department), departments)
            windows = [
                {"hall_id": hall, "id": str(at), "name": f"{_SERVICES[at % 5]}窗口", "department_id": f"D{at % 5}"}
                for at in range(1, WINDOWS + 1)
            ]
            db.execute(insert(Window), windows)
            staff = [_person(hall, at, one, chance) for at, one in enumerate(people)]
            db.execute(insert(Staff), staff)
    return people


def _person(hall: str, at: int, staff: str, chance: Random) -> dict[str, Any]:
    name = chance.choice("王李张刘陈杨赵黄周吴") + chance.choice("芳娜伟洋静敏磊丽强艳军悦杰")
    services = json.dumps([_SERVICES[at % 5]], ensure_ascii=False)
    row = {
        "hall_id": hall,
        "id": staff,
        "version": 1,
        "name": name,
        "department_id": f"D{at % 5}",
        "services": services,
    }
    return {**row, "since_ms": 0, "manager": at >= WINDOWS}


def _kiosks(central: Central, hall: str, chance: Random) -> list[KioskKnown]:
    made: list[KioskKnown] = []
    with central.database.write() as db:
        for window in range(1, WINDOWS + 1):
            keys = Keys(chance.randbytes(32), chance.randbytes(32)).public
            ids = _Ledger(KioskKnown("", hall, None, State.ACTIVE, b"", b""), chance, 1_700_000_000_000)
            kiosk = KioskKnown(ids.new_id(), hall, str(window), State.ACTIVE, keys.sign, keys.seal)
            if db.execute(select(Kiosk.id).where(Kiosk.hall_id == hall, Kiosk.id == kiosk.id)).first() is None:
                row = {"hall_id": hall, "id": kiosk.id, "window_id": kiosk.window, "sign_key": b64(keys.sign)}
                row |= {"seal_key": b64(keys.seal), "key": key_id(keys.sign)}
                db.execute(insert(Kiosk).values(**row, enrolled_ms=central.now_ms(), state_ms=central.now_ms()))
            made.append(kiosk)
    return made


def _ledger(kiosk: KioskKnown, dates: Sequence[date], ratings: int, people: Sequence[str], chance: Random) -> _Ledger:
    ledger = _Ledger(kiosk, chance, _opening(dates[0]))
    ledger.id = ledger.new_id()
    ledger.add(LedgerOpened(why=WhyLedger.ENROLLED, kiosk=kiosk.id))
    for at, day in enumerate(dates):
        own = ratings * (at + 1) // len(dates) - ratings * at // len(dates)
        _day(ledger, day, own, chance.choice(people))
    return ledger


def _opening(day: date) -> int:
    return int(datetime.combine(day, clock_time(8, 45), ZoneInfo(ZONE)).timestamp() * 1000)


def _day(ledger: _Ledger, day: date, ratings: int, staff: str) -> None:
    chance = ledger.chance
    ledger.switch_on(_opening(day))
    ledger.add(Start(clean=True, version="demo", witness="ok"))
    ledger.wait(2)
    now = rfc3339(datetime.fromtimestamp(ledger.now_ms / 1000, ZoneInfo("UTC")))
    ledger.add(Anchor(time=now, round_trip_ms=0, centre="demo", answer="demo"))
    shift = ledger.new_id()
    ledger.add(ShiftOpened(shift=shift, staff=staff))
    ledger.wait(900)
    pace = 8 * 3600 / max(1, int(ratings / _RATED_SHARE) + 1)
    number = rated = 0
    while rated < ratings:
        number += 1
        rated += _visit(ledger, day, number, staff, shift, pace)
    ledger.add(ShiftClosed(shift=shift, staff=staff, why=WhyClosed.LOGGED_OUT))
    ledger.ratings += rated
    if chance.random() < 0.1:
        ledger.wait(60)


def _visit(ledger: _Ledger, day: date, number: int, staff: str, shift: str, pace: float) -> int:
    """Write one visit; return 1 if it was rated."""
    chance = ledger.chance
    visit = ledger.new_id()
    ticket = f"{chr(65 + int(ledger.kiosk.window or 1) % 26)}{number:03d}"
    served = Served(
        ticket=ticket,
        ticket_key=f"d:{day.isoformat()}/1/{ledger.kiosk.window}-{ticket}",
        ticket_origin=Origin.QUEUE,
        day=day.isoformat(),
        service=_SERVICES[int(ledger.kiosk.window or 0) % 5],
        staff=staff,
        shift=shift,
    )
    ledger.add(served, visit)
    if chance.random() < 0.03:
        ledger.wait(pace * 0.1)
        ledger.add(Passed(), visit)
        return 0
    ledger.wait(pace * chance.uniform(0.3, 0.6))
    ledger.add(Ended(by=By.QUEUE), visit)
    ledger.add(Asked(by=By.QUEUE, limit_s=30), visit)
    ledger.wait(pace * chance.uniform(0.02, 0.1))
    if chance.random() > _RATED_SHARE:
        ledger.add(Unrated(cause=chance.choice(_CAUSES)), visit)
        return 0
    _rate(ledger, visit, staff, shift)
    ledger.wait(pace * 0.1)
    return 1


def _rate(ledger: _Ledger, visit: str, staff: str, shift: str) -> None:
    chance = ledger.chance
    level = Level(chance.choices([one for one, _ in _LEVELS], [weight for _, weight in _LEVELS])[0])
    rated = Rated(
        round=1,
        channel=Channel.TABLET,
        level=level,
        questionnaire="national",
        questionnaire_version="2020.1",
        language="zh-CN",
        staff=staff,
        shift=shift,
        dwell_ms=chance.randint(800, 9000),
        tap_x=chance.randint(200, 800),
        tap_y=chance.randint(400, 600),
    )
    rating = ledger.add(rated, visit)
    if chance.random() < (0.9 if level.bad else 0.3):
        ledger.add(Explained(rating=rating, reasons=(chance.choice(_reasons()[int(level)]),)), visit)


@cache
def _reasons() -> dict[int, list[str]]:
    with (config() / "reasons-2020.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {level: [row["code"] for row in rows if row["level"] == str(level)] for level in range(1, 6)}


def _deliver(central: Central, ledger: _Ledger) -> int:
    for batch in _batches(ledger):
        central.intake.take(Delivered(ledger.kiosk, batch, request=batch.prev))
    return len(ledger.texts)


def _batches(ledger: _Ledger) -> Iterator[Batch]:
    head = GENESIS
    for at in range(0, len(ledger.texts), AT_ONCE):
        texts = tuple(ledger.texts[at : at + AT_ONCE])
        yield Batch(kiosk=ledger.kiosk.id, ledger=ledger.id, first=at + 1, prev=head.hex(), records=texts)
        for text in texts:
            head = link(head, text)
