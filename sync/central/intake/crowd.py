"""How many batches one process lets wait at once: after an outage a whole hall's kiosks come back in the same minute.

A batch that waits for longer than its kiosk does is taken in for nothing, and comes again. So whoever finds the queue long
is told when to come back, at once, and heartbeats keep threads of their own.
"""

from __future__ import annotations

from sync.central.kiosks.wire import Said
from sync.central.problems import MEDIA, problem

MOST = 24  # of the 40 threads a process answers on; answered in turn within a few seconds, and kiosks wait ten
RETRY_S = 5
CROWDED = Said(
    503,
    problem(503, "many kiosks deliver just now: nothing was taken in, send it again in a moment"),
    MEDIA,
    (("retry-after", str(RETRY_S)),),
)
