"""What the centre says, brought to the parts it concerns; on the desk's thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.hearing import Hearing
    from kiosk.parts import Parts
    from kiosk.remote.remote import Remote
    from sync.contract import KioskSettings as Given
    from sync.contract import State
    from sync.delivery.presence import News
    from sync.live import KioskEvent
    from sync.remote import Command


class FromCentre:
    """`hearing` is where queue events go, once anything listens; `remote` does what is asked from afar."""

    def __init__(self, parts: Parts, hearing: Callable[[], Hearing | None], remote: Callable[[], Remote]) -> None:
        self._parts = parts
        self._hearing = hearing
        self._remote = remote
        self._asked = False

    def heard(self, news: News) -> None:
        """A heartbeat was answered, settings came, or neither worked."""
        from sync.contract import HeartbeatAnswer
        from sync.contract import KioskSettings as Given

        desk = self._parts.desk
        desk.help.centre_is(isinstance(news, HeartbeatAnswer | Given))
        match news:
            case HeartbeatAnswer():
                for one in news.help:
                    desk.help.answered(one.call, one.by)
                self._state_is(news.answer.state)
                if news.answer.next_key:
                    self._remote().believe(news.answer.next_key)
                desk.rated_elsewhere(news.rated)
                if news.close_shift:
                    desk.close_shift(news.close_shift)
            case Given():
                self._take_over(news)
            case _:
                pass  # the heartbeat's own log says it; rating goes on

    def happened(self, event: KioskEvent) -> None:
        """The centre passes on what concerns this window; the heartbeat would say most of it too, later."""
        desk, hearing = self._parts.desk, self._hearing()
        if event.help is not None:
            desk.help.answered(event.help.call, event.help.by)
        if event.rated is not None:
            desk.rated_elsewhere((event.rated,))
        if event.queue is not None and hearing:
            hearing.told_by_centre(event.queue)
        opened = self._parts.opened
        if event.look is not None and opened and event.look == opened.identity.kiosk:
            self._parts.backroom.beat()

    def commanded(self, commands: tuple[Command, ...]) -> None:
        """An administrator far away wants something of this tablet."""
        self._asked = True
        self._remote().take(commands)

    def _take_over(self, given: Given) -> None:
        parts = self._parts
        parts.given = given
        parts.pins.know(given.roster)
        parts.desk.know(parts.person)
        kept = replace(given, commands=(), etag="") if given.commands else given  # asked for again after a restart
        parts.backroom.storage.call(lambda store: store.put_roster(kept))
        parts.backroom.look_for_files(lambda held: parts.idling.know(parts.given, held))
        opened = parts.opened
        elsewhere = opened and (given.hall, given.window) != (opened.identity.hall, opened.identity.window)
        if self._asked or elsewhere:
            self._remote().renewed(given)

    def _state_is(self, state: State) -> None:
        from kiosk.codes import Code
        from sync.contract import State

        desk = self._parts.desk
        broken = getattr(desk.phase, "code", None)
        if state is not State.ACTIVE and broken is None:
            desk.broke(Code.TURNED_OFF)
        elif state is State.ACTIVE and broken == Code.TURNED_OFF:
            desk.mended()
