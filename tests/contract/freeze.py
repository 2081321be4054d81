"""Writes tests/contract/v1.json: `python -m tests.contract.freeze`. Refuses what version 1 may not do.

An optional field or a new kind may be added; whoever does so runs this and commits the difference with the change.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from tests.contract.examples import examples
from tests.contract.schema import broken_by, schema

FROZEN = Path(__file__).with_name("v1.json")
SMALL = re.compile(r"[\[{]\n[^{}\[\]]{1,200}\n *[\]}]")


def generated() -> dict[str, Any]:
    """Return the contract as the code has it now."""
    return {"version": 1, "schema": schema(), "examples": examples()}


def text_of(contract: dict[str, Any]) -> str:
    """Return the file's text: one small object a line, so that a change is a readable difference."""
    text = json.dumps(contract, ensure_ascii=False, indent=1) + "\n"
    for _ in range(2):  # an object, then the object around it
        text = SMALL.sub(lambda found: " ".join(found.group().split()), text)
    return text


def main() -> int:
    """Freeze; exit 1 if what was frozen would no longer hold."""
    new = generated()
    if FROZEN.exists():
        trouble = broken_by(new["schema"], json.loads(FROZEN.read_text())["schema"])
        if trouble:
            print("\n".join(["version 1 only gains optional fields; this would break it:", *trouble]), file=sys.stderr)
            return 1
    FROZEN.write_text(text_of(new))
    return 0


if __name__ == "__main__":
    sys.exit(main())
