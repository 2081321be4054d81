"""The centre's settings: every default is in the shipped file, every mistake is said at once."""

from __future__ import annotations

import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest

from sync.central.settings import CentralSettings, WrongSettings, central_settings
from sync.resources import config


def written(folder: Path, text: str) -> Path:
    path = folder / "central.toml"
    path.write_text(text, "utf-8")
    return path


def test_without_a_file_everything_has_a_default(tmp_path: Path) -> None:
    made = central_settings(None, {"YIPING_DATA": str(tmp_path)})

    assert made == CentralSettings(data=tmp_path)
    assert made.url == f"sqlite:///{tmp_path / 'central.db'}"


def test_the_shipped_file_holds_every_setting_with_its_default(tmp_path: Path) -> None:
    shipped = tomllib.loads((config() / "central.toml").read_text("utf-8"))
    defaults = asdict(CentralSettings(data=tmp_path))

    assert {key: value for key, value in defaults.items() if key not in ("data", "database")} == {
        key: value for key, value in shipped.items() if key not in ("data", "database")
    }
    assert set(shipped) == set(defaults)


def test_every_setting_is_explained_in_the_readme() -> None:
    readme = (config() / "README.md").read_text("utf-8")
    shipped = tomllib.loads((config() / "central.toml").read_text("utf-8"))
    keys = [key for key in shipped if not isinstance(shipped[key], dict)]
    keys += [f"{table}.{key}" for table, values in shipped.items() if isinstance(values, dict) for key in values]

    assert [key for key in keys if f"`{key}`" not in readme] == []


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, 'data = "/nowhere"\ndatabase = "sqlite:////nowhere/x.db"')
    environment = {"YIPING_DATA": str(tmp_path), "YIPING_DATABASE_URL": "postgresql+psycopg://h/d"}

    made = central_settings(path, environment)

    assert (made.data, made.url) == (tmp_path, "postgresql+psycopg://h/d")


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path, 'colour = 1\ndatabase = "mysql://x"\n[server]\nport = "8710"\nworkers = -1\nspeed = 1\n[kiosks]\n'
    )

    with pytest.raises(WrongSettings) as wrong:
        central_settings(path, {})

    said = str(wrong.value)
    for expected in ("server.port", "server.workers", "server.speed", "colour", "sqlite:///"):
        assert expected in said
    assert len(said.splitlines()) == 5


@pytest.mark.parametrize(
    ("text", "said"), [("[server", "is not TOML"), ("server = 1", "must be a table"), ("data = 1", "data")]
)
def test_a_file_that_is_none_is_said_so(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(WrongSettings, match=said):
        central_settings(written(tmp_path, text), {})


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match="--config"):
        central_settings(tmp_path / "nowhere.toml", {})
