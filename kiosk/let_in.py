"""A tablet without a code asks its centre again and again to be let in: every few seconds, more seldom when that is no use.

From the first answer on only the centre whose keys went into the number on the screen is believed.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

from sync.delivery.enrol import Waits, knock
from sync.delivery.identity import Identity
from sync.delivery.outcomes import Busy, Refused
from sync.delivery.pace import Pace
from sync.suite import pairing_number

if TYPE_CHECKING:
    from sync.clock import Clock
    from sync.delivery.outcomes import Trouble
    from sync.suite import Keys, PublicKeys

LEAST_S = 2.0  # between two knocks, whatever chance says
CALM = Pace(first_s=1.0, most_s=8.0)  # while it waits: somebody is walking to the centre
TROUBLED = Pace(first_s=2.0, most_s=60.0)  # while the centre does not answer


def let_in(
    url: str,
    keys: Keys,
    clock: Clock,
    *,
    authority: str | None,
    waits: Callable[[str], None],
    fails: Callable[[Trouble], None],
    rest: Callable[[float], bool],
) -> Identity | Refused | None:
    """Knock until somebody has let this tablet in; None where it was told to stop.

    `waits` is told the pairing number as soon as it is known and after each trouble, `fails` each trouble; `rest`
    waits that many seconds and says whether to go on. A refusal ends it: asking again would not help.
    """
    shown: PublicKeys | None = None
    calm, troubled, said = CALM, TROUBLED, ""
    while True:
        came = knock(url, keys, clock, authority=authority, shown=shown)
        match came:
            case Identity() | Refused():
                return came
            case Waits(theirs):
                shown, troubled, calm = theirs, TROUBLED, calm.failed()
                number = pairing_number(keys.public, theirs)
                if said != number:
                    waits(number)
                said, pause = number, calm.wait_s(random.random())  # noqa: S311 - spreads them, keeps no secret
            case _:
                troubled, said = troubled.failed(), ""
                fails(came)
                asked = came.wait_s if isinstance(came, Busy) else None
                pause = troubled.wait_s(random.random(), asked)  # noqa: S311 - the same
        if not rest(LEAST_S + pause):
            return None
