"""A centre as kiosks and browsers meet it: uvicorn on a loopback port, on a thread of this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from sync.central.web.server import Server


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an application; give its address. Whoever asks before it has started waits until it has."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", timeout_graceful_shutdown=1)
    server = Server(config, app)
    with config.bind_socket() as listener:
        listener.listen(128)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="served")
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)
