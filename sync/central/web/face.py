"""The centre's face, joined: pages, figures over HTTP, the phone, cases and the live wall, put onto the application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from sync.central.central import Central
from sync.central.followup.joined import Joined
from sync.central.followup.live import Hub, Listener
from sync.central.web.api import api
from sync.central.web.managers import managers
from sync.central.web.pages import STATIC
from sync.central.web.phone import Keep, Phone
from sync.central.web.phone_page import phone_page
from sync.central.web.troubles import tell_troubles


class Face:
    """What people see. `running()` holds for as long as the server does."""

    def __init__(self, central: Central, keep: Keep) -> None:
        self.hub = Hub()
        self._central = central
        self._phone = Phone(central.database, central.keys, keep)
        joined = Joined(central.database, self.hub)
        central.intake.on_decided.append(joined.decided)

    def put_on(self, app: FastAPI) -> None:
        """Add the routes, and how refusals are told."""
        tell_troubles(app)
        app.include_router(api(self._central, self.hub))
        app.include_router(phone_page(self._central, self._phone))
        app.include_router(managers(self._central))
        app.mount("/static", StaticFiles(directory=STATIC), name="static")

    @contextmanager
    def running(self) -> Iterator[None]:
        """Hear the other processes' news meanwhile; end every stream afterwards."""
        listener = None if self._central.database.sqlite else Listener(self._central.database.url, self.hub)
        if listener:
            listener.start()
        try:
            yield
        finally:
            self.hub.stop()
            if listener:
                listener.stop()
