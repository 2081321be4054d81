"""What a centre gives a kiosk, without a centre."""

from __future__ import annotations

from typing import Any

from sync.contract import Answer, KioskSettings, RosterEntry, State


def given(*, challenge: str = "", **more: Any) -> KioskSettings:
    """Return the settings of window 3 with 王芳 on its roster; `more` replaces fields by name."""
    answer = Answer(
        centre="c",
        key="k",
        kiosk="k",
        request="r",
        state=State.ACTIVE,
        time="2026-03-02T01:00:00.000Z",
        challenge=challenge,
        incarnation="i",
    )
    fields: dict[str, Any] = {
        "etag": "e",
        "hall": "H001",
        "hall_name": "市民中心",
        "window": "3",
        "window_name": "综合 3 号",
        "department": "人社局",
        "time_zone": "Asia/Shanghai",
        "roster": (RosterEntry(staff="S001", name="王芳", department="人社局"),),
        "settings": {},
    }
    return KioskSettings(answer=answer, **{**fields, **more})
