"""Any permutation and any repetition of the same batches gives the same tables, as the whole set told at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from sync.central.central import Central
from sync.central.intake.intake import Delivered
from sync.central.intake.models import AnchorRow, Gap, Ledger, Rating, RecordRow, Visit
from sync.central.kiosks.known import KioskKnown
from sync.central.verify.verify import verify
from sync.contract import Batch, State, read_record, rfc3339
from sync.kinds import Anchor, Cause, HandedOver, LedgerOpened, Level, Passed, Unrated, WhyLedger
from sync.summary.story import visits_of
from tests.support.centre import admitted, state
from tests.support.clock import FakeClock
from tests.support.make import LedgerMaker

TABLES = (RecordRow, Visit, Rating, Gap, AnchorRow, Ledger)  # a day stays known although its visits moved to another
ARRIVAL = frozenset({"changed_ms", "challenge_ms", "seal"})  # when it came is not what it says


def live(maker: LedgerMaker, chance: Random, keys: Sequence[str]) -> None:
    """Write a stretch of a kiosk's life: visits of every outcome, anchors or none, reboots, a clock that jumps."""
    clock = maker.clock
    for _ in range(chance.randint(2, 5)):
        match chance.randrange(8):
            case 0:
                truth = clock.now() - timedelta(seconds=getattr(maker, "wrong", 0))
                maker.add(Anchor(time=rfc3339(truth), round_trip_ms=chance.choice((10, 400)), centre="c", answer="a"))
            case 1:
                clock.reboot(off=chance.randint(10, 4000))
            case 2:
                clock.jump(seconds=chance.choice((-90000, 90000, 300)))
            case 3:
                visit = maker.serve(chance.choice(keys), key=f"q:{chance.choice(keys)}")
                maker.add(chance.choice((Passed(), Unrated(cause=Cause.TIMED_OUT))), visit=visit)
                if chance.random() < 0.5:
                    maker.rate(visit, Level(chance.randint(1, 5)))
            case 4:
                visit = maker.serve(chance.choice(keys), key=f"q:{chance.choice(keys)}")
                maker.add(HandedOver(from_staff="S001", to_staff="S002", shift="x"), visit=visit)
                maker.ask(visit)
                first = maker.rate(visit, Level(chance.randint(1, 5)), reasons=("101",))
                if chance.random() < 0.6:
                    maker.rate(visit, Level(chance.randint(1, 5)), replaces=first, reasons=("201",))
            case _:
                visit = maker.serve(chance.choice(keys), key=f"q:{chance.choice(keys)}")
                maker.ask(visit)
                maker.rate(visit, Level(chance.randint(1, 5)))
        clock.advance(chance.randint(1, 600))


def kiosks(seed: int) -> list[tuple[KioskKnown, list[LedgerMaker]]]:
    """Return two kiosks of one hall that meet the same numbers, one of them with a second ledger."""
    chance = Random(seed)
    keys = [f"K{at}" for at in range(4)]
    made = []
    for at, window in enumerate(("1", "2")):
        clock = FakeClock(machine=f"{seed}/{at}")
        first = LedgerMaker(
            kiosk=f"01890a5d-0000-7000-8000-00000000000{at}", window=window, clock=clock, seed=f"{seed}a{at}"
        )
        live(first, chance, keys)
        ledgers = [first]
        if at:
            old = LedgerOpened(
                why=WhyLedger.RESTORED, kiosk=first.kiosk, old_ledger=first.ledger, old_seq=len(first.texts)
            )
            second = LedgerMaker(kiosk=first.kiosk, window=window, clock=clock, seed=f"{seed}b{at}", opened=False)
            second.add(old)
            live(second, chance, keys)
            ledgers.append(second)
        known = KioskKnown(first.kiosk, "H001", window, State.ACTIVE, bytes(32), bytes(32))
        made.append((known, ledgers))
    return made


def cut(maker: LedgerMaker, chance: Random) -> list[Batch]:
    """Return a ledger as batches that cover it, some of them overlapping."""
    batches = []
    at = 1
    while at <= len(maker.texts):
        last = min(len(maker.texts), at + chance.randint(1, 7))
        batches.append(maker.batch(max(1, at - chance.randint(0, 3)), last))
        at = last + 1
    return batches


SEEDS = {"sqlite": range(40), "postgresql": range(40, 55)}


@pytest.mark.parametrize("part", range(5))
def test_any_order_and_repetition_of_batches_gives_the_same_tables(
    open_centre: Callable[[], Central], kind: str, part: int
) -> None:
    for seed in SEEDS[kind][part::5]:
        whole, pieces = open_centre(), open_centre()
        delivered = []
        order = Random(seed)
        for kiosk, ledgers in kiosks(seed):
            for central in (whole, pieces):
                admitted(central, kiosk)
            for maker in ledgers:
                whole.intake.take(Delivered(kiosk, maker.batch(), "whole"))
                delivered += [(kiosk, batch) for batch in cut(maker, order)]
        delivered += order.choices(delivered, k=len(delivered) // 2)
        order.shuffle(delivered)
        for kiosk, batch in delivered:
            pieces.intake.take(Delivered(kiosk, batch, "piece"))

        assert state(pieces, *TABLES, leave=ARRIVAL) == state(whole, *TABLES, leave=ARRIVAL), f"seed {seed}"
        assert [str(one) for one in verify(pieces).findings] == [], f"seed {seed}"


def test_a_window_and_the_centre_read_the_same_visits_out_of_the_same_records(
    open_centre: Callable[[], Central],
) -> None:
    """The kiosk's own summary and the centre's tables must not disagree about what happened at one window."""
    central = open_centre()
    for seed in range(100, 112):
        kiosk, ledgers = kiosks(seed)[0]
        admitted(central, kiosk)
        maker = ledgers[0]
        central.intake.take(Delivered(kiosk, maker.batch(), "whole"))
        told = {one.visit: one for one in visits_of([read_record(text) for text in maker.texts], "Asia/Shanghai")}
        with central.database.read() as db:
            visits = db.execute(select(Visit.__table__).where(Visit.kiosk_id == kiosk.id)).mappings().all()
            stands = (Rating.hall_id == "H001", Rating.standing, Rating.round == 1)
            ratings = {row.visit_id: row for row in db.execute(select(Rating.__table__).where(*stands))}

        assert {row["id"] for row in visits} == set(told)
        for row in visits:
            seen, rating = told[row["id"]], ratings.get(row["id"])
            assert (row["outcome"], row["staff_id"], row["ticket"]) == (seen.outcome.value, seen.staff, seen.ticket)
            assert (rating.level if rating else None) == seen.level
            assert (json.loads(rating.reasons) if rating else []) == list(seen.reasons)
        central.close()
        central = open_centre()
