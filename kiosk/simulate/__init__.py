"""Headless kiosks with real stores and real delivery: for load, for demonstrations of the centre, for acceptance tests."""

from __future__ import annotations

from kiosk.simulate.run import Tally, simulate

__all__ = ["Tally", "simulate"]
