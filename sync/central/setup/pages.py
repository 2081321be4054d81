"""The pages of setting up, joined."""

from __future__ import annotations

from fastapi import APIRouter

from sync.central.central import Central
from sync.central.passing.told import Teller
from sync.central.setup.asking import asking_pages
from sync.central.setup.deciding import deciding_pages
from sync.central.setup.desk import Desk
from sync.central.setup.imports import import_pages
from sync.central.setup.kiosks import kiosk_pages
from sync.central.setup.people import people_pages
from sync.central.setup.places import place_pages
from sync.central.setup.rules import rule_pages
from sync.central.setup.tokens import token_pages
from sync.central.setup.waiting import waiting_pages


def setup_pages(central: Central, teller: Teller) -> APIRouter:
    """Return the routes."""
    desk = Desk(central)
    router = APIRouter(include_in_schema=False)
    for pages in (place_pages, people_pages, rule_pages, kiosk_pages, waiting_pages, token_pages, import_pages):
        router.include_router(pages(central, desk))
    router.include_router(asking_pages(central, desk, teller))
    router.include_router(deciding_pages(central, desk, teller))
    return router
