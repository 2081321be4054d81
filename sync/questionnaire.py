"""The questionnaire: what is asked, the five official words, and each level's reasons, in every language; versioned.

The tablet and the citizen's phone read the same one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sync.kinds import Level
from sync.toml import read_toml

Texts = Mapping[str, str]  # language -> text


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause to tick. `core` ones are shown first, the others under *more*."""

    code: str
    level: Level
    text: Texts
    core: bool
    about: str


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """`levels` maps a level to its official name; the first language is the one to fall back on."""

    id: str
    version: str
    languages: tuple[str, ...]
    texts: Mapping[str, Texts]
    levels: Mapping[Level, Texts]
    reasons: tuple[Reason, ...]

    def reasons_for(self, level: Level) -> tuple[Reason, ...]:
        """Return this level's reasons, core ones first."""
        return tuple(reason for reason in self.reasons if reason.level == level)

    def has(self, level: Level, code: str) -> bool:
        """Return whether this level has a reason of this code."""
        return any(reason.code == code for reason in self.reasons if reason.level == level)

    def say(self, texts: Texts, language: str) -> str:
        """Return a text in this language, or in the first one."""
        return texts.get(language) or texts[self.languages[0]]

    def text(self, name: str, language: str) -> str:
        """Return one of the prompts, as in `question`."""
        return self.say(self.texts[name], language)

    def words(self, language: str) -> dict[str, str]:
        """Return every reason's text by its code."""
        return {reason.code: self.say(reason.text, language) for reason in self.reasons}


class BadQuestionnaire(Exception):
    """A questionnaire that cannot be shown; the text says what is wrong and what to do."""


def read_questionnaire(file: Path) -> Questionnaire:
    """Return the questionnaire of a TOML file.

    Raises:
        BadQuestionnaire: something in it is missing.
    """
    return parse_questionnaire(file.read_text(encoding="utf-8"), file.name)


def parse_questionnaire(text: str, where: str = "the centre's questionnaire") -> Questionnaire:
    """Return the questionnaire of a TOML text; see `read_questionnaire`."""
    try:
        value = read_toml(text)
        languages = tuple(value["languages"])
        reasons = tuple(_reason(one) for one in value["reasons"])
        made = Questionnaire(
            id=value["id"],
            version=value["version"],
            languages=languages,
            texts=value["texts"],
            levels={Level(int(level)): names for level, names in value["levels"].items()},
            reasons=tuple(sorted(reasons, key=lambda one: (-one.level, not one.core, one.code))),
        )
    except KeyError as missing:
        raise BadQuestionnaire(
            f"{missing.args[0]} is missing in {where}: compare it with config/questionnaire.toml"
        ) from None
    except (ValueError, TypeError, AttributeError) as trouble:
        raise BadQuestionnaire(
            f"{where} cannot be read: {trouble}: compare it with config/questionnaire.toml"
        ) from None
    _complete(made, where)
    return made


def _reason(one: Mapping[str, str]) -> Reason:
    text = {name: value for name, value in one.items() if name not in ("code", "level", "tier", "about")}
    return Reason(one["code"], Level(int(one["level"])), text, one["tier"] == "core", one["about"])


def _complete(made: Questionnaire, where: str) -> None:
    everything: list[tuple[str, Texts]] = [
        *((f"texts.{name}", texts) for name, texts in made.texts.items()),
        *((f"levels.{level.value}", texts) for level, texts in made.levels.items()),
        *((f"reason {reason.code}", reason.text) for reason in made.reasons),
    ]
    missing = [
        f"{name} has no text in {language}"
        for name, texts in everything
        for language in made.languages
        if not texts.get(language)
    ]
    missing += [f"level {level.value} has no name" for level in Level if level not in made.levels]
    missing += [f"level {level.value} has no reasons" for level in Level if not made.reasons_for(level)]
    codes = [reason.code for reason in made.reasons]
    missing += [f"reason {code} stands twice" for code in sorted(set(codes)) if codes.count(code) > 1]
    if missing:
        raise BadQuestionnaire(f"{where}: {'; '.join(missing)}: complete it")
