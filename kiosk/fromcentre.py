"""What the centre says, brought to the parts it concerns; on the desk's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.hearing import Hearing
    from kiosk.parts import Parts
    from sync.contract import KioskSettings as Given
    from sync.contract import State
    from sync.delivery.presence import News
    from sync.live import KioskEvent


class FromCentre:
    """`hearing` is where queue events go, once anything listens."""

    def __init__(self, parts: Parts, hearing: Callable[[], Hearing | None]) -> None:
        self._parts = parts
        self._hearing = hearing

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

    def _take_over(self, given: Given) -> None:
        parts = self._parts
        parts.given = given
        parts.pins.know(given.roster)
        parts.desk.know(parts.person)
        parts.backroom.storage.call(lambda store: store.put_roster(given))
        parts.backroom.look_for_files(lambda held: parts.idling.know(parts.given, held))

    def _state_is(self, state: State) -> None:
        from kiosk.codes import Code
        from sync.contract import State

        desk = self._parts.desk
        broken = getattr(desk.phase, "code", None)
        if state is not State.ACTIVE and broken is None:
            desk.broke(Code.TURNED_OFF)
        elif state is State.ACTIVE and broken == Code.TURNED_OFF:
            desk.mended()
