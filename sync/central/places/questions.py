"""What is asked in a hall: its own questionnaire where one was loaded, else the one that comes with the product."""

from __future__ import annotations

from functools import cache

from sync.questionnaire import Questionnaire, parse_questionnaire, read_questionnaire
from sync.resources import config


@cache
def shipped() -> Questionnaire:
    """Return the questionnaire that comes with the product."""
    return read_questionnaire(config() / "questionnaire.toml")


@cache
def shipped_text() -> str:
    """Return it as its file says it, for whoever wants to write another."""
    return (config() / "questionnaire.toml").read_text("utf-8")


def asked_in(own: str | None) -> Questionnaire:
    """Return a hall's own questionnaire, or the shipped one where it has none."""
    return _parsed(own) if own else shipped()


@cache
def _parsed(text: str) -> Questionnaire:
    return parse_questionnaire(text)
