"""The questionnaire as the phone page needs it: the same file, words and version as on the tablet."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sync.kinds import Level
from sync.resources import config

TAGS = {"zh": "zh-CN", "en": "en"}  # a page's language -> the questionnaire's


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause to tick; `core` ones are shown first."""

    code: str
    core: bool
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReasonText:
    """A reason in the reader's language."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What is asked; `languages[0]` is the one to fall back on."""

    id: str
    version: str
    languages: tuple[str, ...]
    texts: Mapping[str, Mapping[str, str]]
    levels: Mapping[Level, Mapping[str, str]]
    reasons: Mapping[Level, tuple[Reason, ...]]

    def say(self, texts: Mapping[str, str], language: str) -> str:
        """Return a text in a page's language."""
        return texts.get(TAGS.get(language, language)) or texts[self.languages[0]]

    def text(self, name: str, language: str) -> str:
        """Return one of the prompts."""
        return self.say(self.texts[name], language)

    def reasons_of(self, level: Level, language: str, *, core: bool) -> list[ReasonText]:
        """Return a level's reasons in a page's language, the core ones or the others."""
        found = (one for one in self.reasons[level] if one.core is core)
        return [ReasonText(one.code, self.say(one.texts, language)) for one in found]

    def codes(self, level: Level) -> frozenset[str]:
        """Return what may be ticked at a level."""
        return frozenset(one.code for one in self.reasons[level])

    def words(self, language: str) -> dict[str, str]:
        """Return every reason's text by its code."""
        return {one.code: self.say(one.texts, language) for ones in self.reasons.values() for one in ones}


@cache
def questionnaire_of(text: str) -> Questionnaire:
    """Return the questionnaire of a TOML text; raises what reading it raises."""
    value = tomllib.loads(text)
    return Questionnaire(
        id=value["id"],
        version=value["version"],
        languages=tuple(value["languages"]),
        texts=value["texts"],
        levels={Level(int(level)): names for level, names in value["levels"].items()},
        reasons={level: _reasons(value["reasons"], level) for level in Level},
    )


@cache
def shipped() -> Questionnaire:
    """Return the questionnaire that comes with the product."""
    return questionnaire_of((config() / "questionnaire.toml").read_text(encoding="utf-8"))


def asked_in(hall: str | None) -> Questionnaire:
    """Return a hall's own questionnaire, or the shipped one where it has none."""
    return questionnaire_of(hall) if hall else shipped()


def _reasons(values: list[dict[str, str]], level: Level) -> tuple[Reason, ...]:
    mine = [
        Reason(one["code"], one["tier"] == "core", {tag: one[tag] for tag in one if tag not in NOT_TEXTS})
        for one in values
        if int(one["level"]) == level
    ]
    return tuple(sorted(mine, key=lambda one: (not one.core, one.code)))


NOT_TEXTS = frozenset({"code", "level", "tier", "about"})
