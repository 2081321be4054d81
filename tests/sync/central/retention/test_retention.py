"""What has had its time goes, what somebody asks for is erased, and nothing else: records stay and everything verifies."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import insert, select

from sync.central.__main__ import main
from sync.central.accounts.audit import differences
from sync.central.accounts.log import note
from sync.central.accounts.models import Access, AuditLine
from sync.central.central import Central
from sync.central.files.keeping import keep
from sync.central.files.kinds import Found
from sync.central.files.models import File, FilePart, Notice
from sync.central.intake.models import AttachmentRow, Rating, RecordRow
from sync.central.kiosks.models import Presence
from sync.central.passing.models import WindowEvent
from sync.central.retention.retain import NothingThere, erase, retain
from sync.central.settings import RetentionRules
from sync.central.verify.verify import verify
from sync.kinds import ContactLeft, Explained, Level
from sync.suite import seal
from tests.support.centre import FakeKiosk, kiosk, rows
from tests.support.clock import FakeClock

DAY_S = 24 * 60 * 60
NUMBER = "13912345678"


@pytest.fixture
def tablet(central: Central, url: str) -> FakeKiosk:
    return kiosk(central, url)


def rated(tablet: FakeKiosk, ticket: str, level: Level, *, comment: str = "", keep_days: int | None = None) -> str:
    """Rate, and leave a comment or a number to call back; return the rating."""
    ledger = tablet.ledger
    visit = ledger.serve(ticket)
    ledger.ask(visit)
    rating = ledger.rate(visit, level)
    if comment:
        record = ledger.id()
        ledger.add(Explained(rating=rating, comment=_sealed(tablet, record, comment)), visit=visit, named=record)
    if keep_days is not None:
        record = ledger.id()
        name = _sealed(tablet, record, NUMBER)
        left = ContactLeft(rating=rating, contact=name, purpose="call_back", keep_days=keep_days)
        ledger.add(left, visit=visit, named=record)
    return rating


def _sealed(tablet: FakeKiosk, record: str, text: str) -> str:
    public = tablet.central.keys.pair.public
    return tablet.ledger.attach(record, public.id, seal(public.seal, text.encode(), record))


def with_rules(central: Central, **days: int) -> Central:
    return replace(central, settings=replace(central.settings, retention=replace(RetentionRules(), **days)))


def here(central: Central) -> int:
    """Count the sealed texts that are still there."""
    return sum(one.sealed is not None for one in rows(central, AttachmentRow))


def after(clock: FakeClock, central: Central, days: float, *, dry_run: bool = False) -> str:
    clock.advance(days * DAY_S)
    return str(retain(central, dry_run=dry_run))


# --- sealed texts -------------------------------------------------------------------------------------------------------


def test_a_number_goes_when_its_promise_is_over_and_the_rating_stays(
    central: Central, tablet: FakeKiosk, clock: FakeClock
) -> None:
    rated(tablet, "A001", Level.SATISFIED, keep_days=180)
    rated(tablet, "A002", Level.SATISFIED, keep_days=30)
    tablet.deliver()
    before = rows(central, RecordRow)

    assert after(clock, central, 29.9) == "nothing"
    assert after(clock, central, 0.2, dry_run=True) == "1 numbers to call back"
    assert here(central) == 2, "a dry run changes nothing"
    assert after(clock, central, 0) == "1 numbers to call back"
    assert here(central) == 1
    assert after(clock, central, 150) == "1 numbers to call back"

    assert here(central) == 0
    assert (len(rows(central, Rating)), rows(central, RecordRow)) == (2, before)
    found = verify(central)
    assert (found.findings, found.erased, found.erased_ms) == ([], 2, central.now_ms())
    tablet.deliver()
    assert here(central) == 0, "a batch that comes again does not bring it back"


def test_while_a_case_is_open_the_number_is_needed_but_not_for_ever(
    central: Central, tablet: FakeKiosk, clock: FakeClock
) -> None:
    rated(tablet, "A001", Level.VERY_DISSATISFIED, keep_days=180)
    tablet.deliver()

    assert after(clock, central, 364 + 180) == "nothing"
    assert after(clock, central, 1.1) == "1 numbers to call back"
    assert verify(central).holds


def test_a_case_that_was_withdrawn_lets_the_time_begin(central: Central, tablet: FakeKiosk, clock: FakeClock) -> None:
    visit = tablet.ledger.serve("A001")
    tablet.ledger.ask(visit)
    bad = tablet.ledger.rate(visit, Level.VERY_DISSATISFIED)
    record = tablet.ledger.id()
    name = _sealed(tablet, record, NUMBER)
    left = ContactLeft(rating=bad, contact=name, purpose="call_back", keep_days=10)
    tablet.ledger.add(left, visit=visit, named=record)
    tablet.deliver()
    clock.advance(20 * DAY_S)
    assert str(retain(central, dry_run=True)) == "nothing"
    tablet.ledger.rate(visit, Level.SATISFIED, replaces=bad)
    tablet.deliver()

    assert after(clock, central, 9.9) == "nothing"
    assert after(clock, central, 0.2) == "1 numbers to call back"


def test_comments_stay_unless_a_setting_says_for_how_long(
    central: Central, tablet: FakeKiosk, clock: FakeClock
) -> None:
    rated(tablet, "A001", Level.SATISFIED, comment="大厅很干净")
    tablet.deliver()

    assert after(clock, central, 3000) == "nothing"
    assert str(retain(with_rules(central, comment_days=3001), dry_run=False)) == "nothing"
    assert str(retain(with_rules(central, comment_days=2999), dry_run=False)) == "1 comments"
    assert (here(central), verify(central).holds) == (0, True)


def test_what_somebody_asks_for_is_erased_with_the_reason_and_only_that(central: Central, tablet: FakeKiosk) -> None:
    rated(tablet, "A001", Level.VERY_DISSATISFIED, comment="我叫张三", keep_days=180)
    rated(tablet, "A002", Level.SATISFIED, comment="很好")
    tablet.deliver()
    asked = {"day": tablet.ledger.day, "number": "A001", "reason": "asked for by letter of 3 March"}

    assert len(erase(central, "H001", **asked, dry_run=True)) == 2
    assert here(central) == 3
    assert {one.kind for one in erase(central, "H001", **asked, dry_run=False)} == {"explained", "contact_left"}

    assert here(central) == 1
    assert verify(central).holds
    line = next(one for one in rows(central, AuditLine) if one.act == "erase")
    assert (line.hall_id, line.reason) == ("H001", "asked for by letter of 3 March")
    with pytest.raises(NothingThere):
        erase(central, "H001", **asked, dry_run=False)
    with pytest.raises(NothingThere):
        erase(central, "H002", day=tablet.ledger.day, number="A002", reason="x", dry_run=False)


def test_a_text_that_is_gone_and_was_not_erased_is_a_difference(central: Central, tablet: FakeKiosk) -> None:
    """Positive control: what verify lets pass is what was erased, not whatever is missing."""
    rated(tablet, "A001", Level.SATISFIED, comment="x")
    tablet.deliver()
    with central.database.write() as db:
        db.exec_driver_sql("UPDATE attachments SET sealed = NULL")

    assert not verify(central).holds


# --- gone from the disk -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_was_erased_is_in_no_file_of_the_centre_any_more(central: Central, tablet: FakeKiosk) -> None:
    rated(tablet, "A001", Level.SATISFIED, comment="我叫张三 " * 400, keep_days=180)
    tablet.deliver()
    bytes_ = [one.sealed[-200:] for one in rows(central, AttachmentRow)]
    assert [_in_files(central, one) for one in bytes_] == [True, True], "positive control"

    erase(central, "H001", day=tablet.ledger.day, number="A001", reason="asked for", dry_run=False)

    assert [_in_files(central, one) for one in bytes_] == [False, False]


def _in_files(central: Central, some: bytes) -> bool:
    files = [path for path in central.settings.data.iterdir() if path.is_file()]
    return any(some in path.read_bytes() for path in files)


# --- logs ---------------------------------------------------------------------------------------------------------------


def test_logs_go_by_age_and_what_is_shown_or_young_stays(central: Central, tablet: FakeKiosk, clock: FakeClock) -> None:
    rated(tablet, "A001", Level.SATISFIED)
    tablet.deliver()
    leave_traces(central, "old")
    clock.advance(731 * DAY_S)
    leave_traces(central, "new")
    records = len(rows(central, RecordRow))

    told = "1 events told to windows, 1 files nobody shows, 1 last words of kiosks, 2 reads"
    assert str(retain(central, dry_run=True)) == told
    assert str(retain(central, dry_run=False)) == told
    assert str(retain(central, dry_run=False)) == "nothing"

    assert {one.who for one in rows(central, Access)} == {"new"}
    assert {one.source for one in rows(central, WindowEvent)} == {"new"}
    assert {one.kiosk_id for one in rows(central, Presence)} == {"new"}
    shown = {one.media_type for one in rows(central, File)}
    assert (shown, len(rows(central, FilePart))) == ({"old-shown", "new-shown", "new-unused"}, 3)
    assert len(rows(central, RecordRow)) == records
    assert verify(central).findings == []
    with central.database.read() as db:
        acts = db.execute(select(AuditLine.hall_id, AuditLine.what).where(AuditLine.act == "retain")).all()
        assert {(hall, "reads" in what) for hall, what in acts} == {("", True), ("H001", True)}
        assert list(differences(db, "H001")) == []


def leave_traces(central: Central, name: str) -> None:
    """Leave a row in every table that goes by age; one of the two files is in a notice."""
    now_ms = central.now_ms()
    with central.database.write() as db:
        for hall in ("", "H001"):
            note(db, who=name, hall=hall, what="summary", given=True, now=central.clock.now())
        seen = {"hall_id": "H001", "kiosk_id": name, "seen_ms": now_ms, "pending": 0, "page": "idle", "text": "{}"}
        db.execute(insert(Presence).values(**seen))
        event = {"hall_id": "H001", "window_id": "3", "seq": now_ms, "source": name, "text": "{}"}
        db.execute(insert(WindowEvent).values(**event, made_ms=now_ms))
        for use in ("shown", "unused"):
            keep(db, "H001", Found(f"{name}-{use}", f"{name}-{use}", b"x"), now_ms)
        db.execute(insert(Notice).values(hall_id="H001", id=name, place=0, kind="image", file=f"{name}-shown"))


def test_zero_days_keeps_a_log_for_ever(central: Central, clock: FakeClock) -> None:
    leave_traces(central, "old")
    clock.advance(20_000 * DAY_S)
    for_ever = with_rules(central, access_days=0, presence_days=0, event_days=0, file_days=0)

    assert str(retain(for_ever, dry_run=False)) == "nothing"


# --- the commands -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_commands_say_what_they_do_and_that_backups_hold_it_still(
    central: Central,
    tablet: FakeKiosk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rated(tablet, "A001", Level.SATISFIED, comment="x", keep_days=0)
    tablet.deliver()
    monkeypatch.setenv("YIPING_DATA", str(central.settings.data))
    said = runner(capsys)

    assert said("erase", "--hall", "H001", "--reason", "r") == (1, "say which: --day and --number, or --receipt\n")
    where = ("--hall", "H001", "--day", tablet.ledger.day, "--number", "A001", "--reason", "asked for")
    assert "would be erased: explained" in said("erase", *where, "--dry-run")[1]
    assert "would be taken out: 1 numbers to call back" in said("retain", "--dry-run")[1]
    code, words = said("retain")
    assert (code, "backups made before now" in words) == (0, True)
    assert "erase again after restoring" in said("erase", *where)[1]
    assert said("erase", *where)[0] == 1
    code, words = said("verify")
    assert (code, "2 sealed texts were erased, the last on 20" in words) == (0, True)
    assert json.loads(said("verify", "--json")[1])["erased"] == 2


def runner(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    def run(*arguments: str) -> tuple[int, str]:
        code = main(list(arguments))
        told = capsys.readouterr()
        return code, told.out + told.err

    return run
