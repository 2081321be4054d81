"""Keeping records: numbered, chained, witnessed, and there after a restart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kiosk.entry import Entry
from kiosk.store.store import Store
from kiosk.store.witness import lines_of
from sync.contract import chained, uuid7
from sync.kinds import Paused, Resumed


def entry(body: object = None) -> Entry:
    return Entry(id=uuid7(), body=body or Paused())  # type: ignore[arg-type] # any body will do


def test_records_are_numbered_without_holes_and_chained(store: Store) -> None:
    kept = store.keep([entry(), entry(Resumed())])

    run = store.unsettled(500, 1 << 20)
    assert run is not None
    assert [one.seq for one in kept] == [3, 4]
    assert run.first == 1
    assert [head.hex() for head in chained(bytes.fromhex(run.prev), run.texts)][-1] == kept[-1].head


def test_what_was_kept_is_there_after_a_restart(reopen: Callable[..., Store]) -> None:
    ids = [one.id for one in reopen().keep([entry()])]

    assert [record.stamp.id for record in reopen().records(kind="paused")] == ids


def test_every_record_has_its_line_in_the_witness(store: Store, folder: Path) -> None:
    store.keep([entry()])

    lines = lines_of((folder / "witness.log").read_bytes())
    assert [line.seq for line in lines] == [1, 2, 3]
    assert lines[-1].head.hex() == store.facts().head
