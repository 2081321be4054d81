"""The real lexicon, opened once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.keyboard.lexicon import Lexicon
from tests.support.lexicon import lexicon_file


@pytest.fixture(scope="session")
def lexicon() -> Iterator[Lexicon]:
    """The lexicon that `make test` builds."""
    opened = Lexicon(lexicon_file())
    yield opened
    opened.close()
