"""Somebody who is logged in at the centre and writes as its own pages do, with the log-in's secret."""

from __future__ import annotations

from typing import Any

import requests
from sqlalchemy import update

from sync.central.accounts.entering import log_in
from sync.central.accounts.models import LogIn
from sync.central.accounts.people import create_account
from sync.central.accounts.roles import Role
from sync.central.central import Central

SECRET = "four words of a pass phrase"


class Insider:
    """A session of one person; `form` may be spoiled by a test."""

    def __init__(
        self, central: Central, url: str, name: str = "li", role: Role = Role.HALL_MANAGER, halls: Any = ("H001",)
    ) -> None:
        now = central.clock.now()
        with central.database.write() as db:
            create_account(db, name, SECRET, halls=halls, now=now, shown=name, role=role)
        session = log_in(central.database, name, SECRET, now=now)
        with central.database.write() as db:
            db.execute(update(LogIn).where(LogIn.account == name).values(form="the form's secret"))
        self._url, self.form = url, "the form's secret"
        self._cookies = {"yiping": session.cookie}  # type: ignore[union-attr] # the password is right

    def post(self, path: str, **body: Any) -> requests.Response:
        """Write something."""
        headers = {"yiping-form": self.form}
        return requests.post(self._url + path, json=body, headers=headers, cookies=self._cookies, timeout=30)

    def get(self, path: str) -> requests.Response:
        """Read something."""
        return requests.get(self._url + path, cookies=self._cookies, timeout=30)
