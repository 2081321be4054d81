"""Sixty jumps of the wall clock, up to ten years either way, with reboots between: what the records still say.

Positive control: whoever believes the wall clock puts most visits on the wrong day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest

from sync.contract import read_record, rfc3339, uuid7
from sync.kinds import Anchor, Level, Paused, Start, TimeQuality
from sync.times import Corrected, corrected, mark
from tests.support.clock import MORNING, FakeClock
from tests.support.make import ZONE, LedgerMaker

TEN_YEARS = timedelta(days=3652)
DRIFT = 50e-6  # cheap quartz: 0.2 s an hour


@dataclass
class Tablet:
    """A kiosk whose wall clock lies, beside the true time of everything it writes down."""

    seed: int
    truth: datetime = MORNING
    true_times: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.clock = FakeClock()
        self.ledger = LedgerMaker(clock=self.clock, seed=self.seed)
        self.anchored: dict[str, bool] = {}
        self.note()

    def note(self) -> None:
        """Put the true time beside every record that has none yet."""
        self.true_times += [self.truth] * (len(self.ledger.texts) - len(self.true_times))

    def let_pass(self, seconds: float) -> None:
        self.truth += timedelta(seconds=seconds)
        self.clock.advance(seconds * (1 + DRIFT))

    def jump(self) -> None:
        self.clock.jump(self.chance.uniform(-1, 1) * TEN_YEARS.total_seconds())

    def reboot(self) -> None:
        off = self.chance.uniform(20, 600)
        self.truth += timedelta(seconds=off)
        forgot = MORNING - timedelta(days=900) if self.chance.random() < 0.3 else None
        self.clock.reboot(off=off, wall=forgot)
        self.ledger.add(Start(clean=False, version="0", witness="plain"))
        self.note()

    def anchor(self) -> None:
        round_trip = self.chance.randrange(5, 900)
        came = rfc3339(self.truth - timedelta(milliseconds=self.chance.uniform(0, round_trip)))
        self.ledger.add(Anchor(time=came, round_trip_ms=round_trip, centre="c", answer="0" * 64))
        self.anchored[self.clock.boot_id] = True
        self.note()

    def visit(self, number: int) -> None:
        self.ledger.serve(f"A{number:03}")
        self.note()
        self.let_pass(self.chance.uniform(60, 300))
        self.ledger.add(Paused())
        self.note()

    def work(self, jumps: int) -> None:
        """Live through so many jumps of the clock; about half of the boots reach the centre."""
        for number in range(jumps):
            reaches_the_centre = self.chance.random() < 0.5
            self.visit(number)
            self.jump()
            if reaches_the_centre:
                self.anchor()
            self.visit(number + 500)
            self.let_pass(self.chance.uniform(0, 1800))
            if self.chance.random() < 0.7:
                self.reboot()
            if self.truth.astimezone(ZONE).hour >= 17:
                self.to_next_morning()

    def to_next_morning(self) -> None:
        tomorrow = (self.truth.astimezone(ZONE) + timedelta(days=1)).replace(hour=9, minute=0)
        self.let_pass((tomorrow - self.truth).total_seconds())
        self.reboot()  # switched on in the morning: a boot that never reaches the centre again drifts 4 s a day

    def results(self) -> list[tuple[datetime, datetime, Corrected, bool]]:
        """Return (truth, wall clock, corrected, anchored) of every record."""
        records = [read_record(text) for text in self.ledger.texts]
        made = corrected(mark(one) for one in records)
        return [
            (
                truth,
                datetime.fromisoformat(one.stamp.wall),
                made[one.stamp.id],
                one.stamp.boot_id in self.anchored,
            )
            for truth, one in zip(self.true_times, records, strict=True)
        ]


def wrong_days(pairs: list[tuple[datetime, datetime]]) -> int:
    return sum(a.astimezone(ZONE).date() != b.astimezone(ZONE).date() for a, b in pairs)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_sixty_jumps_leave_anchored_boots_within_two_seconds_and_on_their_day(seed: int) -> None:
    tablet = Tablet(seed)
    tablet.work(jumps=60)
    anchored = [(truth, made) for truth, _, made, sure in tablet.results() if sure]

    worst = max(abs(truth - made.moment) for truth, made in anchored)

    print(f"seed {seed}: {len(anchored)} records of anchored boots, at most {worst.total_seconds():.3f} s wrong")
    assert worst <= timedelta(seconds=2)
    assert wrong_days([(truth, made.moment) for truth, made in anchored]) == 0
    assert {made.quality for _, made in anchored} == {TimeQuality.EXACT}


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_boots_without_an_anchor_never_leave_their_neighbours_and_are_marked(seed: int) -> None:
    tablet = Tablet(seed)
    tablet.work(jumps=60)
    results = tablet.results()
    unsure = [at for at, (*_, sure) in enumerate(results) if not sure]

    assert unsure, "this seed tests nothing: every boot had an anchor"
    for at in unsure:
        *_, made, _ = results[at]
        before = [one.ms for *_, one, sure in results[:at] if sure][-1:]
        after = [one.ms for *_, one, sure in results[at:] if sure][:1]
        assert made.quality is not TimeQuality.EXACT
        assert all(made.ms >= ms for ms in before)
        assert all(made.ms <= ms for ms in after)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_positive_control_believing_the_wall_clock_puts_visits_on_wrong_days(seed: int) -> None:
    tablet = Tablet(seed)
    tablet.work(jumps=60)

    assert wrong_days([(truth, wall) for truth, wall, *_ in tablet.results()]) > len(tablet.results()) // 2


def test_times_do_not_depend_on_the_order_in_which_records_arrive() -> None:
    tablet = Tablet(5)
    tablet.work(jumps=60)
    marks = [mark(read_record(text)) for text in tablet.ledger.texts]
    expected = corrected(marks)

    for _ in range(20):
        tablet.chance.shuffle(marks)
        assert corrected([*marks, *marks[:17]]) == expected


def test_a_later_anchor_turns_claimed_times_of_the_same_boot_exact() -> None:
    tablet = Tablet(6)
    tablet.jump()
    tablet.ledger.rated_visit("A001", Level.DISSATISFIED)
    claimed = corrected(mark(read_record(text)) for text in tablet.ledger.texts)
    tablet.ledger.add(Anchor(time=rfc3339(MORNING), round_trip_ms=8, centre="c", answer=uuid7()))

    made = corrected(mark(read_record(text)) for text in tablet.ledger.texts)

    assert {one.quality for one in claimed.values()} == {TimeQuality.CLAIMED}
    assert {one.quality for one in made.values()} == {TimeQuality.EXACT}
    assert all(one.ms <= max(two.ms for two in made.values()) for one in made.values())


@pytest.mark.long
def test_ten_thousand_jumps() -> None:
    tablet = Tablet(7)
    tablet.work(jumps=10_000)

    anchored = [(truth, made.moment) for truth, _, made, sure in tablet.results() if sure]

    assert max(abs(a - b) for a, b in anchored) <= timedelta(seconds=2)
    assert wrong_days(anchored) == 0
