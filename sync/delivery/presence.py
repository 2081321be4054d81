"""The presence thread: a heartbeat every 30 s, whatever there is to deliver, and the settings when they changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import assert_never

from sync.clock import Clock
from sync.contract import MAX_EARLIER, Heartbeat, HeartbeatAnswer, KioskSettings, LedgerHeld, canonical, rfc3339
from sync.delivery.client import Client
from sync.delivery.events import Events
from sync.delivery.files import Files
from sync.delivery.loop import Idle, Loop, Rest
from sync.delivery.outbox import LedgerFacts, Mark, Outbox, Settled
from sync.delivery.outcomes import Answered, Busy, Refused, TooLarge, Trouble, Unchanged, Unproved, Unreachable
from sync.delivery.rounds import anchor
from sync.remote import Command, CommandDone

log = logging.getLogger(__name__)

EVERY_S = 30.0
HEARTBEATS = "/api/v1/heartbeats"
KIOSK = "/api/v1/kiosk"
HEADERS = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What only the program itself knows of its state; asked for on the presence thread."""

    page: str
    shift: str | None = None
    staff: str | None = None
    out_of_service: str | None = None
    disk_free_mib: int | None = None
    battery_percent: int | None = None
    commands: tuple[CommandDone, ...] = ()


News = HeartbeatAnswer | KioskSettings | Trouble


class Presence:
    """Says *I am here*. `heard` is told each answer, new settings and trouble, on the presence thread.

    `etag` names the settings this kiosk already holds; `reached` is called when the centre has answered,
    `lost` when settled records became pending again because the centre was restored (wake delivery).
    `commanded` is told commands that came with the settings, `told` which of the words about them the centre has.
    With `files`, new settings are heard from there, once the files they name are here; `files` and `events` begin and
    end with it.
    """

    def __init__(
        self,
        outbox: Outbox,
        client: Client,
        clock: Clock,
        *,
        version: str,
        observe: Callable[[], Observed],
        heard: Callable[[News], None],
        etag: str = "",
        reached: Callable[[], None] = lambda: None,
        lost: Callable[[], None] = lambda: None,
        commanded: Callable[[tuple[Command, ...]], None] = lambda _: None,
        told: Callable[[tuple[CommandDone, ...]], None] = lambda _: None,
        files: Files | None = None,
        events: Events | None = None,
        every_s: float = EVERY_S,
    ) -> None:
        self._outbox = outbox
        self._client = client
        self._clock = clock
        self._version = version
        self._observe = observe
        self._heard = heard
        self._etag = etag
        self._reached = reached
        self._lost = lost
        self._commanded = commanded
        self._told = told
        self._files = files
        self._events = events
        self._every_s = every_s
        self._turn = 0
        self._loop = Loop("presence", self.step, cut=client.cut, end=client.close)

    def start(self) -> None:
        """Begin."""
        for one in (self._files, self._events, self._loop):
            if one:
                one.start()

    def wake(self) -> None:
        """Something the hall should know at once (out of service, a help call): send a heartbeat now."""
        self._loop.wake()

    def stop(self, within_s: float = 2.0) -> bool:
        """End within two seconds, each of the threads."""
        parts = [one for one in (self._events, self._files, self._loop) if one]
        ended = [one.stop(within_s) for one in parts]  # every one of them, whatever the first says
        return all(ended)

    def step(self) -> Rest:
        """Send one heartbeat, and fetch the settings if they changed."""
        challenge = self._client.latest.challenge  # before the facts: they are then at least as new as the challenge
        facts = self._outbox.facts()
        earlier = self._asked_about(facts)
        observed = self._observe()
        body = self._body(facts, earlier, observed)
        came = self._client.ask("POST", HEARTBEATS, HeartbeatAnswer, body, headers=HEADERS, challenge=challenge)
        match came:
            case Answered(answer, seen):
                anchor(self._outbox, seen)
                self._compare(facts, earlier, answer)
                self._told(observed.commands)
                self._heard(answer)
                self._reached()
                if self._events:
                    self._events.reached()
                if answer.settings_etag != self._etag:
                    self._fetch()
            case Unreachable() | Unproved() | Busy() | TooLarge() | Refused():
                log.info("no heartbeat: %s", came)
                self._heard(came)
            case Unchanged():
                self._heard(Refused("the centre answered a heartbeat with 304"))
            case _:
                assert_never(came)
        return Idle(self._every_s)

    def _asked_about(self, facts: LedgerFacts) -> Sequence[Mark]:
        """Return the next earlier ledgers to ask about: a few with every heartbeat, all of them in turn."""
        if not facts.earlier:
            return ()
        self._turn %= len(facts.earlier)
        asked = (*facts.earlier[self._turn :], *facts.earlier[: self._turn])[:MAX_EARLIER]
        self._turn += len(asked)
        return asked

    def _body(self, facts: LedgerFacts, earlier: Sequence[Mark], observed: Observed) -> bytes:
        beat = Heartbeat(
            kiosk=self._client.identity.kiosk,
            ledger=facts.ledger,
            seq=facts.seq,
            head=facts.head,
            pending=facts.pending,
            version=self._version,
            page=observed.page,
            wall=rfc3339(self._clock.now()),
            boot_id=self._clock.boot_id,
            boot_ms=self._clock.boot_ms(),
            oldest_pending_s=facts.oldest_pending_s,
            disk_free_mib=observed.disk_free_mib,
            battery_percent=observed.battery_percent,
            clock_offset_ms=self._client.latest.offset_ms,
            shift=observed.shift,
            staff=observed.staff,
            out_of_service=observed.out_of_service,
            earlier=tuple(one.ledger for one in earlier),
            commands=observed.commands,
        )
        return canonical(beat).encode()

    def _compare(self, facts: LedgerFacts, earlier: Sequence[Mark], answer: HeartbeatAnswer) -> None:
        """Where the centre has less than was settled before this heartbeat it was restored: what it lost goes again."""
        own = LedgerHeld(ledger=facts.ledger, settled_through=answer.settled_through, last=facts.seq)
        held = {one.ledger: one for one in (own, *answer.held)}
        before = (*earlier, Mark(ledger=facts.ledger, settled=facts.settled))
        fell = [(mark, held[mark.ledger]) for mark in before if mark.ledger in held]
        lost = [self._lost_of(has, mark) for mark, has in fell if has.settled_through < mark.settled]
        if any(lost):
            self._lost()

    def _lost_of(self, has: LedgerHeld, mark: Mark) -> bool:
        through = has.settled_through
        back = Settled(
            ledger=has.ledger, settled_through=through, head="", verdicts=(), backed_up_through=0, last=has.last
        )
        lost = self._outbox.settle(back)
        if lost:
            log.warning("the centre holds %d of %d settled records: the rest goes again", through, mark.settled)
        return lost

    def _fetch(self) -> None:
        headers = {"If-None-Match": f'"{self._etag}"'} if self._etag else {}
        came = self._client.ask("GET", KIOSK, KioskSettings, headers=headers)
        match came:
            case Answered(settings):
                if settings.commands:
                    self._commanded(settings.commands)
                if self._files:
                    self._files.want(settings)
                else:
                    self._heard(settings)
                self._etag = settings.etag
                log.info("new settings: %s, %d people", settings.etag, len(settings.roster))
            case Unchanged():
                pass
            case Unreachable() | Unproved() | Busy() | TooLarge() | Refused():
                log.info("no settings: %s", came)
                self._heard(came)
            case _:
                assert_never(came)
