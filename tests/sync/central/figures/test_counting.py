"""Many days counted in one statement say the same as each day's pure figures."""

from __future__ import annotations

from random import Random

from sqlalchemy import event

from sync.central.figures.counting import count_days
from sync.central.figures.groups import Counts, Of
from sync.central.figures.kept import EVERYTHING, count_stale, counts_of_day
from sync.central.verify.verify import verify
from sync.kinds import Cause, Forwarded, Level, Passed
from tests.support.facing import Town

DAYS = ("2026-03-02", "2026-03-03")
PEOPLE = (None, "S001", "S002", "王" * 300)


def lively(place: Town, hall: str, seed: int) -> None:
    """Deliver one day with everything that can become of a visit, several times over."""
    chance = Random(seed)
    for window in ("1", "3"):
        ledger = place.tablet(window, hall).ledger
        for at in range(14):
            staff, number = chance.choice(PEOPLE), f"A{window}{at:02}"
            service = chance.choice((None, "社保", "税" * 250))
            visit = ledger.serve(number, staff=staff, service=service)
            level = chance.choice(list(Level))
            match at % 7:
                case 0:
                    ledger.rate(visit, level, staff=staff)  # opened by the citizen, and still being served
                case 1:
                    ledger.add(Passed(), visit=visit)
                case 2:
                    ledger.add(Forwarded(), visit=visit)
                case 3:
                    ledger.ask(visit)
                    wrong = ledger.rate(visit, level, staff=staff)
                    ledger.rate(visit, chance.choice(list(Level)), staff=staff, replaces=wrong)
                case 4:
                    ledger.ask(visit)
                    ledger.rate(visit, level, staff=staff)
                    again = ledger.serve(number, staff=staff)  # the same number once more: its rating gives way
                    ledger.ask(again)
                    ledger.rate(again, level, staff=staff)
                case 5:
                    ledger.ask(visit)
                    ledger.rate(visit, level, staff=staff)
                    ledger.rate(visit, chance.choice(list(Level)), staff=staff, nth=2)
                case _:
                    ledger.unrated_visit(f"{number}X", chance.choice(list(Cause)), staff=staff)
        place.deliver(place.tablet(window, hall))


def test_what_the_database_counts_is_what_the_figures_say(place: Town) -> None:
    for at, _ in enumerate(DAYS):
        for hall in ("H001", "H002"):
            lively(place, hall, seed=at)
        place.clock.advance(86_400 - 3600 * (place.clock.now().hour - 1))
    days = [(hall, day) for hall in ("H001", "H002") for day in DAYS]
    with place.central.database.read() as db:
        found = count_days(db, days)
        told = {(hall, day): counts_of_day(db, hall, day, "Asia/Shanghai") for hall, day in days}
    assert found == told
    whole = sum((one[Of.HALL, ""] for one in found.values()), Counts())
    assert min(whole.gave_way, whole.unrated, whole.rated, whole.bad) > 0  # all of it happened
    count_stale(place.central.database, EVERYTHING, *DAYS)
    assert verify(place.central).holds


def test_a_hundred_stale_days_are_counted_in_one_transaction(place: Town) -> None:
    for hall in ("H001", "H002"):
        lively(place, hall, seed=1)
    commits = []
    event.listen(place.central.database._writer, "commit", commits.append)
    assert count_stale(place.central.database, EVERYTHING, *DAYS) == 2
    assert len(commits) == 1
