"""One version, said in two places."""

from __future__ import annotations

from importlib.metadata import version

from kiosk import __version__


def test_the_program_says_the_version_of_the_package() -> None:
    assert __version__ == version("yiping")
