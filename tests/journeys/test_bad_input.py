"""What goes wrong in a hall, as the technician, the officer and the citizen meet it: a clear word, and nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from PySide6.QtGui import QGuiApplication

from kiosk.codes import Code
from kiosk.demo.finger import wait_until
from kiosk.identity import identity_in
from kiosk.store.place import Place
from kiosk.store.store import Store
from sync import resources
from sync.central.figures.export import exported
from sync.clock import SystemClock
from sync.contract import rfc3339
from sync.kinds import Rated
from sync.suite import sign_request
from tests.support.clock import FakeClock
from tests.support.hall import HALL, Hall, hall

LONG = "A" + "1" * 299


def command(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run yiping-kiosk as a technician would."""
    told = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", **env}
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *words], env=told, capture_output=True, text=True, timeout=60, check=False
    )


def test_every_wrong_key_of_the_settings_is_said_at_once(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text('[window]\nnumber = 3\n[queue]\nkind = "pull"\n', "utf-8")
    came = command("run", "--config", str(file), YIPING_DATA=str(tmp_path))
    assert came.returncode == 1
    assert "window.number in kiosk.toml is not a setting" in came.stderr
    assert "queue.kind in kiosk.toml" in came.stderr
    assert "Traceback" not in came.stderr


def test_a_missing_font_is_named_with_the_way_to_make_it(tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    (bare / "assets" / "translations").mkdir(parents=True)
    script = (
        "import sys; from pathlib import Path; from sync import resources; import kiosk.__main__ as program; "
        f"resources.assets = lambda: Path({str(bare / 'assets')!r}); sys.exit(program.main(['run', '--windowed']))"
    )
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "YIPING_DATA": str(tmp_path)}
    came = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert came.returncode == 1
    assert "NotoSansSC-Regular.ttf is missing" in came.stderr
    assert "cut.py" in came.stderr
    assert "Traceback" not in came.stderr


def test_a_wrong_code_is_refused_and_leaves_nothing_behind(small_place: Hall) -> None:
    for code, said in (("ABCD-EFGH-JKLM-NPQR", "code"), ("O0O0", "16")):
        came = command("enrol", small_place.url, code, YIPING_DATA=str(small_place.data))
        assert came.returncode == 1
        assert said in came.stderr
        assert "Traceback" not in came.stderr
    assert identity_in(small_place.data) is None if small_place.data.exists() else True


def test_a_kiosk_that_was_never_enrolled_says_so_on_its_screen(tmp_path: Path, qapp: QGuiApplication) -> None:  # noqa: ARG001 - windows need it
    with hall(tmp_path) as place:
        place.open()
        place.on("OutOfService")
        assert place.app.scene.property("fault") == Code.NOT_ENROLLED


def test_a_locked_database_is_said_on_the_screen_and_not_touched(small_place: Hall) -> None:
    place = small_place
    identity = place.enrol()
    other = Store.open(place.data, Place(identity.kiosk, identity.hall, identity.window), SystemClock())
    try:
        before = other.facts()
        place.open()
        place.on("OutOfService")
        assert place.app.scene.property("fault") == Code.IN_USE
        place.close()
        assert other.facts() == before
    finally:
        other.close()
    place.open()
    place.log_in()
    place.rate_next(5)


def test_a_revoked_kiosk_shows_it_and_its_records_are_set_aside_not_lost(small_place: Hall) -> None:
    place = small_place
    kiosk = place.enrol().kiosk
    place.open()
    place.log_in()
    place.rate_next(5)
    place.settled()
    place.run_central("revoke", kiosk)
    place.app.backroom.beat()
    place.on("OutOfService")
    assert place.app.scene.property("fault") == Code.TURNED_OFF
    wait_until(
        lambda: place.rows("SELECT count(*) FROM records WHERE said = 'set_aside'") > [(0,)], "records set aside", 60
    )
    held = {one.stamp.seq for one in place.held()}
    assert held == set(range(1, max(held) + 1))
    made = place.app.backroom.storage.call(lambda store: store.facts()).result(10)
    assert made.seq - max(held) <= made.pending, "what is not at the centre waits at the kiosk"
    assert exported(place.central, HALL, place.app.today()).plain()["total"]["rated"] == 1


def test_a_clock_a_year_behind_costs_no_rating_and_no_day(tmp_path: Path, qapp: QGuiApplication) -> None:  # noqa: ARG001 - windows need it
    right = FakeClock()
    behind = FakeClock(right.now() - timedelta(days=365))
    with hall(tmp_path, clock=right) as place:
        place.enrol()
        place.open(clock=behind)
        place.log_in()
        place.rate_next(4)
        place.settled()
        record = place.records(Rated)[0]
        assert record.stamp.wall.startswith(rfc3339(behind.now())[:10]), "the clock's own word is kept as it was"
        today = right.now().date().isoformat()
        assert exported(place.central, HALL, today).plain()["total"]["levels"]["4"] == 1
        place.close()


def test_a_batch_of_ten_megabytes_is_refused_with_a_signed_word(small_place: Hall) -> None:
    place = small_place
    identity = place.enrol()
    body = json.dumps({"records": ["x" * 10_000_000]}).encode()
    sealed = sign_request(
        identity.keys, method="POST", path="/api/v1/batches", body=body, kiosk=identity.kiosk, challenge="", created=1
    )
    came = requests.post(place.url + "/api/v1/batches", data=body, headers=dict(sealed.headers), timeout=30)
    assert came.status_code == 413
    assert "signature" in {name.lower() for name in came.headers}
    place.open()
    place.log_in()
    place.rate_next(5)
    place.settled()


def test_a_queue_with_a_number_of_300_signs_is_in_trouble_and_the_officer_types(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    place.open()
    place.log_in()
    place.queue.print_next_as(LONG)
    place.queue.call()
    wait_until(lambda: place.app.desk.queue_trouble, "the queue in trouble")
    assert "300" in str(place.app.desk.queue_trouble)
    place.tap("staff-door", "type-number", "letter-A", "digit-7", "on")
    place.on("Serving", "A7")
    place.tap("staff-door", "finish")
    place.on("Asking")
    place.tap("star-3")
    place.on("Explaining")


@pytest.mark.parametrize("text", ["", "[queue", "\x00", '[limits]\nasking_s = "soon"\n'])
def test_no_settings_file_brings_a_traceback(tmp_path: Path, text: str) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(text, "utf-8")
    came = command("check", "--config", str(file), YIPING_DATA=str(tmp_path))
    assert came.returncode == 1
    assert came.stderr
    assert "Traceback" not in came.stderr


def test_a_questionnaire_the_centre_should_not_have_sent_stops_nobody(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    place.open()
    place.log_in()
    given = place.app.parts.given
    assert given is not None
    place.app.backroom.storage.call(
        lambda store: store.put_roster(replace(given, questionnaire="no = questionnaire"))
    ).result(10)
    place.close()
    place.open()
    place.rate_next(4)


def test_a_questionnaire_of_the_centres_own_reaches_the_kiosk_whole(small_place: Hall) -> None:
    place = small_place
    shipped = (resources.config() / "questionnaire.toml").read_text("utf-8")
    place.say("UPDATE halls SET questionnaire = :text", text=shipped.replace("2020.1", "2020.2"))
    place.enrol()
    place.open()
    place.log_in()
    place.close()
    place.open()
    place.rate_next(4)
    rated = place.records(Rated)[-1].body
    assert isinstance(rated, Rated)
    assert rated.questionnaire_version == "2020.2"
