"""The demo's centre: a program of its own, started and ended like one; its commands are run as an administrator would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO, Any

PATIENCE_S = 60.0


class CentreTrouble(Exception):
    """The centre did not do what it should; the text is what it said."""


class DemoCentre:
    """`folder` holds its database, its keys and its log."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder, self._port = folder, port
        folder.mkdir(parents=True, exist_ok=True)
        database = f"sqlite:///{folder / 'central.db'}"
        self._env = {**os.environ, "YIPING_DATA": str(folder), "YIPING_DATABASE_URL": database}
        self._serving: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    def command(self, *words: str, good: tuple[int, ...] = (0,)) -> str:
        """Run `yiping-central` with these words; return what it printed."""
        done = subprocess.run(  # noqa: S603 - our own program, our own words
            [sys.executable, "-m", "sync.central", *words], env=self._env, capture_output=True, text=True, check=False
        )
        if done.returncode not in good:
            raise CentreTrouble(f"yiping-central {' '.join(words)} said: {(done.stderr or done.stdout).strip()}")
        return done.stdout

    def start(self) -> None:
        """Serve; returns when it answers."""
        self._log = (self._folder / "serve.log").open("ab")
        self._serving = subprocess.Popen(  # noqa: S603 - the same
            [sys.executable, "-m", "sync.central", "serve", "--host", "127.0.0.1", "--port", str(self._port)],
            env=self._env,
            stdout=self._log,
            stderr=self._log,
        )
        ends = time.monotonic() + PATIENCE_S
        while not self._answers():
            if self._serving.poll() is not None or time.monotonic() > ends:
                log = (self._folder / "serve.log").read_text("utf-8", "replace")[-2000:]
                self.stop()
                raise CentreTrouble(
                    f"the centre does not answer at {self.url} (is the port taken? make demo PORT=…)\n{log}"
                )
            time.sleep(0.05)

    def stop(self) -> None:
        """End it."""
        if self._serving:
            self._serving.terminate()
            try:
                self._serving.wait(10)
            except subprocess.TimeoutExpired:
                self._serving.kill()
                self._serving.wait()
            self._serving = None
        if self._log:
            self._log.close()
            self._log = None

    def get(self, path: str, token: str = "") -> Any:
        """Return the JSON answer to a GET."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with urllib.request.urlopen(urllib.request.Request(self.url + path, headers=headers), timeout=20) as answer:  # noqa: S310 - loopback
            return json.load(answer)

    def _answers(self) -> bool:
        if self._serving is None or self._serving.poll() is not None:
            return False
        try:
            return bool(self.get("/readyz")["status"] == "ready")
        except (urllib.error.URLError, OSError, ValueError):
            return False
