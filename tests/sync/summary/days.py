"""Made-up days for the tests of the summary: visits drawn from a seed, with every way a visit can end."""

from __future__ import annotations

import random

from sync.contract import uuid7
from sync.kinds import Cause, Channel, Level, Origin
from sync.summary.facts import KioskCompleteness, Origins, Outcome, VisitFacts

DAY = "2026-03-05"
STAFF = {"S001": "王玥", "S002": "李明", "S003": "陈珺", "S004": "赵龘"}
WINDOWS = {"2": "社保综合", "3": "不动产登记", "10": "税务"}
CODES = {5: ("510", "511", "517"), 4: ("406", "407"), 3: ("304",), 2: ("204", "205"), 1: ("101", "102")}


def kiosk(window: str, **changes: object) -> KioskCompleteness:
    facts: dict[str, object] = {
        "kiosk": f"0190aaaa-0000-7000-8000-00000000{int(window):04d}",
        "window": window,
        "ledger": f"0190bbbb-0000-7000-8000-00000000{int(window):04d}",
        "first_seq": 1,
        "last_seq": 240,
        "head": f"{int(window):064x}",
        "minutes_offline": 12,
    }
    return KioskCompleteness(**(facts | changes))  # type: ignore[arg-type]  # the fields are named above


def origins(**changes: object) -> Origins:
    facts: dict[str, object] = {
        "source": "centre",
        "hall": "H001",
        "hall_name": "柯城区政务服务中心",
        "day": DAY,
        "as_of": "2026-03-05T09:31:07.123Z",
        "revision": 3,
        "time_zone": "Asia/Shanghai",
        "windows": WINDOWS,
        "staff": STAFF,
        "departments": {"D1": "人力资源和社会保障局", "D2": "自然资源局"},
        "kiosks": tuple(kiosk(window) for window in WINDOWS),
        "kiosks_expected": 3,
    }
    return Origins(**(facts | changes))  # type: ignore[arg-type]  # the fields are named above


def visit(**changes: object) -> VisitFacts:
    facts: dict[str, object] = {
        "visit": uuid7(),
        "window": "3",
        "ticket": "A042",
        "ticket_key": f"d:{DAY}/1/A042",
        "day": DAY,
        "hour": 9,
        "outcome": Outcome.SERVED,
        "origin": Origin.QUEUE,
        "staff": "S001",
        "asked": True,
    }
    return VisitFacts(**(facts | changes))  # type: ignore[arg-type]  # the fields are named above


def morning(seed: int, visits: int = 300) -> list[VisitFacts]:
    """Return a day's visits; the same seed gives the same day."""
    draw = random.Random(seed)
    return [_drawn(draw, number) for number in range(visits)]


def _drawn(draw: random.Random, number: int) -> VisitFacts:
    ended = draw.choices(list(Outcome), weights=[1, 90, 4, 2, 2, 1])[0]
    level = draw.choices([None, *Level], weights=[20, 60, 12, 4, 3, 2])[0] if ended is Outcome.SERVED else None
    cause = None if level or ended is not Outcome.SERVED else draw.choice([None, *Cause])
    codes = CODES[level] if level else ()
    reasons = tuple(draw.sample(codes, draw.randint(0, len(codes))))
    window = draw.choice(list(WINDOWS))
    return visit(
        visit=f"0190cccc-0000-7000-8000-{draw.getrandbits(48):012x}",
        window=window,
        department="D2" if window == "3" else "D1",
        ticket=f"A{number:03d}",
        ticket_key=f"d:{DAY}/1/A{number:03d}",
        hour=draw.randint(8, 17),
        outcome=ended,
        origin=draw.choices(list(Origin), weights=[90, 5, 3, 2])[0],
        staff=draw.choices([*STAFF, None], weights=[40, 30, 25, 1, 1])[0],
        asked=cause is not Cause.NOT_ASKED,
        level=level,
        channel=draw.choice([Channel.TABLET, Channel.PHONE]) if level else None,
        reasons=reasons,
        questionnaire_version="2020.1" if level else None,
        unexplained=bool(level and level.bad and not reasons),
        has_comment=bool(level) and draw.random() < 0.1,
        cause=cause,
        second=draw.choice([None, None, None, *Level]) if level and level.bad else None,
        superseded=1 if level and draw.random() < 0.05 else 0,
        excluded=bool(level and level.bad and draw.random() < 0.1),
    )
