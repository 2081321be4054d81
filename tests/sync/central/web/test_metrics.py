"""`/metrics` answers one question first: how late is which window?"""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from sync.kinds import Level
from tests.support.asking import Client
from tests.support.facing import Town
from tests.support.furnished import furnish
from tests.support.serving import served
from tests.sync.central.web.test_api import token

ORDER = ("hall", "window", "kiosk", "kind", "pool", "code")


def scraped(place: Town, hall: str = "H001") -> dict[tuple[str, ...], float]:
    answer = Client(place.app, token(place, hall)).get("/metrics")
    assert answer.status == 200, answer.text
    return {
        (sample.name, *(sample.labels[name] for name in ORDER if name in sample.labels)): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_nobody_scrapes_without_a_token(here: Town) -> None:
    assert Client(here.app).get("/metrics").status == 401


def test_each_window_says_how_long_it_has_been_silent_and_what_it_still_holds(here: Town) -> None:
    with served(here.app) as url:
        one = furnish(here.central, url, here.central.settings.data / "export")
    here.clock.advance(120)
    found = scraped(here)
    assert found["yiping_kiosk_enrolled", "H001", "3", one.id] == 1
    assert found["yiping_kiosk_silent_seconds", "H001", "3", one.id] >= 120
    assert ("yiping_kiosk_pending_records", "H001", "3", one.id) in found
    assert found["yiping_open_alarms", "H001", "fork"] == 1
    assert found["yiping_window_missing_records", "H001", "3"] > 0
    assert not [name for name in scraped(here, "H002") if "H001" in name]


def test_an_open_case_is_counted_and_gone_once_the_citizen_took_it_back(place: Town) -> None:
    ledger = place.tablet().ledger
    visit = ledger.serve("A001")
    ledger.ask(visit)
    first = ledger.rate(visit, Level.VERY_DISSATISFIED)
    place.deliver(place.tablet())
    assert scraped(place)["yiping_open_cases", "H001", "verification"] == 1
    ledger.rate(visit, Level.SATISFIED, replaces=first)
    place.deliver(place.tablet())
    assert ("yiping_open_cases", "H001", "verification") not in scraped(place)
