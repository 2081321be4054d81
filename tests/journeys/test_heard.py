"""The whole program on a machine that can be heard: it is silent until it asks, then says so, and thanks in its own words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sync.resources import assets
from tests.support.hall import Hall
from tests.support.loudspeaker import MISSING, loudspeaker, peak

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


def test_the_question_and_the_thanks_are_heard_and_nothing_before_them(small_place: Hall, tmp_path: Path) -> None:
    place = small_place
    place.enrol()
    prompts = tmp_path / "prompts"
    subprocess.run([sys.executable, assets() / "sounds" / "render.py", "--to", prompts], check=True)
    (tmp_path / "sound").mkdir()
    with loudspeaker(tmp_path / "sound") as (server, ear):
        env = {**os.environ, "PULSE_SERVER": server, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.journeys.talking_kiosk", str(place.data), str(prompts), "1"]
        with subprocess.Popen(command, env=env, cwd=ROOT, stdin=-1, stdout=-1, text=True) as kiosk:
            assert kiosk.stdout is not None
            assert kiosk.stdin is not None
            assert kiosk.stdout.readline() == "silent\n"
            assert peak(ear.listen(0.5)) == 0
            kiosk.stdin.write("\n")
            kiosk.stdin.flush()
            assert kiosk.stdout.readline() == "asking\n"
            ear.hear()
            ear.quiet()
            kiosk.stdin.write("\n")
            kiosk.stdin.flush()
            assert kiosk.stdout.readline() == "thanked\n"
            ear.hear()
            kiosk.stdin.close()
            assert kiosk.stdout.readline() == "ended\n"
        assert kiosk.returncode == 0
