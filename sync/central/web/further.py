"""Further languages of the citizen's pages: a file each, as in `languages/bo.toml` of the centre's data folder.

A file has the name of its language (`language = "བོད་ཡིག"`), `level_1` to `level_5`, and the texts of `words.py` by their
keys; what it lacks is shown in English. What is asked, and the reasons, stand in the questionnaire, in as many languages as it has.
"""

from __future__ import annotations

import logging
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from string import Formatter

from sync.central.web.words import TEXTS

logger = logging.getLogger(__name__)
FOLDER = "languages"
_TAG = re.compile(r"[a-z]{2,3}")


def further(data: Path) -> Mapping[str, Mapping[str, str]]:
    """Return the texts of each language by its tag. A file that cannot be read is left out and logged: phones still rate."""
    found = {}
    for file in sorted((data / FOLDER).glob("*.toml")):
        try:
            texts = tomllib.loads(file.read_text("utf-8"))
        except (OSError, ValueError) as why:
            logger.warning("the language %s is left out: %s", file, why)
            continue
        if not _TAG.fullmatch(file.stem) or not isinstance(texts.get("language"), str):
            logger.warning(
                'the language %s is left out: name it as in bo.toml, and give it language = "its name"', file
            )
            continue
        found[file.stem] = {key: text for key, text in texts.items() if _fits(file, key, text)}
    return found


def _fits(file: Path, key: str, text: object) -> bool:
    """Whether a text is one, and asks for no fact that the page does not give it."""
    if not isinstance(text, str) or not text.strip():
        return False
    try:
        strange = _facts(text) - _facts(TEXTS[key][1] if key in TEXTS else "")
    except ValueError:
        strange = {text}
    if strange:
        logger.warning("%s of %s is left out: nothing is known of %s", key, file, ", ".join(sorted(strange)))
    return not strange


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
