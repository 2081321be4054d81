"""A prompt is really heard: rendered at set-up, played by Qt, taken from the sink of a sound server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import tomllib
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.prompts import Prompt
from kiosk.soundserver import answers, speaks
from kiosk.surroundings import can_be_heard
from sync.resources import assets
from tests.support.loudspeaker import LOUD, MISSING, Ear, loudspeaker, peak

HELD_UP_S = 15  # Qt alone would wait 30
ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


@pytest.fixture(scope="module")
def prompts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The prompts as set-up renders them."""
    folder = tmp_path_factory.mktemp("prompts")
    subprocess.run([sys.executable, assets() / "sounds" / "render.py", "--to", folder], check=True)
    return folder


@contextmanager
def kiosk(server: str) -> Iterator[subprocess.Popen[str]]:
    """A kiosk's loudspeaker with this sound server."""
    env = {**os.environ, "PULSE_SERVER": server, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    program = [sys.executable, "-m", "tests.screens.speaking_kiosk"]
    with subprocess.Popen(program, env=env, cwd=ROOT, stdin=-1, stdout=-1, stderr=-3, text=True) as running:
        yield running
        assert running.communicate(timeout=20)[0].endswith("ended\n")
    assert running.returncode == 0


def say(running: subprocess.Popen[str], volume: int, file: Path) -> None:
    assert running.stdin is not None
    running.stdin.write(f"{volume} {file}\n")
    running.stdin.flush()


def test_every_prompt_of_every_language_is_rendered_as_sound(prompts: Path) -> None:
    spoken = [
        file.stem for file in (assets() / "translations").glob("*.toml") if tomllib.loads(file.read_text())["voice"]
    ]
    assert {"zh-CN", "en"} <= set(spoken)
    wanted = {f"{language}.{one}.wav" for language in spoken for one in Prompt}
    assert {file.name for file in prompts.iterdir()} == wanted
    for file in prompts.iterdir():
        with wave.open(str(file)) as read:
            assert read.getsampwidth() == 2
            assert 0.5 < read.getnframes() / read.getframerate() < 8


def test_without_espeak_nothing_is_rendered_and_nothing_fails(tmp_path: Path) -> None:
    program = [sys.executable, assets() / "sounds" / "render.py", "--to", tmp_path / "none"]
    done = subprocess.run(program, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=True)
    assert "espeak-ng is not installed" in done.stdout
    assert not (tmp_path / "none").exists()


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[tuple[str, Ear]]:
    with loudspeaker(tmp_path) as made:
        yield made


def test_a_prompt_is_heard_and_louder_is_louder(hall: tuple[str, Ear], prompts: Path) -> None:
    server, ear = hall
    with kiosk(server) as speaking:
        assert peak(ear.listen(0.3)) == 0, "the ear hears nothing while nothing is said"
        say(speaking, 100, prompts / "zh-CN.asking.wav")
        loud = peak(ear.hear())
        say(speaking, 20, prompts / "zh-CN.asking.wav")
        ear.listen(0.6)  # what was still on its way
        quiet = peak(ear.hear())
    assert loud > 2 * quiet > 2 * LOUD


def test_one_prompt_after_another_is_heard(hall: tuple[str, Ear], prompts: Path) -> None:
    """Qt's sound on a thread of its own says the first two and then nothing more: it stays on the window's."""
    server, ear = hall
    with kiosk(server) as speaking:
        for name in ("en.thanking", "zh-CN.thanking", "en.asking"):
            say(speaking, 100, prompts / f"{name}.wav")
            ear.hear()
            ear.quiet()


def test_the_systems_speech_is_asked_before_it_is_waited_for(tmp_path: Path) -> None:
    env = {"XDG_RUNTIME_DIR": str(tmp_path)}
    assert not speaks(env), "none runs"
    (tmp_path / "speech-dispatcher").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "speech-dispatcher" / "speechd.sock"))
        server.listen()
        assert not speaks(env, 0.2), "one that hangs"

        def answer() -> None:
            while line := server.accept()[0]:
                with line:
                    line.sendall(b"248-  SPEAK")
                    if line.recv(6) == b"HELP\r\n":
                        return

        server.accept()[0].close()  # whoever was not answered
        answering = threading.Thread(target=answer)
        answering.start()
        assert speaks(env)
        answering.join(10)


def test_a_sound_server_that_answers_is_told_from_one_that_hangs_and_one_that_is_gone(
    hall: tuple[str, Ear], tmp_path: Path
) -> None:
    assert answers({"PULSE_SERVER": hall[0]})
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "silent"))
        silent.listen()
        assert not answers({"PULSE_SERVER": f"unix:{tmp_path / 'silent'}"}, 0.2)
    assert not answers({"PULSE_SERVER": f"unix:{tmp_path / 'gone'}"})
    assert answers({"XDG_RUNTIME_DIR": str(tmp_path)}), "no server: nothing to wait for"
    assert can_be_heard({"PULSE_SERVER": hall[0]})


def test_a_sound_server_that_hangs_does_not_hold_up_the_window(tmp_path: Path, prompts: Path) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "native"))
        silent.listen()
        with kiosk(f"unix:{tmp_path / 'native'}") as speaking:
            say(speaking, 100, prompts / "zh-CN.asking.wav")
            assert speaking.stdout is not None
            began = time.monotonic()
            assert speaking.stdout.readline() == "the window goes on\n"
            assert time.monotonic() - began < HELD_UP_S
