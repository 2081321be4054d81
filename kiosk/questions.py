"""What is asked at this window: the centre's questionnaire, else the one the settings name, else the shipped one."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sync.questionnaire import BadQuestionnaire, Questionnaire, parse_questionnaire, read_questionnaire
from sync.resources import config

if TYPE_CHECKING:
    from kiosk.settings import KioskSettings
    from sync.contract import KioskSettings as Given

log = logging.getLogger(__name__)


def asked_here(settings: KioskSettings, given: Given | None) -> Questionnaire:
    """Return the questionnaire; one of the centre's that cannot be shown is logged and blocks nobody (K6).

    Raises:
        BadQuestionnaire: the file of this machine cannot be shown.
        OSError: it cannot be read.
    """
    if given and given.questionnaire:
        try:
            return parse_questionnaire(given.questionnaire)
        except BadQuestionnaire as why:
            log.warning("%s", why)
    named = settings.rating.questionnaire
    return read_questionnaire(Path(named) if named else config() / "questionnaire.toml")
