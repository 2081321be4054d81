"""Fills a centre so that every one of its tables has rows: what verify must be able to vouch for."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, select

from sync.central.accounts.audit import append
from sync.central.accounts.entering import log_in
from sync.central.accounts.log import note
from sync.central.accounts.people import create_account
from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Act, Role
from sync.central.accounts.second import begin, confirm
from sync.central.accounts.tokens import create_token
from sync.central.accounts.totp import STEP_S, code
from sync.central.alarms.closing import close_by_hand
from sync.central.alarms.silence import Watch
from sync.central.central import Central
from sync.central.figures.export import export
from sync.central.figures.kept import EVERYTHING, count_stale
from sync.central.figures.scope import Scope
from sync.central.files.keeping import keep
from sync.central.files.kinds import Found
from sync.central.files.models import Notice
from sync.central.followup.live import Hub
from sync.central.intake.alarms import AlarmKind, Seen, raise_alarms
from sync.central.intake.models import Alarm
from sync.central.kiosks.models import FormerKey, WaitingKiosk
from sync.central.kiosks.remote import Wanted, answered, ask_of, keep_part
from sync.central.kiosks.staging import Stage, stage
from sync.central.kiosks.states import found, move
from sync.central.passing.told import Teller, help_item
from sync.central.turns import Turns
from sync.central.webhooks.hooks import add, probe
from sync.central.webhooks.news import Kind
from sync.contract import HelpAnswered, canonical, rfc3339
from sync.kinds import Anchor, Explained, HelpCalled, Level
from sync.remote import CommandDone, CommandKind
from sync.suite import seal
from tests.support.centre import FakeKiosk, kiosk
from tests.support.clock import FakeClock
from tests.support.make import LedgerMaker


def furnish(central: Central, url: str, folder: Path) -> FakeKiosk:
    """Give every table something: ratings good and bad, a comment, a fork, a gap, a heartbeat, people, tokens, an export."""
    one = kiosk(central, url, "3", clock=FakeClock(machine="furnished"))
    _delivered(one)
    _forked(one)
    _gapped(one)
    _seen(one)
    now = central.clock.now()
    with central.database.write() as db:
        create_account(db, "li", "correct horse battery", halls=["H001"], now=now)
        create_token(db, "H001", now=now, label="wall")
        note(db, who="account:li", hall="H001", what="summary", given=True, now=now)
        keep(db, "H001", Found(hashlib.sha256(b"picture").hexdigest(), "image/png", b"picture"), central.now_ms())
        db.execute(insert(Notice).values(hall_id="H001", id="n1", place=0, kind="text", text="周六照常办理"))
        create_account(
            db,
            "si",
            "correct horse battery",
            halls=(),
            now=now,
            role=Role.DEPARTMENT,
            departments=[("H001", "D1")],
        )
        append(db, "H001", who="account:li", act=Act.EXPORT, what="export", now=now, reason="月报")
        secret = begin(db, central.keys.secret, "si", now)
        assert secret
        assert confirm(db, central.keys.secret, "si", code(secret, int(now.timestamp()) // STEP_S), now)
    _silent(central)
    _moved_and_asked(central, one)
    _hooked(central)
    log_in(central.database, "li", "correct horse battery", now=now)
    log_in(central.database, "li", "wrong", now=now)
    export(central, "H001", one.ledger.day, folder, ("csv",))
    count_stale(central.database, EVERYTHING, one.ledger.day, one.ledger.day)
    return one


def _delivered(one: FakeKiosk) -> None:
    ledger = one.ledger
    ledger.add(Anchor(time=rfc3339(ledger.clock.now()), round_trip_ms=10, centre="c", answer="a"))
    ledger.rated_visit("A001", Level.VERY_SATISFIED, reasons=("510",))
    visit = ledger.serve("A002")
    ledger.ask(visit)
    rating = ledger.rate(visit, Level.VERY_DISSATISFIED)
    record = ledger.id()
    public = one.central.keys.pair.public
    name = ledger.attach(record, public.id, seal(public.seal, "等了很久".encode(), record))
    ledger.add(Explained(rating=rating, comment=name), visit=visit, named=record)
    ledger.unrated_visit("A003")
    call = ledger.add(HelpCalled(page="Asking"))
    one.deliver()
    central = one.central
    with central.database.write() as db:
        coming = HelpAnswered(call=call, by="li", at=rfc3339(central.clock.now()))
        teller = Teller(central.keys.secret, Hub(), sqlite=central.database.sqlite)
        assert teller.tell(db, "H001", one.window, [help_item(coming)], central.now_ms()) == 1


def _moved_and_asked(central: Central, one: FakeKiosk) -> None:
    """A tablet that stood elsewhere and sent a bundle it was asked for, and one that waits to be let in."""
    here = Scope("H001", Reader(who="account:li", shown="", halls=None))
    teller = Teller(central.keys.secret, Hub(), sqlite=central.database.sqlite)
    now_ms = central.now_ms()
    with central.database.write() as db:
        move(db, here, one.id, "H001", "4", now_ms)
        move(db, here, one.id, "H001", one.window, now_ms)
        wanted = Wanted(kind=CommandKind.BUNDLE, reason="试一试", minutes=5)
        command = ask_of(db, here, one.id, wanted, now_ms + 1000, teller)
        known = found(db, here, one.id)
        assert keep_part(db, known, command, 0, b"sealed", now_ms)
        answered(db, known, [CommandDone(id=command, done=True, said="ok")], now_ms)
        notice = Wanted(kind=CommandKind.NOTICE, reason="试一试", minutes=5, text="今天下午三点停止取号")
        ask_of(db, here, one.id, notice, now_ms + 2000, teller)
        before = {"hall_id": "H001", "kiosk_id": one.id, "key": "k" * 16, "sign_key": "s" * 43, "until_ms": now_ms}
        db.execute(insert(FormerKey), [before])
        stage(db, here, Stage("H001", "3"), {"voice": {"volume": 40}}, "试一试", now_ms)
        keys = {"sign_key": "s" * 43, "seal_key": "e" * 43}
        waiting = {"id": "w1", "address": "10.0.0.7", "first_ms": now_ms, "last_ms": now_ms}
        db.execute(insert(WaitingKiosk), [{**keys, **waiting}])


def _forked(one: FakeKiosk) -> None:
    """Send other records where records are held already, as the copy of a tablet would."""
    other = LedgerMaker(kiosk=one.id, window=one.window, clock=FakeClock(machine="copy"), seed="copy", opened=False)
    other.ledger = one.ledger.ledger
    other.rated_visit("A001", Level.VERY_SATISFIED)
    answer = one.ask("POST", "/api/v1/batches", canonical(other.batch(1, 2)).encode())
    assert {verdict["why"] for verdict in answer.body["verdicts"]} == {"fork"}


def _gapped(one: FakeKiosk) -> None:
    """Leave three records out."""
    first = len(one.ledger.texts) + 1
    one.ledger.unrated_visit("A004")
    one.ledger.unrated_visit("A005")
    one.deliver(one.ledger.batch(first + 3))


def _silent(central: Central) -> None:
    """Have a process look for silent kiosks, and a person close an alarm about one."""
    Watch(central, Hub(), Turns(central.keys.secret, "furnished")).look()
    with central.database.write() as db:
        seen = Seen(kind=AlarmKind.SILENT, ledger="", seq=0, detail="window 4: its kiosk has said nothing")
        raise_alarms(db, "H001", "a kiosk of window 4", [seen], central.now_ms())
        alarm = db.execute(select(Alarm.id).where(Alarm.kind == AlarmKind.SILENT.value)).scalar()
        who = Reader(who="account:li", shown="li", halls=None)
        assert close_by_hand(db, central.keys.secret, who, "H001", str(alarm), "seen to", central.now_ms())


def _hooked(central: Central) -> None:
    """Have a program wait for the hall's news."""
    with central.database.write() as db:
        made = add(central, db, "H001", "https://wall.example/news", [Kind.CASE_OPENED])
        who = Reader(who="account:li", shown="li", halls=None)
        assert probe(central, db, Scope("H001", who), made.id)


def _seen(one: FakeKiosk) -> None:
    one.ledger.clock.advance(timedelta(seconds=30).total_seconds())
    beat = {
        "v": 1,
        "kiosk": one.id,
        "ledger": one.ledger.ledger,
        "seq": len(one.ledger.texts),
        "head": one.ledger.head.hex(),
        "pending": 0,
        "version": "test",
        "page": "idle",
        "wall": rfc3339(one.ledger.clock.now()),
        "boot_id": one.ledger.clock.boot_id,
        "boot_ms": one.ledger.clock.boot_ms(),
        "staff": "S001",
        "shift": one.ledger.id(),
    }
    assert one.ask("POST", "/api/v1/heartbeats", canonical(beat).encode()).status == 200
