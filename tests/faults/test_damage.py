"""Damaged files: whatever is done to them is noticed, the kiosk is usable at once, and every provable row comes back."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from kiosk.entry import Entry
from kiosk.store import checks
from kiosk.store.answered import Confirmed, write_answered
from kiosk.store.database import connect, disconnect
from kiosk.store.store import Store
from kiosk.store.witness import lines_of
from sync.contract import link, uuid7
from sync.kinds import Paused, Start
from tests.faults.filling import PLACE, fill, snatch
from tests.support.clock import FakeClock

SEED = 20260302
PAGE = 4096
USABLE_S = 10.0
DB, WAL, WITNESS = "kiosk.sqlite", "kiosk.sqlite-wal", "witness.log"


@dataclass(frozen=True)
class Row:
    seq: int
    prev: bytes
    own: bytes
    id: str
    text: str

    @property
    def bytes(self) -> bytes:
        """The row's values as they lie side by side in a page, where it needs no overflow page."""
        return self.prev + self.own + self.id.encode() + self.text.encode()


@dataclass(frozen=True)
class Crashed:
    """A folder as a crash left it (half of it checkpointed, half in the log), its rows, and an older copy of it."""

    folder: Path
    older: Path
    rows: tuple[Row, ...]


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Crashed:
    home = tmp_path_factory.mktemp("crashed")
    store = Store.open(home / "live", PLACE, FakeClock())
    fill(store, 40)
    store._opened.db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    older = snatch(home / "live", home / "older")
    fill(store, 20, first=40)
    folder = snatch(home / "live", home / "crashed")
    found = store._opened.db.exec_driver_sql("SELECT at & 1099511627775, prev, hash, id, text FROM records ORDER BY at")
    rows = tuple(Row(*row) for row in found)
    store.close()
    return Crashed(folder, older, rows)


@pytest.fixture
def hurt(crashed: Crashed, tmp_path: Path) -> Path:
    """A copy to damage."""
    return Path(shutil.copytree(crashed.folder, tmp_path / "data"))


@pytest.fixture
def reopen() -> Iterator[Callable[[Path], Store]]:
    opened: list[Store] = []

    def reopen(folder: Path) -> Store:
        opened.append(Store.open(folder, PLACE, FakeClock()))
        return opened[-1]

    yield reopen
    for store in opened:
        store.close()


# --- what is done to them ------------------------------------------------------------------------------------------


def overwrite(path: Path, at: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def flip(path: Path, needle: bytes, offset: int = 0) -> None:
    """Flip one bit of every occurrence of these bytes."""
    data = bytearray(path.read_bytes())
    at, found = data.find(needle), 0
    while at >= 0:
        data[at + offset] ^= 0x10
        found += 1
        at = data.find(needle, at + 1)
    assert found, f"{needle!r} is not in {path.name}"
    path.write_bytes(data)


def sql(folder: Path, *statements: str) -> None:
    """Somebody edits the file with SQLite's own shell."""
    db = sqlite3.connect(folder / DB, isolation_level=None)
    db.execute("DROP TRIGGER records_never_change")
    for statement in statements:
        db.execute(statement)
    db.execute(
        "CREATE TRIGGER records_never_change BEFORE UPDATE ON records BEGIN SELECT RAISE(ABORT, 'records never change'); END"
    )
    db.close()


def checkpoint(folder: Path) -> None:
    db = sqlite3.connect(folder / DB)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def destroy_page_1(folder: Path, _: Crashed) -> None:
    checkpoint(folder)
    overwrite(folder / DB, 0, Random(SEED).randbytes(PAGE))


def destroy_a_page_in_the_middle(folder: Path, _: Crashed) -> None:
    checkpoint(folder)
    overwrite(folder / DB, 30 * PAGE, Random(SEED).randbytes(PAGE))


def zero_every_fifth_page(folder: Path, _: Crashed) -> None:
    checkpoint(folder)
    for number in range(4, (folder / DB).stat().st_size // PAGE, 5):
        overwrite(folder / DB, number * PAGE, bytes(PAGE))


def cut_the_file_in_half(folder: Path, _: Crashed) -> None:
    checkpoint(folder)
    with (folder / DB).open("r+b") as file:
        file.truncate((folder / DB).stat().st_size // 2)


def empty_the_file(folder: Path, _: Crashed) -> None:
    with (folder / DB).open("r+b") as file:
        file.truncate(0)


def delete_the_file(folder: Path, _: Crashed) -> None:
    (folder / DB).unlink()


def delete_the_log(folder: Path, _: Crashed) -> None:
    (folder / WAL).unlink()


def tear_a_frame_of_the_log(folder: Path, _: Crashed) -> None:
    size = (folder / WAL).stat().st_size
    overwrite(folder / WAL, 32 + (size // 2 // 4120) * 4120 + 100, Random(SEED).randbytes(64))


def cut_the_log(folder: Path, _: Crashed) -> None:
    with (folder / WAL).open("r+b") as file:
        file.truncate((folder / WAL).stat().st_size * 2 // 3 + 11)


def flip_a_bit_in_a_level(folder: Path, crashed: Crashed) -> None:
    checkpoint(folder)
    rated = next(row for row in reversed(crashed.rows) if '"kind":"rated"' in row.text)
    flip(folder / DB, rated.text.encode(), rated.text.index('"level":') + 8)


def flip_a_bit_in_a_hash(folder: Path, crashed: Crashed) -> None:
    checkpoint(folder)
    flip(folder / DB, crashed.rows[-7].own + crashed.rows[-7].id.encode())


def put_another_program_s_database_there(folder: Path, _: Crashed) -> None:
    for name in (DB, WAL):
        (folder / name).unlink()
    db = sqlite3.connect(folder / DB)
    db.execute("CREATE TABLE recipes (name TEXT)")
    db.close()


def put_a_text_there(folder: Path, _: Crashed) -> None:
    (folder / DB).write_text("一评" * 9000)


def drop_a_table(folder: Path, _: Crashed) -> None:
    sql(folder, "DROP TABLE meta")


def delete_a_record(folder: Path, crashed: Crashed) -> None:
    sql(folder, f"DELETE FROM records WHERE id = '{crashed.rows[-9].id}'")


def put_back_an_older_copy(folder: Path, crashed: Crashed) -> None:
    for name in (DB, WAL):
        (folder / name).unlink(missing_ok=True)
        if (crashed.older / name).exists():
            shutil.copyfile(crashed.older / name, folder / name)


def cut_the_tail_cleverly(folder: Path, crashed: Crashed) -> None:
    """Delete the last five records and set seq and head back: inside the database nothing is wrong."""
    end = crashed.rows[-6]
    sql(
        folder,
        f"DELETE FROM records WHERE (at & 1099511627775) > {end.seq}",
        f"UPDATE ledgers SET seq = {end.seq}, head = X'{end.own.hex()}'",
    )


def rewrite_history_cleverly(folder: Path, crashed: Crashed) -> None:
    """Change a level and hash everything after it anew: the chain is whole."""
    start = next(n for n in range(len(crashed.rows) - 12, 0, -1) if '"level":1' in crashed.rows[n].text)
    head, changes = crashed.rows[start].prev, []
    for row in crashed.rows[start:]:
        text = row.text.replace('"level":1', '"level":5') if row is crashed.rows[start] else row.text
        prev, head = head, link(head, text)
        changes.append(
            f"UPDATE records SET prev = X'{prev.hex()}', hash = X'{head.hex()}',"
            f" text = CAST(X'{text.encode().hex()}' AS TEXT) WHERE id = '{row.id}'"
        )
    sql(folder, *changes, f"UPDATE ledgers SET head = X'{head.hex()}'")


def file_a_record_under_another_visit(folder: Path, crashed: Crashed) -> None:
    sql(folder, f"UPDATE records SET visit = NULL WHERE id = '{crashed.rows[-3].id}'")


def delete_the_witness(folder: Path, _: Crashed) -> None:
    (folder / WITNESS).unlink()


def garble_the_witness_s_end(folder: Path, _: Crashed) -> None:
    overwrite(folder / WITNESS, (folder / WITNESS).stat().st_size - 40, b"#" * 30)


def forge_a_line_of_the_witness(folder: Path, _: Crashed) -> None:
    overwrite(folder / WITNESS, (folder / WITNESS).stat().st_size - 40, b"0" * 30)


DAMAGES = [
    destroy_page_1,
    destroy_a_page_in_the_middle,
    zero_every_fifth_page,
    cut_the_file_in_half,
    empty_the_file,
    delete_the_file,
    delete_the_log,
    tear_a_frame_of_the_log,
    cut_the_log,
    flip_a_bit_in_a_level,
    flip_a_bit_in_a_hash,
    put_another_program_s_database_there,
    put_a_text_there,
    drop_a_table,
    delete_a_record,
    put_back_an_older_copy,
    cut_the_tail_cleverly,
    rewrite_history_cleverly,
    file_a_record_under_another_visit,
    delete_the_witness,
    garble_the_witness_s_end,
    forge_a_line_of_the_witness,
]


# --- what must be true afterwards ------------------------------------------------------------------------------------


def still_whole(folder: Path, rows: tuple[Row, ...]) -> set[str]:
    """The records whose values still lie whole in some file, and which the witness does not deny, found without our walker."""
    data = b"".join(path.read_bytes() for path in (folder / DB, folder / WAL) if path.exists())
    witness = folder / WITNESS
    seen = {line.seq: line.head for line in lines_of(witness.read_bytes())} if witness.exists() else {}
    return {row.id for row in rows if row.bytes in data and seen.get(row.seq, row.own) == row.own}


def finish_tidying(store: Store) -> None:
    while store.tidy():
        pass


def last_start(store: Store) -> Start:
    body = store.records(kind="start")[-1].body
    assert isinstance(body, Start)
    return body


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_is_noticed_the_kiosk_goes_on_and_what_can_be_proven_comes_back(
    damage: Callable[[Path, Crashed], None], crashed: Crashed, hurt: Path, reopen: Callable[[Path], Store]
) -> None:
    damage(hurt, crashed)
    provable = still_whole(hurt, crashed.rows)

    begun = time.monotonic()
    store = reopen(hurt)
    kept = store.keep([Entry(id=uuid7(), body=Paused())])
    usable = time.monotonic() - begun

    assert kept[0].seq > 0
    assert usable <= USABLE_S
    assert last_start(store).witness != "same"
    finish_tidying(store)
    texts = {record.stamp.id for record in store.records()}
    assert provable <= texts
    assert [line for line in store.checkup() if not line.ok] == []


@pytest.mark.parametrize("damage", [destroy_page_1, put_back_an_older_copy, delete_the_witness, drop_a_table])
def test_what_came_back_is_sent_and_a_second_start_finds_nothing_wrong(
    damage: Callable[[Path, Crashed], None], crashed: Crashed, hurt: Path, reopen: Callable[[Path], Store]
) -> None:
    damage(hurt, crashed)
    store = reopen(hurt)
    finish_tidying(store)
    pending = store.facts().pending
    store.close()

    again = reopen(hurt)
    assert last_start(again).witness == "same"
    assert again.facts().pending == pending + 1


def test_with_page_1_destroyed_every_record_and_every_sealed_comment_comes_back(
    crashed: Crashed, hurt: Path, reopen: Callable[[Path], Store]
) -> None:
    destroy_page_1(hurt, crashed)
    store = reopen(hurt)
    finish_tidying(store)

    old = store.unsettled(500, 1 << 30)
    assert old is not None
    assert list(old.texts) == [row.text for row in crashed.rows]
    assert len(old.attachments) == 6


def test_records_after_a_torn_frame_come_back_from_the_log(
    crashed: Crashed, hurt: Path, reopen: Callable[[Path], Store]
) -> None:
    tear_a_frame_of_the_log(hurt, crashed)
    store = reopen(hurt)
    finish_tidying(store)

    ids = {record.stamp.id for record in store.records()}
    assert len({row.id for row in crashed.rows} - ids) <= 20  # a page's worth; what SQLite drops is half the log


def test_a_salvage_that_is_cut_off_goes_on_at_the_next_start(
    crashed: Crashed, hurt: Path, tmp_path: Path, reopen: Callable[[Path], Store]
) -> None:
    destroy_page_1(hurt, crashed)
    store = reopen(hurt)
    for step, _ in enumerate(store._chores._round):
        if step % 20 == 0:
            snatch(hurt, tmp_path / f"half-{step}")
    halves = sorted(tmp_path.glob("half-*"))
    assert len(halves) > 3
    for half in halves:
        again = reopen(half)
        finish_tidying(again)
        assert {row.id for row in crashed.rows} <= {record.stamp.id for record in again.records()}
        assert again.completeness().ledgers == 2


def test_what_the_centre_confirmed_is_not_sent_again_after_a_salvage(
    crashed: Crashed, hurt: Path, reopen: Callable[[Path], Store]
) -> None:
    """Even where less comes back than the centre has: that is no new loss at every start."""
    ledger = crashed.rows[0].text.split('"ledger":"', 1)[1][:36]
    write_answered(hurt, {ledger: Confirmed(len(crashed.rows), crashed.rows[-1].own.hex())})
    delete_the_log(hurt, crashed)
    store = reopen(hurt)
    finish_tidying(store)
    assert store.unsettled(500, 1 << 20).ledger == store.facts().ledger  # type: ignore[union-attr] - its own start waits
    store.close()

    again = reopen(hurt)
    assert last_start(again).witness == "same"
    assert again.completeness().ledgers == 2


# --- positive controls: without our own checks this is what goes unseen -------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        flip_a_bit_in_a_level,
        flip_a_bit_in_a_hash,
        delete_the_log,
        put_back_an_older_copy,
        delete_a_record,
        cut_the_tail_cleverly,
        rewrite_history_cleverly,
    ],
)
def test_control_sqlite_s_own_check_sees_nothing(
    damage: Callable[[Path, Crashed], None], crashed: Crashed, hurt: Path
) -> None:
    damage(hurt, crashed)

    db = sqlite3.connect(hurt / DB)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


@pytest.mark.parametrize("damage", [cut_the_tail_cleverly, rewrite_history_cleverly, put_back_an_older_copy])
def test_control_the_chain_without_the_witness_sees_nothing(
    damage: Callable[[Path, Crashed], None], crashed: Crashed, hurt: Path
) -> None:
    damage(hurt, crashed)

    db = connect(hurt / DB)
    checks.check_file(db, thorough=True)
    checks.check_recent(db)
    disconnect(db)


def test_control_the_witness_alone_would_not_see_an_edit(crashed: Crashed, hurt: Path) -> None:
    flip_a_bit_in_a_level(hurt, crashed)

    seen = {line.seq: line.head for line in lines_of((hurt / WITNESS).read_bytes())}
    db = connect(hurt / DB)
    stored = dict(db.exec_driver_sql("SELECT at & 1099511627775, hash FROM records").fetchall())  # type: ignore[arg-type] - rows are pairs
    disconnect(db)
    assert stored == {seq: seen[seq] for seq in stored}


def test_a_rotten_line_of_the_witness_costs_no_record(
    crashed: Crashed, hurt: Path, reopen: Callable[[Path], Store]
) -> None:
    """One hex digit of the last line turned into another: the record it denies is genuine and comes back."""
    at = (hurt / WITNESS).stat().st_size - 2
    overwrite(hurt / WITNESS, at, b"0" if (hurt / WITNESS).read_bytes()[at : at + 1] != b"0" else b"1")
    store = reopen(hurt)
    finish_tidying(store)

    assert {row.id for row in crashed.rows} <= {record.stamp.id for record in store.records()}


def test_a_rewritten_history_is_not_brought_back(crashed: Crashed, hurt: Path, reopen: Callable[[Path], Store]) -> None:
    rewrite_history_cleverly(hurt, crashed)
    store = reopen(hurt)
    finish_tidying(store)

    true = {row.text for row in crashed.rows}
    ledger = next(row.text for row in crashed.rows).split('"ledger":"', 1)[1][:36]
    back = store._opened.db.exec_driver_sql("SELECT text FROM records WHERE text LIKE ?", (f'%"ledger":"{ledger}"%',))
    assert {text for (text,) in back} <= true
