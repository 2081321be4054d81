"""The contract from tap to centre as a state machine: a real store and the real intake, and everything that may go wrong.

Hypothesis makes sequences of taps, deliveries, lost, doubled, delayed and forged messages, restarts, crashes, wrong
clocks and a centre that is restored from a backup. After each: nothing kept is lost, nothing is doubled, no alarm is
false, and what stands is what was tapped.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from kiosk.entry import Entry
from kiosk.store.place import Place
from kiosk.store.store import Store
from sync.contract import KioskSettings, uuid7, write_record
from sync.delivery.cable import Response
from sync.delivery.client import Client, Latest
from sync.delivery.outcomes import Delivered, NothingToDo, Outcome, TooLarge, Unproved, Unreachable
from sync.delivery.pace import Limits
from sync.delivery.presence import News, Observed, Presence
from sync.delivery.rounds import one_round
from sync.kinds import Asked, Body, By, Cause, Channel, Ended, Explained, Level, Origin, Paused, Rated, Served, Unrated
from sync.suite import Keys
from tests.support.clock import FakeClock
from tests.support.real_centre import InProcess, RealCentre, real_centre
from tests.support.wire import Message, forged

LEVELS = st.sampled_from(list(Level))
SEQUENCES = 2000
SEED = 20260302
FAULTS = ["request lost", "answer lost", "doubled", "delayed", "portal", "forged", "replayed", "413", "502", "flipped"]


@dataclass
class Bench:
    """What sequences share: a clock, a folder in memory, and a centre that is replaced before it grows large."""

    folder: Path
    clock: FakeClock
    stack: ExitStack
    mallory: Keys = field(default_factory=Keys.made)
    etag: str = ""
    sequences: int = 0
    steps: int = 0

    def next_sequence(self) -> None:
        """Count one more, before a young centre."""
        if self.sequences % 50 == 0:
            self.stack.close()
            self.home = self.folder / f"centre-{self.sequences}"
            self.centre: RealCentre = self.stack.enter_context(real_centre(self.home, clock=self.clock))
            self.wire = InProcess(self.centre)
            self.stack.callback(self.wire.close)
        self.sequences += 1


class FaultyWire:
    """Hands requests to the real application, after doing to them what the sequence asked for."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.fault: str | None = None
        self.delayed: list[tuple[Any, ...]] = []
        self.answers: list[Response] = []

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Response | Unreachable:
        request = (method, path, body, headers)
        fault, self.fault = self.fault, None
        match fault:
            case "request lost":
                return Unreachable("cut")
            case "answer lost":
                self.centre(request)
                return Unreachable("cut")
            case "delayed":
                self.delayed.append(request)
                return Unreachable("cut")
            case "portal":
                return Response(200, {"content-type": "text/html"}, b"<h1>log in</h1>")
            case "forged" if path.endswith("batches"):
                return self._forged(request)
            case "replayed" if self.answers:
                return self.answers[0]
            case "413":
                return Response(413, {}, b"")
            case "502":
                return Response(502, {}, b"")
            case "flipped":
                return self.centre((method, path, body[:-1] + bytes([body[-1] ^ 1]), headers))
            case "doubled":
                self.centre(request)
        answer = self.centre(request)
        self.answers = [answer, *self.answers[:3]]
        return answer

    def centre(self, request: tuple[Any, ...]) -> Response:
        answer = self.bench.wire.ask(*request)
        assert isinstance(answer, Response)
        assert answer.status < 500, answer
        return answer

    def cut(self) -> None:
        """Nothing is ever under way."""

    def close(self) -> None:
        """The application is shared by all sequences."""

    def _forged(self, request: tuple[Any, ...]) -> Response:
        lines = [f"{name}: {value}".encode() for name, value in request[3].items()]
        raw = forged(Message(b"\r\n".join([b"POST", *lines, b"", b""]), request[2]), self.bench.mallory)
        head, _, body = raw.partition(b"\r\n\r\n")
        pairs = [line.decode().partition(": ") for line in head.split(b"\r\n")[1:]]
        return Response(200, {name: value for name, _, value in pairs}, body)


@dataclass
class Tapped:
    """What the sequence knows of one visit: the ratings it kept, in order, and whether the service ended."""

    key: str
    ratings: list[tuple[str, Level]] = field(default_factory=list)
    over: bool = False


class Contract(RuleBasedStateMachine):
    """One kiosk's life in front of one centre."""

    bench: Bench

    # --- beginning and end -----------------------------------------------------------------------------------------

    @initialize()
    def switch_on(self) -> None:
        self.bench.next_sequence()
        self.clock = self.bench.clock
        self.identity = self.bench.centre.enrolled()
        self.home = Path(tempfile.mkdtemp(dir=self.bench.folder))
        self.lives = 0
        self.wire = FaultyWire(self.bench)
        self.visits: dict[str, Tapped] = {}
        self.kept: list[str] = []
        self.limits = Limits()
        self.backed_up = self.was_restored = False
        self._open(self.home / "0")
        self._connect()

    def teardown(self) -> None:
        if not hasattr(self, "store"):
            return
        try:
            self.wire.fault = None
            self._beat()  # if the centre was restored, this is how the kiosk hears of it
            self._drain()
            self._check_everything()
        finally:
            self.store.close()
            shutil.rmtree(self.home)

    # --- at the window ---------------------------------------------------------------------------------------------

    @rule(ended=st.booleans())
    def serve(self, ended: bool) -> None:
        visit, key = uuid7(), f"q:{uuid7()}"
        self._keep(
            visit,
            Served(
                ticket=f"A{len(self.visits):03}",
                ticket_key=key,
                ticket_origin=Origin.QUEUE,
                day="2026-03-02",
                staff="S001",
            ),
        )
        self.visits[visit] = Tapped(key)
        if ended:
            self._keep(visit, Ended(by=By.QUEUE), Asked(by=By.STAFF, limit_s=30))

    @precondition(lambda self: self._open_visits())
    @rule(level=LEVELS, reasons=st.booleans(), data=st.data())
    def rate(self, level: Level, reasons: bool, data: st.DataObject) -> None:
        visit = data.draw(st.sampled_from(self._open_visits()))
        tapped = self.visits[visit]
        self.clock.advance(3)
        rated = Rated(
            round=1,
            channel=Channel.TABLET,
            level=level,
            questionnaire="national",
            questionnaire_version="2020.1",
            language="zh-CN",
            staff="S001",
            replaces=tapped.ratings[-1][0] if tapped.ratings else None,
        )
        [name] = self._keep(visit, rated)
        tapped.ratings.append((name, level))
        if reasons:
            self._keep(visit, Explained(rating=name, reasons=("501",)))

    @precondition(lambda self: self._open_visits())
    @rule(data=st.data())
    def let_go(self, data: st.DataObject) -> None:
        visit = data.draw(st.sampled_from(self._open_visits()))
        self.visits[visit].over = True
        if not self.visits[visit].ratings:
            self._keep(visit, Unrated(cause=Cause.TIMED_OUT))

    @rule(many=st.integers(1, 30))
    def write_much(self, many: int) -> None:
        self._keep(None, *[Paused() for _ in range(many)])

    # --- on the wire -----------------------------------------------------------------------------------------------

    @rule()
    def deliver(self) -> None:
        self._round()

    @rule(fault=st.sampled_from(FAULTS))
    def deliver_badly(self, fault: str) -> None:
        before = self.store.facts().pending
        self.wire.fault = fault
        outcome = self._round()
        if fault in ("portal", "forged", "replayed") and not isinstance(outcome, NothingToDo | Delivered):
            assert isinstance(outcome, Unproved), outcome
        if isinstance(outcome, NothingToDo | Delivered):
            self.wire.fault = None
        else:
            assert self.store.facts().pending == before
        if isinstance(outcome, TooLarge):
            self.limits = self.limits.halved()

    @precondition(lambda self: self.wire.delayed)
    @rule(data=st.data())
    def an_old_request_arrives(self, data: st.DataObject) -> None:
        self.wire.centre(data.draw(st.sampled_from(self.wire.delayed)))

    @rule(fault=st.sampled_from([None, None, "answer lost", "delayed", "portal", "replayed", "doubled"]))
    def heartbeat(self, fault: str | None) -> None:
        self.wire.fault = fault
        self._beat()
        self.wire.fault = None

    # --- the machine and its clock -----------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([1, 60, 1200, 4000]))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(seconds)

    @rule(clean=st.booleans())
    def restart(self, clean: bool) -> None:
        """Close the store, or leave it as a cut of the power of the program would: copied while it is open."""
        self.lives += 1
        folder = self.home / str(self.lives - 1 if clean else self.lives)
        if clean:
            self.store.close()
            self.lives -= 1
        else:
            shutil.copytree(self.home / str(self.lives - 1), folder)
            self.store.close()
        self._open(folder)
        self._connect()

    # --- the centre --------------------------------------------------------------------------------------------------

    @precondition(lambda self: not self.backed_up)
    @rule()
    def the_centre_makes_a_backup(self) -> None:
        self._copy(self._database, self._backup)
        self.backed_up = True

    @precondition(lambda self: self.backed_up)
    @rule()
    def the_centre_is_restored(self) -> None:
        self._copy(self._backup, self._database)
        self.bench.centre.restored()
        self.was_restored = True
        self.backed_up = False

    @property
    def _database(self) -> Path:
        return self.bench.home / "central.db"

    @property
    def _backup(self) -> Path:
        return self.home / "backup.db"

    def _copy(self, source: Path, target: Path) -> None:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)

    # --- how ---------------------------------------------------------------------------------------------------------

    def _open(self, folder: Path) -> None:
        place = Place(self.identity.kiosk, self.identity.hall, self.identity.window)
        self.store = Store.open(folder, place, self.clock)
        self.bench.steps += 1

    def _connect(self) -> None:
        latest = Latest()
        self.client = Client(self.identity, self.wire, self.clock, latest)
        self.news: list[News] = []
        self.presence = Presence(
            self.store,
            Client(self.identity, self.wire, self.clock, latest),
            self.clock,
            version="0",
            observe=lambda: Observed(page="idle"),
            heard=self.news.append,
            etag=self.bench.etag,
        )

    def _open_visits(self) -> list[str]:
        return [visit for visit, tapped in self.visits.items() if not tapped.over]

    def _keep(self, visit: str | None, *bodies: Body) -> list[str]:
        self.bench.steps += 1
        self.clock.advance(1)
        kept = self.store.keep([Entry(id=uuid7(), body=body, visit=visit) for body in bodies])
        self.kept += [one.id for one in kept]
        return [one.id for one in kept]

    def _round(self) -> Outcome:
        self.bench.steps += 1
        self.clock.advance(0.02)
        outcome = one_round(self.store, self.client, self.limits)
        if isinstance(outcome, Delivered):
            assert outcome.set_aside == 0 or self.was_restored, outcome  # it may lack the visit until that comes again
            self.limits = self.limits.grown()
        return outcome

    def _beat(self) -> None:
        self.bench.steps += 1
        self.clock.advance(0.02)
        self.presence.step()
        fetched = [one.etag for one in self.news if isinstance(one, KioskSettings)]
        self.bench.etag = fetched[-1] if fetched else self.bench.etag

    def _drain(self) -> None:
        for _ in range(60):
            if isinstance(self._round(), NothingToDo):
                return
        raise AssertionError("never done")

    def _check_everything(self) -> None:
        records = self.store.records()
        texts = [write_record(one.stamp, one.body) for one in records if one.body]
        ledgers = {one.stamp.ledger for one in records}
        assert len(ledgers) == 1, "a ledger was ended although nothing was wrong"
        ledger = ledgers.pop()
        assert {one.stamp.id for one in records} >= set(self.kept), "something kept is lost here"
        assert self.bench.centre.held(ledger) == texts, "lost, doubled or changed on the way"
        facts = self.store.facts()
        assert (facts.pending, facts.set_aside) == (0, 0)
        assert self.bench.centre.rows("SELECT kind || detail FROM alarms WHERE ledger = :it", ledger) == []
        assert self.bench.centre.rows("SELECT text FROM strays WHERE ledger = :it", ledger) == []
        for tapped in self.visits.values():
            standing = self.bench.centre.rows(
                "SELECT level FROM ratings WHERE ticket_key = :it AND standing", tapped.key
            )
            assert standing == [level for _, level in tapped.ratings[-1:]], "what stands is not what was tapped"


@contextmanager
def a_bench() -> Iterator[Bench]:
    memory = Path("/dev/shm")  # noqa: S108 - Linux's memory disk: thousands of stores need no true fsync here
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name, ExitStack() as stack:
        yield Bench(Path(name), FakeClock(), stack)


@pytest.fixture
def bench() -> Iterator[Bench]:
    with a_bench() as bench:
        yield bench


def live(number: int, sequences: int, steps: int) -> tuple[int, int]:
    """Run so many sequences from this seed before a centre of their own; return how many sequences and steps it was."""
    logging.disable(logging.WARNING)  # sequences provoke what is logged
    with a_bench() as bench:
        machine = seed(number)(type("Machine", (Contract,), {"bench": bench}))
        how = settings(
            max_examples=sequences,
            stateful_step_count=steps,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
            database=None,
            print_blob=True,
        )
        run_state_machine_as_test(machine, settings=how)
        return bench.sequences, bench.steps


def run(sequences: int, steps: int) -> tuple[int, int]:
    """Run on every core; the seeds are printed."""
    workers = max(2, os.cpu_count() or 2)
    share = -(-sequences // workers)
    seeds = [SEED + number for number in range(workers)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        parts = list(pool.map(live, seeds, [share] * workers, [steps] * workers))
    done = sum(part[0] for part in parts), sum(part[1] for part in parts)
    print(f"seeds {seeds}: {done[0]} sequences, {done[1]} steps")
    return done


def test_two_thousand_sequences_break_no_promise() -> None:
    assert run(SEQUENCES, 12)[0] >= SEQUENCES


@pytest.mark.long
def test_a_million_steps_break_no_promise() -> None:
    assert run(100_000, 50)[1] >= 1_000_000


def test_a_heartbeat_that_was_overtaken_by_a_batch_is_not_a_file_set_back(bench: Bench) -> None:
    kiosk = type("Machine", (Contract,), {"bench": bench})()
    kiosk.switch_on()
    kiosk.heartbeat(None)
    kiosk.deliver()
    kiosk.heartbeat("delayed")
    kiosk.write_much(5)
    kiosk.deliver()
    kiosk.wire.centre(kiosk.wire.delayed[0])

    kiosk.teardown()  # checks that there is no alarm
