"""LibreOffice without a screen, as a reader that is not ours."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def converted(file: Path, to: str, folder: Path, *, infilter: str | None = None) -> list[Path]:
    """Return what LibreOffice makes of a file."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is missing (Debian: apt-get install libreoffice-calc-nogui)")
    folder.mkdir(parents=True, exist_ok=True)
    read = [f"--infilter={infilter}"] if infilter else []
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [office, "--headless", profile, *read, "--convert-to", to, "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return sorted(path for path in folder.iterdir() if path.is_file())
