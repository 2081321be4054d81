"""The HTTP server of one process: when it is told to stop, whoever waits for news is let go first."""

from __future__ import annotations

import gc
import socket

import uvicorn
from fastapi import FastAPI


def calm() -> None:
    """Have the garbage collector look less often: a batch makes thousands of rows, and its default is every 700."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class Server(uvicorn.Server):
    """Streams and polls wait for something to happen; without being told they would hold up the end until it is forced."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._application = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then everything else."""
        face = getattr(self._application.state, "face", None)
        if face is not None:
            face.hub.stop()
        await super().shutdown(sockets)
