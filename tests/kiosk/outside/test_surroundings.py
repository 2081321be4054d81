"""Display and sound, judged without opening a window."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from kiosk.surroundings import display, drawing, sound

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is left to the system")


def test_a_wayland_socket_that_is_there_is_well_and_one_that_is_not_says_what_to_start(tmp_path: Path) -> None:
    env = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}

    missing = display(env)
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-0"))
        there = display(env)

    assert missing[0] is False
    assert "start the compositor" in missing[1]
    assert there == (True, "Wayland, wayland-0")


def test_a_wayland_display_may_be_named_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "screen").touch()

    assert display({"WAYLAND_DISPLAY": str(tmp_path / "screen")})[0] is True


def test_an_x_server_that_does_not_listen_is_named() -> None:
    well, said = display({"DISPLAY": ":987"})

    assert well is False
    assert "no X server listens" in said


def test_an_x_server_on_another_machine_is_left_to_the_window() -> None:
    assert display({"DISPLAY": "desk:0"}) == (True, "X11, desk:0")


def test_a_remote_shell_without_a_display_is_no_fault() -> None:
    well, said = display({})

    assert well is True
    assert "this shell has none" in said


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:port=5900"])
def test_a_chosen_platform_is_said(platform: str) -> None:
    assert display({"QT_QPA_PLATFORM": platform, "DISPLAY": ":987"}) == (True, f"none: QT_QPA_PLATFORM is {platform}")


def test_silence_is_no_fault() -> None:
    assert sound({})[0] is True


def test_what_draws_the_window_can_be_loaded_here() -> None:
    assert drawing({}) == (True, "what draws the window can be loaded")


def test_a_machine_that_lacks_a_library_is_told_which_and_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bare_machine.py").write_text("raise ImportError('libGL.so.1: cannot open shared object file')")
    monkeypatch.syspath_prepend(tmp_path)

    well, said = drawing({}, module="bare_machine")

    assert well is False
    assert "libGL.so.1" in said
    assert "install" in said
