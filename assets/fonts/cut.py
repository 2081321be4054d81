"""Cuts the two static fonts the screen and the PDF use (Noto Sans SC, 400 and 700) from the variable one.

Run at set-up and before a build; the cut files are not committed. A font that is already there and whole is kept.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).resolve().parent
SOURCE = "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
CUTS = {"NotoSansSC-Regular.ttf": 400, "NotoSansSC-Bold.ttf": 700}
SMALLEST = 8_000_000  # bytes; a whole cut has 10.6 MB, a torn one less


def variable_font() -> Path:
    """Return where the package with the variable font keeps it.

    Raises:
        FileNotFoundError: the package is not installed.
    """
    spec = importlib.util.find_spec("justmytype_intl_cjk")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("justmytype-intl-cjk is not installed: install the group `build` of pyproject.toml")
    return Path(spec.origin).parent / SOURCE


def cut(source: Path, target: Path, weight: int) -> None:
    """Write the static font of this weight, complete or not at all."""
    font = TTFont(source)
    static = instancer.instantiateVariableFont(font, {"wght": weight}, updateFontNames=True)
    torn = target.with_suffix(".part")
    static.save(torn)
    torn.replace(target)


def main() -> int:
    """Cut what is missing; print what was done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=HERE, help="folder for the two files")
    parser.add_argument("--force", action="store_true", help="cut again what is there")
    given = parser.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    for name, weight in CUTS.items():
        target = given.to / name
        if not given.force and target.exists() and target.stat().st_size > SMALLEST:
            continue
        sys.stdout.write(f"cutting {name} (about 20 s)\n")
        sys.stdout.flush()
        cut(variable_font(), target, weight)
    return 0


if __name__ == "__main__":
    sys.exit(main())
