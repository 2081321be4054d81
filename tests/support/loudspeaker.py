"""A loudspeaker only a test hears: PulseAudio with a sink that leads nowhere, and an ear at it."""

from __future__ import annotations

import array
import os
import select
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

RATE = 22050
LOUD = 300  # of 32767; a null sink's silence is exactly 0
MISSING = [name for name in ("pulseaudio", "parec", "espeak-ng") if shutil.which(name) is None]


class Ear:
    """What the sink was given, from now on."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def listen(self, seconds: float) -> array.array[int]:
        """Return so much of it, in true time."""
        return self._read(int(seconds * RATE) * 2)

    def hear(self, within_s: float = 30) -> array.array[int]:
        """Return half a second from the first sound on.

        Raises:
            AssertionError: there was only silence.
        """
        for _ in range(int(within_s * 10)):
            if peak(heard := self.listen(0.1)) > LOUD:
                return heard + self.listen(0.5)
        raise AssertionError(f"silence for {within_s} s")

    def quiet(self, within_s: float = 30) -> None:
        """Listen until it has been silent for a second.

        Raises:
            AssertionError: it never was.
        """
        for _ in range(int(within_s)):
            if peak(self.listen(1)) == 0:
                return
        raise AssertionError(f"no silence for {within_s} s")

    def _read(self, size: int) -> array.array[int]:
        data = self._stream.read(size)
        assert len(data) == size, "the sound server has ended"
        return array.array("h", data)


def peak(samples: array.array[int]) -> int:
    """Return the loudest of them."""
    return max(map(abs, samples), default=0)


@contextmanager
def loudspeaker(folder: Path) -> Iterator[tuple[str, Ear]]:
    """Start one; yield its address for PULSE_SERVER, and an ear."""
    socket = folder / "native"
    env = {**os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "PULSE_SERVER": f"unix:{socket}"}
    server = subprocess.Popen(
        ["pulseaudio", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--realtime=no", "--high-priority=no",
         "--log-target=stderr", "-n", "-L", "module-null-sink sink_name=hall",
         "-L", f"module-native-protocol-unix auth-anonymous=1 socket={socket}"],
        env=env, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while not socket.exists():
            assert server.poll() is None, "pulseaudio ended at once"
        with _ear(env) as ear:
            yield env["PULSE_SERVER"], ear
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def _ear(env: dict[str, str]) -> Iterator[Ear]:
    command = [
        "parec",
        "-d",
        "hall.monitor",
        "--raw",
        f"--rate={RATE}",
        "--channels=1",
        "--format=s16le",
        "--latency-msec=50",
    ]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE) as listening:
        assert listening.stdout is not None
        ready, _, _ = select.select([listening.stdout], [], [], 20)
        assert ready, "nothing comes from the sink"
        try:
            yield Ear(listening.stdout)
        finally:
            listening.terminate()
