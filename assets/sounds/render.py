"""Renders the window's prompts with espeak-ng, as placeholders for a hall's own recordings.

Run at set-up; the files are not committed. Where espeak-ng is not installed nothing is made: the prompts stay silent, and
`yiping-kiosk check` says so. The words are those of `assets/translations`; `voice` there names espeak's voice.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORDS = HERE.parent / "translations"
PACE = "150"  # words a minute: slower than its own 175


def render(program: str, voice: str, text: str, target: Path) -> None:
    """Write one prompt, complete or not at all."""
    torn = target.with_suffix(".part")
    subprocess.run([program, "-v", voice, "-s", PACE, "-w", str(torn), "--", text], check=True)  # noqa: S603 - our own words
    torn.replace(target)


def main() -> int:
    """Render every prompt of every language; print what was done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=HERE, help="folder for the files")
    given = parser.parse_args()
    program = shutil.which("espeak-ng")
    if program is None:
        sys.stdout.write(
            "espeak-ng is not installed: no voice prompts; install it and run this again, or record your own\n"
        )
        return 0
    given.to.mkdir(parents=True, exist_ok=True)
    for file in sorted(WORDS.glob("*.toml")):
        texts = tomllib.loads(file.read_text("utf-8"))
        for key, text in texts.items():
            if key.startswith("say_") and texts.get("voice"):
                render(program, texts["voice"], text, given.to / f"{file.stem}.{key.removeprefix('say_')}.wav")
    return 0


if __name__ == "__main__":
    sys.exit(main())
