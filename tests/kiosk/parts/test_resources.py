"""assets and config are found from source, from a wheel, and frozen."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

import pytest

from sync import resources


def test_from_source_they_lie_beside_the_packages() -> None:
    assert (resources.config() / "questionnaire.toml").is_file()
    assert resources.assets().is_dir()


def test_frozen_they_lie_in_the_bundles_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").mkdir()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resources.config() == tmp_path / "config"


def test_from_a_wheel_they_lie_in_the_environments_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "share" / "yiping" / "config"
    folder.mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "site-packages" / "sync" / "resources.py"))
    monkeypatch.setattr(sysconfig, "get_path", lambda _name: str(tmp_path))
    assert resources.config() == folder


def test_a_missing_folder_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    with pytest.raises(resources.NotFound, match="install Yiping again"):
        resources.assets()
