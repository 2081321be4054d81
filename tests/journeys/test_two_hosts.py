"""Two hosts with one PostgreSQL and the same keys: whatever is begun at one goes on at the other, and nothing counts twice."""

from __future__ import annotations

import re
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from sqlalchemy import func, select

from sync.central.accounts.people import create_account
from sync.central.accounts.tokens import May, create_token
from sync.central.central import Central
from sync.central.followup.models import Case
from sync.central.intake.models import Rating
from sync.central.keys import NAME
from sync.central.kiosks.known import KioskKnown
from sync.central.kiosks.models import Presence
from sync.central.verify.verify import verify
from sync.contract import State, uuid7
from sync.kinds import Level
from tests.support.centre import FakeKiosk, centre, kiosk, rows
from tests.support.clock import FakeClock
from tests.support.facing import Tablet
from tests.sync.central.commands.test_processes import serving
from tests.sync.central.kiosks.test_presence import beat

PATIENCE = 60.0
RACES = 200
SECRET = "clouds over the quiet harbour"


@dataclass
class Hosts:
    """Two centres' addresses, and their database and keys opened here too."""

    central: Central
    first: str
    second: str

    def kiosk(self, window: str) -> FakeKiosk:
        clock = FakeClock(at=datetime.now(UTC), machine=window)
        return kiosk(self.central, self.first, window, clock=clock)


@pytest.fixture(scope="module")
def hosts(postgres: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    folder = tmp_path_factory.mktemp("hosts")
    url = postgres.new()  # type: ignore[attr-defined] - the session's server
    central = centre(folder / "first", FakeClock(at=datetime.now(UTC)), url)
    (folder / "second").mkdir()
    shutil.copy(folder / "first" / NAME, folder / "second" / NAME)
    with ExitStack() as stack:
        found = [stack.enter_context(serving(folder / host, url, "--workers", "1"))[2] for host in ("first", "second")]
        yield Hosts(central, *found)
    central.close()
    postgres.drop(url)  # type: ignore[attr-defined] - the same


class Stream:
    """One open live feed; `lines` grows as events come."""

    def __init__(self, url: str, hall: str, token: str) -> None:
        headers = {"authorization": f"Bearer {token}"}
        self.answer = requests.get(f"{url}/api/v1/halls/{hall}/live", headers=headers, stream=True, timeout=PATIENCE)
        assert self.answer.status_code == 200
        self._lines = self.answer.iter_lines(chunk_size=1, decode_unicode=True)

    def until(self, wanted: str) -> list[str]:
        """Read on to the event of that name; return the names that came."""
        came: list[str] = []
        for line in self._lines:
            if line.startswith("event: "):
                came.append(line.removeprefix("event: "))
                if came[-1] == wanted:
                    return came
        raise AssertionError(f"the stream ended after {came}")

    def rest(self) -> None:
        """Read to the end; a stream that was cut and did not end raises."""
        for _ in self._lines:
            pass


def reading(hosts: Hosts, may: May = May.READ) -> str:
    with hosts.central.database.write() as db:
        return create_token(db, "H001", now=hosts.central.clock.now(), may=may)


def test_who_logs_in_at_one_host_is_known_at_the_other_until_they_log_out_anywhere(hosts: Hosts) -> None:
    with hosts.central.database.write() as db:
        create_account(db, "li", SECRET, halls=["H001"], now=hosts.central.clock.now())
    browser = requests.Session()
    entered = browser.post(f"{hosts.first}/login", {"name": "li", "password": SECRET}, allow_redirects=False)
    assert entered.status_code == 303

    page = browser.get(f"{hosts.second}/halls/H001", allow_redirects=False)
    assert page.status_code == 200
    form = re.search(r'name="form" value="([^"]+)"', page.text)
    assert form
    kept = browser.cookies.copy()
    assert browser.post(f"{hosts.second}/logout", {"form": form[1]}, allow_redirects=False).status_code == 303

    after = requests.get(f"{hosts.first}/halls/H001", cookies=kept, allow_redirects=False, timeout=PATIENCE)
    assert after.status_code == 303


def test_wrong_passwords_are_counted_together(hosts: Hosts) -> None:
    tries = [
        requests.post(f"{url}/login", {"name": "nobody", "password": f"wrong {at}"}, timeout=PATIENCE).status_code
        for at, url in enumerate([hosts.first, hosts.second] * 3)
    ]

    assert tries == [401] * 5 + [429]


def test_a_challenge_of_one_host_proves_freshness_at_the_other(hosts: Hosts) -> None:
    one = hosts.kiosk("1")
    beat(one)
    one.url = hosts.second
    before = time.time()
    beat(one)

    (seen,) = [row for row in rows(hosts.central, Presence) if row.kiosk_id == one.id]
    assert seen.challenge_ms > 0
    assert seen.challenge_ms <= before * 1000


def test_a_bad_rating_at_one_host_is_seen_live_at_the_other_with_a_snapshot_first(hosts: Hosts) -> None:
    one = hosts.kiosk("2")
    stream = Stream(hosts.second, "H001", reading(hosts))
    assert stream.until("snapshot") == ["snapshot"]
    one.ledger.rated_visit("A042", Level.VERY_DISSATISFIED)
    one.deliver()

    assert "case" in stream.until("case")
    again = Stream(hosts.second, "H001", reading(hosts))
    assert again.until("snapshot") == ["snapshot"], "whoever connects anew is told to look first"
    stream.answer.close()
    again.answer.close()


def test_a_number_called_at_one_host_wakes_the_kiosk_that_waits_at_the_other(hosts: Hosts) -> None:
    one = hosts.kiosk("4")
    one.url = hosts.second
    token = reading(hosts, May.QUEUE)
    called = {"id": "e1", "window": "4", "kind": "called", "number": "A007"}
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(one.ask, "GET", f"/api/v1/kiosk/events?after={int(time.time() * 1000)}")
        answer = requests.post(
            f"{hosts.first}/api/v1/queue-events", json=called, headers={"authorization": f"Bearer {token}"}, timeout=30
        )
        assert answer.json()["taken"] == 1
        came = waiting.result(PATIENCE)

    assert [event["queue"]["number"] for event in came.body["events"]] == ["A007"]


def test_a_tablet_at_one_host_and_a_phone_at_the_other_race_and_one_rating_stands_each_time(hosts: Hosts) -> None:
    one = hosts.kiosk("3")
    known = KioskKnown(one.id, "H001", "3", State.ACTIVE, one.keys.public.sign, one.keys.public.seal)
    tablet = Tablet(known, one.keys, one.ledger)
    visits = [one.ledger.serve(f"R{at:03d}", key=f"q:race {at}") for at in range(RACES)]
    one.deliver()
    tokens = [tablet.mint(visit, f"R{at:03d}", key=f"q:race {at}") for at, visit in enumerate(visits)]
    batches = []
    for visit in visits:
        first = len(one.ledger.texts) + 1
        one.ledger.rate(visit, Level.VERY_SATISFIED)
        batches.append(one.ledger.batch(first))
    start = threading.Barrier(2)
    phone = requests.Session()

    def by_phone() -> list[int]:
        codes = []
        for token in tokens:
            tap = {"rating": uuid7(), "level": "1", "lang": "zh"}
            start.wait(PATIENCE)
            codes.append(phone.post(f"{hosts.second}/r/{token}", tap, timeout=PATIENCE).status_code)
        return codes

    def by_tablet() -> None:
        for batch in batches:
            start.wait(PATIENCE)
            one.deliver(batch)

    with ThreadPoolExecutor(2) as pool:
        tapped, sent = pool.submit(by_phone), pool.submit(by_tablet)
        sent.result()
        codes = tapped.result()

    assert {code < 500 for code in codes} == {True}
    with hosts.central.database.read() as db:
        standing = select(Rating.visit_id, func.count()).where(Rating.standing, Rating.visit_id.in_(visits))
        counted = {row[0]: row[1] for row in db.execute(standing.group_by(Rating.visit_id))}
        assert counted == dict.fromkeys(visits, 1)
        both = select(Rating.visit_id).where(Rating.visit_id.in_(visits)).group_by(Rating.visit_id)
        met = len(db.execute(both.having(func.count() > 1)).all())
        cases = db.execute(select(func.count()).select_from(Case).where(Case.visit_id.in_(visits))).scalar_one()
    assert cases == met, "where both came, it is a conflict and is being verified"
    print(f"{met} of {RACES} met on one visit")
    assert verify(hosts.central).holds


def test_two_workers_let_go_of_everybody_who_watches_and_end_well(tmp_path: Path, postgres_url: str) -> None:
    made = centre(tmp_path, FakeClock(at=datetime.now(UTC)), postgres_url)
    with made.database.write() as db:
        token = create_token(db, "H001", now=made.clock.now())
    made.close()
    with serving(tmp_path, postgres_url, "--workers", "2") as (process, _, url):
        streams = [Stream(url, "H001", token) for _ in range(8)]
        for one in streams:
            one.until("snapshot")
        told = time.monotonic()
        process.send_signal(signal.SIGTERM)
        for one in streams:
            one.rest()  # ended, not cut: one that was cut raises
        assert process.wait(PATIENCE) == 0
        print(f"two workers ended {time.monotonic() - told:.2f} s after they were told")
