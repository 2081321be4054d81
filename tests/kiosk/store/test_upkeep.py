"""What the store does in quiet moments and beside the ledger: anchors, pruning, the roster, the tables, the check."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from kiosk.entry import Entry
from kiosk.store import anchors, reads, schema
from kiosk.store.database import connect, disconnect
from kiosk.store.models import REVISION, metadata
from kiosk.store.prune import prune_some
from kiosk.store.room import Room
from kiosk.store.store import Store
from sync.contract import moment, rfc3339
from sync.delivery.outbox import AnchorSeen
from sync.kinds import Anchor, Paused, SettingsChanged
from tests.faults.filling import DAY, fill, fill_at_once
from tests.kiosk.store.test_outbox import answer, drain, run_of
from tests.support.clock import FakeClock
from tests.support.given import given


def seen(clock: FakeClock, answer: str = "a" * 64) -> AnchorSeen:
    return AnchorSeen(
        time=rfc3339(clock.now()),
        boot_id=clock.boot_id,
        boot_ms=clock.boot_ms(),
        round_trip_ms=20,
        centre="c",
        answer=answer,
    )


def tidy(store: Store) -> None:
    while store.tidy():
        pass


# --- anchors -------------------------------------------------------------------------------------------------------------


def test_one_anchor_a_boot_then_at_most_one_an_hour(reopen: Callable[..., Store], clock: FakeClock) -> None:
    store = reopen()
    for _ in range(3):
        store.anchor(seen(clock))
        clock.advance(minutes=25)
    assert len(store.records(kind="anchor")) == 1
    store = reopen()
    store.anchor(seen(clock))
    assert len(store.records(kind="anchor")) == 2
    clock.reboot()
    store.anchor(seen(clock))
    assert len(store.records(kind="anchor")) == 3


def test_an_anchor_that_waited_tells_the_time_of_its_own_record(store: Store, clock: FakeClock) -> None:
    answer = seen(clock)
    clock.advance(7)
    store.anchor(answer)

    body = store.records(kind="anchor")[-1].body
    assert isinstance(body, Anchor)
    assert moment(body.time) == clock.now()


def test_an_answer_from_before_a_reboot_anchors_nothing(store: Store, clock: FakeClock) -> None:
    old = seen(clock)
    clock.reboot()
    store.anchor(old)

    assert store.records(kind="anchor") == []


# --- pruning (K4) --------------------------------------------------------------------------------------------------------


def old_store(reopen: Callable[..., Store], clock: FakeClock, *, settled: bool, backed_up: int, days: int) -> Store:
    store = reopen()
    fill_at_once(store, 150)
    if settled:
        drain(store, backed_up=backed_up)
    clock.advance(days=days)
    return store


@pytest.mark.parametrize(("settled", "backed_up", "days"), [(False, 0, 100), (True, 0, 100), (True, 9999, 89)])
def test_nothing_goes_before_it_is_settled_backed_up_and_old(
    reopen: Callable[..., Store], clock: FakeClock, settled: bool, backed_up: int, days: int
) -> None:
    store = old_store(reopen, clock, settled=settled, backed_up=backed_up, days=days)

    assert not prune_some(store._opened.db, clock)


def test_what_may_go_goes_but_the_newest_500_stay_and_the_chain_is_still_whole(
    reopen: Callable[..., Store], clock: FakeClock
) -> None:
    store = old_store(reopen, clock, settled=True, backed_up=9999, days=91)
    while prune_some(store._opened.db, clock):
        pass

    count = len(store.records())
    certificate = store.completeness()
    assert count == 500
    assert certificate.first_seq == certificate.last_seq - 499
    store.close()
    again = reopen()
    assert [line for line in again.checkup() if line.what == "chain" and not line.ok] == []
    assert again.completeness().ledgers == 1


def test_nothing_above_the_backup_goes(reopen: Callable[..., Store], clock: FakeClock) -> None:
    store = old_store(reopen, clock, settled=True, backed_up=40, days=91)
    while prune_some(store._opened.db, clock):
        pass

    assert store.completeness().first_seq == 41


def test_an_answer_that_reaches_below_what_was_pruned_sends_nothing_again(
    reopen: Callable[..., Store], clock: FakeClock
) -> None:
    store = old_store(reopen, clock, settled=True, backed_up=40, days=91)
    while prune_some(store._opened.db, clock):
        pass
    fill(store, 1, first=500)
    run = run_of(store)
    store.settle(answer(run, settled_through=3, head="0" * 64))

    assert store.facts().pending == 0


# --- the roster ----------------------------------------------------------------------------------------------------------


def test_the_roster_is_stored_whole_and_a_change_is_recorded_once(reopen: Callable[..., Store]) -> None:
    store = reopen()
    assert store.roster() is None
    assert store.put_roster(given(etag="1"))
    assert not store.put_roster(given(etag="1", challenge="another"))

    assert reopen().roster() == given(etag="1")
    changes = [record.body for record in reopen().records(kind="settings_changed")]
    assert len(changes) == 1
    assert isinstance(changes[0], SettingsChanged)


def test_a_damaged_roster_is_as_good_as_none(store: Store, folder: Path) -> None:
    store.put_roster(given(etag="1"))
    path = folder / "roster.json"
    path.write_text(path.read_text().replace("王芳", "王方"))

    assert store.roster() is None
    assert store.put_roster(given(etag="1"))


def test_the_roster_outlives_a_quarantine(reopen: Callable[..., Store], folder: Path) -> None:
    store = reopen()
    store.put_roster(given(etag="1"))
    store.close()
    (folder / "kiosk.sqlite").write_bytes(b"torn" * 9999)

    assert reopen().roster() == given(etag="1")


# --- the tables ----------------------------------------------------------------------------------------------------------


def test_the_migrations_make_exactly_the_tables_of_the_models(store: Store) -> None:
    found = compare_metadata(MigrationContext.configure(store._opened.db), metadata)

    assert found == []
    assert schema.revision(store._opened.db) == REVISION
    newest = sorted(path.stem for path in (schema.SCRIPTS / "versions").glob("v*.py"))[-1]
    assert newest.startswith(f"v{REVISION}_")


def test_an_older_database_is_copied_before_it_is_migrated(reopen: Callable[..., Store], folder: Path) -> None:
    reopen().close()
    scripts = folder.parent / "scripts"
    (scripts / "versions").mkdir(parents=True)
    for name in ("env.py", "versions/v0001_first.py"):
        (scripts / name).write_text((schema.SCRIPTS / name).read_text())
    (scripts / "versions" / "v0002_next.py").write_text(
        "from alembic import op\nrevision = '0002'\ndown_revision = '0001'\n"
        "def upgrade():\n    op.execute('ALTER TABLE meta ADD COLUMN note TEXT')\n"
    )
    db = connect(folder / "kiosk.sqlite")
    schema.prepare(db, folder, scripts, "0002")
    assert schema.revision(db) == "0002"
    disconnect(db)

    copy = connect(folder / "before-0002.sqlite")
    assert schema.revision(copy) == "0001"
    assert copy.exec_driver_sql("SELECT count(*) FROM records").scalar_one() == 2
    disconnect(copy)


def test_a_migration_that_fails_leaves_the_old_tables(reopen: Callable[..., Store], folder: Path) -> None:
    reopen().close()
    scripts = folder.parent / "scripts"
    (scripts / "versions").mkdir(parents=True)
    for name in ("env.py", "versions/v0001_first.py"):
        (scripts / name).write_text((schema.SCRIPTS / name).read_text())
    (scripts / "versions" / "v0002_next.py").write_text(
        "from alembic import op\nrevision = '0002'\ndown_revision = '0001'\n"
        "def upgrade():\n    op.execute('DROP TABLE verdicts')\n    raise RuntimeError('half way')\n"
    )
    db = connect(folder / "kiosk.sqlite")
    with pytest.raises(RuntimeError):
        schema.prepare(db, folder, scripts, "0002")
    disconnect(db)

    assert reopen().facts().set_aside == 0


# --- reading and checking ------------------------------------------------------------------------------------------------


def test_the_texts_of_a_day_are_those_of_its_visits(store: Store) -> None:
    fill_at_once(store, 90)

    texts = store.texts_of_day(DAY)
    assert len(texts) == 90 * 5
    assert len(store.parts_of_day(DAY)) == 3
    assert store.texts_of_day("2026-03-03") == []


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda db: reads.texts(db, kind="anchor"), "records_kind"),
        (lambda db: reads.texts(db, visit="v"), "records_visit"),
        (lambda db: reads.visits_of_day(db, DAY), "records_day"),
        (lambda db: reads.rated(db, "d:1"), "records_ticket_key"),
        (lambda db: anchors.due(db, FakeClock(), seen(FakeClock())), "records_kind"),
    ],
)
def test_what_is_asked_while_citizens_wait_is_asked_of_an_index(
    store: Store, ask: Callable[[Connection], object], index: str
) -> None:
    db, asked = store._opened.db, []
    assert db.connection.driver_connection
    db.connection.driver_connection.set_trace_callback(asked.append)
    ask(db)
    db.connection.driver_connection.set_trace_callback(None)

    plan = db.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}").fetchall()
    assert any(index in row[3] for row in plan), plan


def test_a_record_never_changes(store: Store) -> None:
    with pytest.raises(IntegrityError, match="records never change"):
        store._opened.db.exec_driver_sql("UPDATE records SET kind = 'rated'")


def test_a_mistake_of_ours_is_no_trouble_of_the_disk(store: Store) -> None:
    first = fill(store, 1)[0]

    with pytest.raises(IntegrityError, match="UNIQUE"):
        store.keep([Entry(id=first.id, body=Paused())])


def test_the_check_tells_a_technician_everything_is_well(store: Store) -> None:
    fill(store, 10)
    tidy(store)

    lines = store.checkup()
    assert [line.what for line in lines if not line.ok] == []
    assert {"pages", "chain", "witness", "witness file", "disk", "quarantine"} <= {line.what for line in lines}


def test_the_check_says_whether_the_witness_is_append_only(store: Store, folder: Path) -> None:
    witness = folder / "witness.log"
    if subprocess.run(["chattr", "+a", witness], capture_output=True, check=False).returncode:
        said = next(line.said for line in store.checkup() if line.what == "witness file")
        assert "chattr" in said
        return
    try:
        fill(store, 1)
        assert any("append-only: not even" in line.said for line in store.checkup())
    finally:
        subprocess.run(["chattr", "-a", witness], check=True)


def test_tidying_lays_in_the_ballast_and_empties_the_log(store: Store, folder: Path) -> None:
    fill(store, 30)
    tidy(store)

    assert Room(folder).has_ballast
    assert not store.tidy()
