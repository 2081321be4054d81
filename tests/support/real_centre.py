"""The product's own centre, asked in this process without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import insert, text

from sync.central.app import create_app
from sync.central.central import Central, open_central
from sync.central.kiosks.models import Kiosk
from sync.central.places.models import Department, Hall, Window
from sync.central.settings import CentralSettings
from sync.clock import Clock
from sync.contract import State, b64, uuid7
from sync.delivery.cable import Response
from sync.delivery.identity import Identity
from sync.delivery.outcomes import Unreachable
from sync.suite import Keys


@dataclass
class RealCentre:
    """An open centre with as many halls as asked for, one window "3" each."""

    central: Central
    app: FastAPI
    halls: set[str] = field(default_factory=set)

    def enrolled(self, hall: str = "H001", window: str = "3", central: str = "http://127.0.0.1:9") -> Identity:
        """Let a kiosk in without a code; make its hall and window if they are not there yet."""
        self._place(hall, window)
        keys, kiosk = Keys.made(), uuid7()
        row = {
            "hall_id": hall,
            "id": kiosk,
            "window_id": window,
            "sign_key": b64(keys.public.sign),
            "seal_key": b64(keys.public.seal),
            "key": keys.public.id,
            "state": State.ACTIVE.value,
            "enrolled_ms": self.central.now_ms(),
            "state_ms": self.central.now_ms(),
        }
        with self.central.database.write() as connection:
            connection.execute(insert(Kiosk).values(**row))
        return Identity(
            central=central,
            kiosk=kiosk,
            hall=hall,
            window=window,
            keys=keys,
            centre=self.central.keys.centre,
            centre_keys=self.central.keys.pair.public,
            incarnation=self.central.incarnation,
        )

    def restored(self) -> None:
        """Say that its database was put back to an older state, as `yiping-central restore` does."""
        self.central = replace(self.central, incarnation=uuid7())
        self.app = create_app(self.central)

    def held(self, ledger: str) -> list[str]:
        """Return the texts of a ledger that are on its chain here, in order."""
        return self.rows("SELECT text FROM records WHERE ledger = :it ORDER BY seq", ledger)

    def rows(self, query: str, it: str) -> list[Any]:
        """Return the first column of a query about `:it`."""
        with self.central.database.read() as connection:
            return list(connection.execute(text(query), {"it": it}).scalars())

    def _place(self, hall: str, window: str) -> None:
        if (place := f"{hall}/{window}") in self.halls:
            return
        with self.central.database.write() as connection:
            if not any(known.startswith(f"{hall}/") for known in self.halls):
                connection.execute(insert(Hall).values(id=hall, name="市民中心"))
                connection.execute(insert(Department).values(hall_id=hall, id="D1", name="公安"))
            connection.execute(
                insert(Window).values(hall_id=hall, id=window, name=f"{window}号窗口", department_id="D1")
            )
        self.halls.add(place)


@contextmanager
def real_centre(folder: Path, *, database: str = "", clock: Clock | None = None) -> Iterator[RealCentre]:
    """Open a centre in this folder."""
    central = open_central(CentralSettings(data=folder, database=database), clock)
    try:
        yield RealCentre(central, create_app(central))
    finally:
        central.close()


class InProcess:
    """A `Wire` that hands requests to the application as its server would, without a socket in between."""

    def __init__(self, centre: RealCentre) -> None:
        self._centre = centre
        self._loop = asyncio.new_event_loop()

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Response | Unreachable:
        """Return the application's answer."""
        return self._loop.run_until_complete(self._asked(method, path, body, headers))

    def cut(self) -> None:
        """Nothing is ever under way."""

    def close(self) -> None:
        """End the loop and its helpers."""
        if not self._loop.is_closed():
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    async def _asked(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Response:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        said: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            said.append(message)

        await self._centre.app(scope, receive, send)
        head = {name.decode().lower(): value.decode("latin-1") for name, value in said[0]["headers"]}
        return Response(said[0]["status"], head, b"".join(one.get("body", b"") for one in said[1:]))
