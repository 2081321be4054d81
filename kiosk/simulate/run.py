"""`yiping-kiosk simulate`: N headless kiosks, M visits each, all at once; says what was made and what became of it."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from kiosk.simulate.codes import BadCodes, read_codes
from kiosk.simulate.kiosk import HeadlessKiosk
from sync.clock import Clock, SystemClock
from sync.delivery.enrol import enrol
from sync.delivery.identity import Identity
from sync.delivery.outbox import LedgerFacts
from sync.questionnaire import Questionnaire, read_questionnaire
from sync.resources import config

PATIENCE_S = 400.0  # without any progress; a kiosk that found the centre overwhelmed comes again after five minutes at the latest
AT_ONCE = 16  # kiosks that make visits at the same time; delivery runs for all of them
TOGETHER = 250  # kiosks that live at the same time; each has four threads


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """`made` counts records in the stores, `sent` those the centre gave a verdict on, `settled` those that need no sending.

    `delivery_seconds` is how long delivery took after the last visit was served. The times
    of a batch are as a kiosk waits for its answer; all kiosks here share this program's one interpreter.
    """

    kiosks: int
    visits: int
    made: int
    sent: int
    settled: int
    set_aside: int
    seconds: float
    delivery_seconds: float = 0.0
    batches: int = 0
    batch_p50_ms: int = 0
    batch_p99_ms: int = 0
    trouble: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether everything that was made is with the centre and counts there."""
        return not self.trouble and self.settled == self.made and not self.set_aside


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `simulate` takes."""
    parser.add_argument("--central", required=True, metavar="URL", help="the centre's address")
    parser.add_argument("--codes", required=True, type=Path, metavar="FILE", help="one-time codes, one a kiosk")
    parser.add_argument("--kiosks", required=True, type=_count, metavar="N", help="how many kiosks")
    parser.add_argument("--visits", required=True, type=_count, metavar="M", help="how many visits each")
    parser.add_argument("--seed", required=True, type=int, metavar="S", help="the same seed makes the same visits")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="keep the kiosks' stores here (else they are thrown away)"
    )
    parser.add_argument("--backlog", action="store_true", help="deliver nothing before every visit is served")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Do it; print the tally; return the exit code: 0 if everything made is with the centre and counts."""
    try:
        codes = read_codes(args.codes)
        with nullcontext(args.data) if args.data else tempfile.TemporaryDirectory(prefix="yiping-simulate-") as folder:
            tally = simulate(
                args.central,
                codes,
                kiosks=args.kiosks,
                visits=args.visits,
                seed=args.seed,
                folder=Path(folder),
                backlog=args.backlog,
            )
    except BadCodes as why:
        print(why, file=sys.stderr)  # noqa: T201 - a program says what is wrong
        return 1
    print(json.dumps(asdict(tally), ensure_ascii=False) if args.json else in_words(tally))  # noqa: T201 - its answer
    for line in tally.trouble:
        print(line, file=sys.stderr)  # noqa: T201 - a program says what is wrong
    return 0 if tally.whole else 1


def simulate(
    central: str,
    codes: Sequence[str],
    *,
    kiosks: int,
    visits: int,
    seed: int,
    folder: Path,
    clock: Clock | None = None,
    patience_s: float = PATIENCE_S,
    backlog: bool = False,
) -> Tally:
    """Enrol so many kiosks, have each serve so many visits, wait until all is delivered; return what came of it.

    With `backlog` nothing is delivered before every visit is served, as after days without a network.

    Raises:
        BadCodes: there are fewer codes than kiosks.
    """
    if len(codes) < kiosks:
        raise BadCodes(
            f"{kiosks} kiosks need {kiosks} codes and there are {len(codes)}: make more with enrol-code --all"
        )
    clock = clock or SystemClock()
    questionnaire = read_questionnaire(config() / "questionnaire.toml")
    began = time.monotonic()
    day = _Day(central, folder, clock, visits, seed, questionnaire, patience_s, threading.Lock(), backlog)
    parts: list[_Part] = []
    delivering = 0.0
    with ThreadPoolExecutor(AT_ONCE) as hands:
        for first in range(1, kiosks + 1, TOGETHER):
            numbers = range(first, min(kiosks + 1, first + TOGETHER))
            alive = list(hands.map(day.begun, numbers, codes[first - 1 :]))
            try:
                list(hands.map(day.served, numbers, alive))
                whole_from = time.monotonic()
                for kiosk in alive if backlog else ():
                    if isinstance(kiosk, HeadlessKiosk):
                        kiosk.deliver()
                facts = list(hands.map(day.whole, alive))
                delivering += time.monotonic() - whole_from
            finally:
                list(hands.map(_stop, alive))
            parts += [_part(kiosk, one) for kiosk, one in zip(alive, facts, strict=True)]
    waited = sorted(ms for one in parts for ms in one.batches_ms)
    return Tally(
        kiosks=kiosks,
        visits=kiosks * visits,
        made=sum(one.made for one in parts),
        sent=sum(one.sent for one in parts),
        settled=sum(one.settled for one in parts),
        set_aside=sum(one.set_aside for one in parts),
        seconds=round(time.monotonic() - began, 3),
        delivery_seconds=round(delivering, 3),
        batches=len(waited),
        batch_p50_ms=_share(waited, 0.50),
        batch_p99_ms=_share(waited, 0.99),
        trouble=tuple(line for one in parts for line in one.trouble),
    )


def in_words(tally: Tally) -> str:
    """Return the tally as a sentence."""
    return (
        f"{tally.kiosks} kiosks, {tally.visits} visits: {tally.made} records made, {tally.sent} sent,"
        f" {tally.settled} settled, {tally.set_aside} set aside, in {tally.seconds:.1f} s;"
        f" {tally.batches} batches, half of them answered in {tally.batch_p50_ms} ms, 99 of 100 in {tally.batch_p99_ms} ms"
    )


@dataclass(frozen=True, slots=True)
class _Part:
    made: int = 0
    sent: int = 0
    settled: int = 0
    set_aside: int = 0
    trouble: tuple[str, ...] = ()
    batches_ms: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Day:
    central: str
    folder: Path
    clock: Clock
    visits: int
    seed: int
    questionnaire: Questionnaire
    patience_s: float
    opening: threading.Lock
    backlog: bool

    def begun(self, number: int, code: str) -> HeadlessKiosk | _Part:
        """Enrol one kiosk and start it."""
        came = enrol(self.central, code, self.clock)
        if not isinstance(came, Identity):
            return _Part(trouble=(f"kiosk {number} was not let in: {came}",))
        kiosk = HeadlessKiosk(self.folder / f"kiosk-{number}", came, self.clock, self.opening)
        kiosk.open()
        if not self.backlog:
            kiosk.deliver()
        return kiosk

    def served(self, number: int, kiosk: HeadlessKiosk | _Part) -> None:
        """Serve its visits, while it delivers."""
        if isinstance(kiosk, HeadlessKiosk):
            chance = Random(f"{self.seed}/{number}")  # noqa: S311 - repeatable by its seed
            kiosk.work(self.visits, chance, self.questionnaire, hurried=self.backlog)

    def whole(self, kiosk: HeadlessKiosk | _Part) -> LedgerFacts | None:
        """Wait until everything is delivered; return how it stands."""
        return kiosk.finish(self.patience_s) if isinstance(kiosk, HeadlessKiosk) else None


def _part(kiosk: HeadlessKiosk | _Part, facts: LedgerFacts | None) -> _Part:
    """Return what became of a kiosk, once it has stopped: only then it has counted its last answer."""
    if isinstance(kiosk, _Part) or facts is None:
        return kiosk if isinstance(kiosk, _Part) else _Part()
    who = f"kiosk {kiosk.identity.kiosk} at window {kiosk.identity.window}"
    left = (f"{who} still has {facts.pending} records: {kiosk.last}",) if facts.pending else ()
    settled = facts.seq - facts.pending
    return _Part(facts.seq, kiosk.sent, settled, kiosk.set_aside, left, tuple(kiosk.batches_ms))


def _stop(kiosk: HeadlessKiosk | _Part) -> None:
    if isinstance(kiosk, HeadlessKiosk):
        kiosk.stop()


def _share(sorted_ms: Sequence[int], share: float) -> int:
    return sorted_ms[int((len(sorted_ms) - 1) * share)] if sorted_ms else 0


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number
