"""The centre as a web application: every room's routes, joined."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from sync.central.central import Central
from sync.central.intake.api import batches
from sync.central.kiosks.api import kiosks
from sync.central.kiosks.lines import Lines
from sync.central.kiosks.metrics import metrics
from sync.central.problems import refusals
from sync.central.web.document import describe
from sync.central.web.face import Face
from sync.central.web.further import further
from sync.live import LONGEST_POLL_S


def create_app(central: Central, *, poll_s: float = LONGEST_POLL_S, rounds: bool = False) -> FastAPI:
    """Return the application of an open centre; `app.state.central` is that centre, `app.state.face` what it shows.

    `poll_s` is how long a kiosk that waits for events is kept waiting. With `rounds`, what must happen without being
    asked (looking for silent kiosks, delivering webhooks) happens for as long as it is served.
    """
    face = Face(central, central.intake.keep_own, poll_s, rounds=rounds)

    @asynccontextmanager
    async def alive(_: FastAPI) -> AsyncIterator[None]:
        with face.running():
            yield

    app = FastAPI(title="Yiping 一评", version="1", docs_url=None, redoc_url=None, lifespan=alive)
    app.state.central = central
    app.state.lines = Lines()
    app.state.face = face
    app.state.languages = further(central.settings.data)
    app.include_router(batches(central))
    app.include_router(kiosks(central))
    app.include_router(metrics(central))
    face.put_on(app)
    describe(app)

    @app.get("/healthz", summary="Is the process alive?")
    def get_health() -> dict[str, str]:
        """Say that the process is alive."""
        return {"status": "alive"}

    @app.get("/readyz", summary="Does the database answer?", responses=refusals(503))
    def get_ready() -> dict[str, str]:
        """Say whether the database answers."""
        try:
            with central.database.read() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            raise HTTPException(503, "the database does not answer") from None
        return {"status": "ready"}

    return app
