"""What kiosks work by, in layers: the hall's settings, over them a window's own; and what is asked in the hall."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from sync.central.places.halls import known_window
from sync.central.places.kiosk_keys import laid_over
from sync.central.places.models import Hall, Window
from sync.central.places.questions import asked_in
from sync.central.places.rows import Change, as_json, put_row
from sync.central.places.typed import Wrong
from sync.questionnaire import BadQuestionnaire, parse_questionnaire
from sync.shape import LONGEST, encodable


def settings_of(db: Connection, hall: str, window: str = "") -> dict[str, Any]:
    """Return the settings set for a hall, or for one of its windows alone.

    Raises:
        Wrong: the hall has no such window.
    """
    column = Window.settings if window else Hall.settings
    this = (Window.hall_id == hall, Window.id == known_window(db, hall, window)) if window else (Hall.id == hall,)
    made: dict[str, Any] = json.loads(db.execute(select(column).where(*this)).scalar_one())
    return made


def put_settings(db: Connection, hall: str, answers: Mapping[str, str], window: str = "") -> list[Change]:
    """Set what a form's answers say for a hall, or for one window; other keys stay.

    Raises:
        Wrong: an answer is not what its key takes, or there is no such window.
    """
    row = {"settings": as_json(laid_over(settings_of(db, hall, window), answers))}
    if window:
        return put_row(db, Window, {"hall_id": hall, "id": window}, row, f"window {window}")
    return put_row(db, Hall, {"id": hall}, row, f"hall {hall}")


def put_questionnaire(db: Connection, hall: str, text: str) -> list[Change]:
    """Set what is asked in a hall, as the TOML of a questionnaire; an empty text is the one that comes with the product.

    Raises:
        Wrong: it cannot be shown, or says other things under a version that is in use.
    """
    text = text.replace("\r\n", "\n").strip()
    if text:
        _new_or_same(db, hall, text)
    return put_row(db, Hall, {"id": hall}, {"questionnaire": text or None}, f"hall {hall}")


def _new_or_same(db: Connection, hall: str, text: str) -> None:
    if len(text) > LONGEST or not encodable(text) or "\0" in text:
        raise Wrong("wrong_long", most=LONGEST, has=len(text))
    try:
        made = parse_questionnaire(text, "the questionnaire")
    except BadQuestionnaire as bad:
        raise Wrong("wrong_questionnaire", why=bad) from None
    now = asked_in(db.execute(select(Hall.questionnaire).where(Hall.id == hall)).scalar())
    if (made.id, made.version) == (now.id, now.version) and made != now:
        raise Wrong("wrong_version", version=made.version)
