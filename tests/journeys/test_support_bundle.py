"""The support bundle of a kiosk that has been used: nobody's name, number, comment, code or key is in it."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from kiosk.loglines import LogLines
from kiosk.settings import KioskSettings, Staff
from kiosk.technician.bundle import Parts, write_bundle
from kiosk.technician.line import Line
from sync.contract import b64
from sync.delivery.identity import Identity
from sync.kinds import QrShown, Rated
from tests.journeys.test_technician import enter
from tests.support.hall import STAFF, Hall, polling
from tests.support.touch import wait_until

COMMENT = "窗口的人说话很难听"
SECRET = "queue-secret-4711"
TOKEN, CARD = "push-token-7421", "0012345678"


def personal(place: Hall, identity: Identity, tickets: list[str]) -> dict[str, str]:
    """Return everything that must not be found, by what it is."""
    tokens = [one.body.token for one in place.records(QrShown) if isinstance(one.body, QrShown)]
    return {
        "a name": "王璟珺",
        "another name": "李娜",
        **{f"staff number {one}": one for one in STAFF},
        **{f"PIN of {one}": pin for one, pin in STAFF.items()},
        **{f"ticket {one}": one for one in tickets},
        "the comment": COMMENT,
        "the queue's secret": SECRET,
        "the queue's token": TOKEN,
        "a staff member's card": CARD,
        "the kiosk's signing key": b64(identity.keys.sign),
        "the kiosk's sealing key": b64(identity.keys.seal),
        **{f"code {at}": token for at, token in enumerate(tokens)},
    }


def found(data: bytes, wanted: dict[str, str]) -> set[str]:
    return {what for what, text in wanted.items() if text.encode() in data}


@pytest.fixture
def lines() -> LogLines:
    return LogLines()


def test_nothing_that_names_anybody_is_in_the_bundle(small_place: Hall, lines: LogLines) -> None:
    place = small_place
    identity = place.enrol()
    settings = polling(place.queue.url)
    queue = replace(settings.queue, headers={"Authorization": f"Bearer {SECRET}"}, token=TOKEN)
    settings = replace(settings, queue=queue, staff=Staff(card="pin", cards={CARD: "S001"}))
    root = logging.getLogger()
    root.addHandler(lines)
    try:
        place.open(settings)
        place.log_in()
        ticket = place.ask_next().number
        place.tap("star-1")
        place.on("Explaining")
        place.app.scene.write(COMMENT)
        place.tap("done")
        place.on("Idle")
        place.settled()
        logging.getLogger("kiosk.test").warning("王璟珺 (S001) and %s; called back at 13812345678", ticket)
        page = enter(place, identity)
        place.app.scene.code  # noqa: B018 - the code's text is in the log of no part
        wanted = personal(place, identity, [ticket])
        page.bundle_to(str(place.folder / "stick"))
        wait_until(lambda: not page.property("busy"), "the bundle", 60)
    finally:
        root.removeHandler(lines)
    (made,) = (place.folder / "stick").glob("*.zip")

    with ZipFile(made) as bundle:
        texts = {name: bundle.read(name) for name in bundle.namelist()}
    everything = b"\n".join(texts.values())
    assert found(everything, {**wanted, "a telephone number": "13812345678"}) == set()
    assert place.records(Rated), "there was a rating to give away"

    kept = b"\n".join(path.read_bytes() for path in place.data.rglob("*") if path.is_file())
    there = found(kept + lines.text.encode(), {**wanted, "a telephone number": "13812345678"})
    missed = set(wanted) - there
    assert {"a name", "staff number S001", f"ticket {ticket}", "the kiosk's signing key"} <= there, (
        "the search can find"
    )
    only_told = {"the queue's secret", "the queue's token", "a staff member's card"}
    assert missed <= {"the comment", "PIN of S001", "PIN of S002", *only_told}, "and these are on no disk at all"
    assert found(json.dumps(asdict(settings)).encode(), wanted) >= only_told, "the settings hold them"

    assert json.loads(texts["counts.json"])["kinds"]["rated"] == 1
    assert b'"level"' not in everything, "how many were rated, never how"
    assert {"health.json", "check.txt", "counts.json", "settings.json", "files.json", "system.json", "log.txt"} == set(
        texts
    )


def test_a_name_that_slips_into_any_part_is_taken_out_at_the_end(tmp_path: Path) -> None:
    parts = Parts(
        lines=[Line("queue", False, "queue_trouble", ("poll", "王璟珺 unplugged it"))],
        settings=KioskSettings(),
        layer={},
        counts={"who": "王璟珺"},
        checkup=["BAD staff: S001"],
        folder=tmp_path,
        log="王璟珺 S001",
        people=["王璟珺", "S001"],
        program="test",
    )
    made = write_bundle(parts, tmp_path / "out", "with")
    bare = write_bundle(replace(parts, people=[]), tmp_path / "out", "without")
    name = {"name": "王璟珺"}

    def held(path: Path) -> set[str]:
        with ZipFile(path) as bundle:
            return found(b"\n".join(bundle.read(one) for one in bundle.namelist()), name)

    assert held(made) == set()
    assert held(bare) == {"name"}, "without the scrubbing the name is there to be found"


def test_a_bundle_is_whole_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "stick").write_text("a file where the folder should be")
    parts = Parts(
        lines=[],
        settings=KioskSettings(),
        layer={},
        counts={},
        checkup=[],
        folder=tmp_path,
        log="",
        people=[],
        program="",
    )
    with pytest.raises(OSError, match="stick"):
        write_bundle(parts, tmp_path / "stick", "bundle")
    assert list(tmp_path.glob("**/*.zip*")) == []
