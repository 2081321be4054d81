"""The centre's face, joined: pages, figures over HTTP, the phone, cases and the live wall, put onto the application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from sync.central.alarms.api import alarms
from sync.central.alarms.silence import LOOK_S, Watch
from sync.central.central import Central
from sync.central.files.api import files
from sync.central.followup.api import cases
from sync.central.followup.live import Hub, Listener
from sync.central.help.api import help_calls
from sync.central.help.calls import HelpDesk
from sync.central.kiosks.deciding import deciding
from sync.central.kiosks.hall_day import hall_days
from sync.central.kiosks.key_change import key_changes
from sync.central.kiosks.remote_api import bundles, commands
from sync.central.kiosks.staging_api import staging
from sync.central.kiosks.waiting_api import waiting_kiosks
from sync.central.passing.poll import polls
from sync.central.passing.queue import queue_events
from sync.central.passing.told import Teller
from sync.central.rounds import Rounds
from sync.central.setup.api import setup_api
from sync.central.setup.api_more import more_api
from sync.central.setup.pages import setup_pages
from sync.central.turns import Turns, process_name
from sync.central.web.account_pages import account_pages
from sync.central.web.accounts import accounts
from sync.central.web.api import api
from sync.central.web.audit import audit
from sync.central.web.docs import docs
from sync.central.web.exporting import exporting
from sync.central.web.lists import lists
from sync.central.web.login import login
from sync.central.web.managers import managers
from sync.central.web.over_time import over_time
from sync.central.web.own import own_account
from sync.central.web.pages import STATIC
from sync.central.web.phone import Keep, Phone
from sync.central.web.phone_page import phone_page
from sync.central.web.public import public
from sync.central.web.receipt_page import receipt_page
from sync.central.web.search import search
from sync.central.web.troubles import tell_troubles
from sync.central.webhooks.api import webhooks
from sync.central.webhooks.courier import LOOK_S as DELIVER_S
from sync.central.webhooks.courier import Courier

PAUSE_S = 0.5  # between two looks for what there is to deliver, however much happens


class Face:
    """What people see, and what windows hear at once. `running()` holds for as long as the server does."""

    def __init__(self, central: Central, keep: Keep, poll_s: float, *, rounds: bool = False) -> None:
        self.hub = Hub()
        self._poll_s = poll_s
        self.listener = None if central.database.sqlite else Listener(central.database.url, self.hub)
        self._central = central
        sqlite = central.database.sqlite
        self._teller = Teller(central.keys.secret, self.hub, sqlite=sqlite)
        self._help = HelpDesk(self._teller, self.hub, sqlite=sqlite)
        self._phone = Phone(central.database, central.keys, keep, self._teller)
        central.joined.hub = self.hub
        turns = Turns(central.keys.secret, process_name())
        self.watch = Watch(central, self.hub, turns)
        self.courier = Courier(central, turns)
        self._rounds = self._joined_rounds() if rounds else []
        central.intake.on_new.append(self._help.noticed)

    def put_on(self, app: FastAPI) -> None:
        """Add the routes, and how refusals are told."""
        tell_troubles(app)
        app.include_router(api(self._central, self.hub))
        app.include_router(exporting(self._central))
        app.include_router(cases(self._central))
        app.include_router(phone_page(self._central, self._phone))
        app.include_router(receipt_page(self._central))
        app.include_router(login(self._central))
        app.include_router(own_account(self._central))
        app.include_router(accounts(self._central))
        app.include_router(account_pages(self._central))
        app.include_router(audit(self._central))
        app.include_router(managers(self._central))
        app.include_router(setup_pages(self._central, self._teller))
        app.include_router(setup_api(self._central))
        app.include_router(more_api(self._central))
        app.include_router(polls(self._central, self.hub, self._poll_s))
        app.include_router(queue_events(self._central, self._teller))
        app.include_router(files(self._central))
        app.include_router(hall_days(self._central))
        app.include_router(deciding(self._central, self._teller))
        app.include_router(commands(self._central, self._teller))
        app.include_router(bundles(self._central))
        app.include_router(staging(self._central))
        app.include_router(key_changes(self._central))
        app.include_router(waiting_kiosks(self._central))
        app.include_router(help_calls(self._central, self._help))
        app.include_router(alarms(self._central, self.hub))
        app.include_router(webhooks(self._central))
        app.include_router(over_time(self._central))
        app.include_router(lists(self._central))
        app.include_router(search(self._central))
        app.include_router(public(self._central))
        app.include_router(docs())
        app.mount("/static", StaticFiles(directory=STATIC), name="static")

    def _joined_rounds(self) -> list[Rounds]:
        delivering = Rounds("webhooks", self.courier.round, DELIVER_S, PAUSE_S)
        self.courier.wake = delivering.wake
        self.hub.heard.append(lambda news: delivering.wake() if news.case or news.help else None)
        return [Rounds("silence", self.watch.look, LOOK_S), delivering]

    @contextmanager
    def running(self) -> Iterator[None]:
        """Hear the other processes' news meanwhile; end every stream afterwards."""
        self.hub.start()
        if self.listener:
            self.listener.start()
        for one in self._rounds:
            one.start()
        try:
            yield
        finally:
            for one in self._rounds:
                one.stop()
            self.hub.stop()
            if self.listener:
                self.listener.stop()
