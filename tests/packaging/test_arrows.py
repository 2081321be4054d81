"""The arrows of the house, where import-linter's list must be kept complete or cannot look."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
ROOMS = {"store", "viewmodels", "tickets", "qml", "keyboard"}
ROOTS = {
    "__init__",
    "__main__",
    "app",
    "firststart",
    "enrolling",
    "enrolled",
    "furnishing",
    "hearing",
    "opened",
    "opening",
    "senses",
    "idling",
    "watchdog",
    "backoffice",
    "parts",
    "fromcentre",
    "knocking",
    "remote",
    "technician",
    "book",
    "backroom",
    "daybook",
    "pins",
    "demo",
    "simulate",
}  # these join the parts
COMMANDS = {
    "check",
    "enrol_command",
    "export",
    "outside",
    "asking",
    "surroundings",
    "identity",
}  # work without the window, may know the store


def test_every_module_of_the_kiosk_that_decides_is_held_to_the_contract() -> None:
    contract = next(one for one in LINTER["contracts"] if one["name"].startswith("what decides at the window"))
    held = {name.removeprefix("kiosk.") for name in contract["source_modules"]}

    there = {
        path.stem for path in (ROOT / "kiosk").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }

    assert there - ROOMS - ROOTS - COMMANDS - held == set(), (
        "name these in pyproject.toml, or say here that they join parts"
    )


def test_the_contract_runs_on_the_standard_library_alone() -> None:
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import sync.contract, sync.token, sync.times, sync.clock"

    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_the_storage_thread_brings_the_database_and_nobody_before() -> None:
    program = (
        "import sys; import kiosk.store.storage, kiosk.flow, kiosk.desk, kiosk.settings\n"
        "print(sorted({'sqlalchemy', 'alembic', 'requests', 'cryptography', 'typst', 'xlsxwriter'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)

    assert done.stdout.strip() == "[]", done.stdout + done.stderr
