"""Which records a step of the flow leaves in the ledger. Pure: ids, sealing and names come in on the `Paper`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kiosk import flow
from kiosk.entry import Attached, Entry
from kiosk.flow import (
    Asking,
    Away,
    Contacting,
    Event,
    Explaining,
    Keeping,
    NotSaved,
    Phase,
    RatedAlready,
    Serving,
    Visit,
)  # fmt: skip
from sync import kinds
from sync.kinds import Body, Cause, Channel

Seal = Callable[[str, str], Attached]  # (the record's id, a comment or a number) -> what travels beside the record
CALL_BACK = "call_back"  # the purpose for which a number is left, as the page says it


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What records need besides the step. `staff` and `shift` are those logged in now."""

    new_id: Callable[[], str]
    seal: Seal
    questionnaire: str
    questionnaire_version: str
    asking_s: int
    keep_days: int
    staff: str | None = None
    shift: str | None = None


def entries(before: Phase, event: Event, after: Phase, paper: Paper) -> tuple[Entry, ...]:
    """Return what the step from `before` to `after` leaves, in order.

    A visit's end is written in the step that lets go of the visit, so every visit has exactly one.
    """
    return (
        *_number(before, after, paper),
        *_words(before, after, paper),
        *_tap(before, event, after, paper),
        *_plain(before, event, after, paper),
    )


def _words(before: Phase, after: Phase, paper: Paper) -> Iterator[Entry]:
    """Reasons and comment, when the citizen is finished, or when a call or a fault takes the page away."""
    saying = isinstance(after, Keeping) and after.words
    taken_away = not isinstance(after, (Explaining, Contacting, Keeping))
    said = _said(before)
    if said and said.worded and (saying or taken_away):
        minted = paper.new_id()
        comment = said.comment.strip()
        attached = paper.seal(minted, comment) if comment else None
        body = kinds.Explained(rating=said.rating, reasons=said.ticks, comment=attached.sha256 if attached else None)
        yield Entry(id=minted, body=body, visit=said.visit.id, attached=attached)


def _said(before: Phase) -> Explaining | None:
    """What the citizen had ticked and written and nobody has kept yet."""
    match before:
        case Explaining():
            return before
        case Contacting():
            return before.explaining
        case Keeping(leaving=True):  # the number could not be saved: that must not cost the words
            return Explaining(
                visit=before.visit, level=before.level, rating=before.rating, ticks=before.ticks, comment=before.comment
            )
        case _:
            return None


def _number(before: Phase, after: Phase, paper: Paper) -> Iterator[Entry]:
    """The number to be called back at, sealed at the tap: this kiosk cannot read it from here on."""
    if isinstance(before, Contacting) and isinstance(after, Keeping) and after.leaving:
        minted = paper.new_id()
        attached = paper.seal(minted, before.number)
        body = kinds.ContactLeft(
            rating=after.rating, contact=attached.sha256, purpose=CALL_BACK, keep_days=paper.keep_days
        )
        yield Entry(id=minted, body=body, visit=after.visit.id, attached=attached)


def _tap(before: Phase, event: Event, after: Phase, paper: Paper) -> Iterator[Entry]:
    if isinstance(event, flow.Tapped) and isinstance(after, Keeping) and not isinstance(before, Keeping):
        visit = after.visit
        yield Entry(
            id=event.rating,
            visit=visit.id,
            body=kinds.Rated(
                round=1,
                channel=Channel.TABLET,
                level=event.level,
                questionnaire=paper.questionnaire,
                questionnaire_version=paper.questionnaire_version,
                language=event.language,
                staff=visit.person.staff if visit.person else None,
                shift=visit.shift,
                dwell_ms=event.dwell_ms,
                tap_x=event.x,
                tap_y=event.y,
                receipt=after.receipt or None,
                replaces=after.replaces,
            ),
        )


def _plain(before: Phase, event: Event, after: Phase, paper: Paper) -> Iterator[Entry]:
    """Everything without an attachment and without an id that somebody waits for."""
    old, new = before.visit, after.visit
    same = old is not None and new is not None and old.id == new.id

    def entry(body: Body, visit: Visit | None = None) -> Entry:
        return Entry(id=paper.new_id(), body=body, visit=visit.id if visit else None)

    if old and isinstance(event, flow.ServiceEnded) and not old.ended and (not same or (new and new.ended)):
        yield entry(kinds.Ended(by=event.by), old)
    if old and not same and (end := _end(before, event)) is not None:
        yield entry(end, old)
    if isinstance(event, flow.HandedOver):
        changed = new if same and new != old else None
        yield entry(kinds.HandedOver(from_staff=paper.staff, to_staff=event.person.staff, shift=event.shift), changed)
    yield from (entry(body) for body in _standing_of_the_window(before, after, paper))
    if new and not same:
        yield entry(_served(new), new)
    if new and isinstance(after, Asking) and not isinstance(before, Asking):
        yield entry(kinds.Asked(by=after.by, limit_s=paper.asking_s), new)


def _end(before: Phase, event: Event) -> Body | None:
    """How the visit of `before` ended; None where its rating is its end."""
    visit = before.visit
    if visit is None or visit.rated:
        return None
    match event:
        case flow.Passed():
            return kinds.Passed()
        case flow.GivenUp():
            return kinds.GivenUp()
        case flow.Forwarded(to_window):
            return kinds.Forwarded(to_window=to_window)
        case flow.PutBack():
            return kinds.PutBack()
        case _:
            return kinds.Unrated(cause=_cause(before, visit, event))


def _cause(before: Phase, visit: Visit, event: Event) -> Cause:
    match before, event:
        case ((NotSaved() | flow.OutOfService()), _):
            return Cause.DEVICE_FAULT
        case RatedAlready(), _:
            return visit.early or Cause.NOT_ASKED  # here: it is rated elsewhere
        case Asking(), flow.TimedOut():
            return Cause.TIMED_OUT
        case Asking(), flow.NotNow():
            return Cause.DECLINED
        case Asking(), _:
            return Cause.NEXT_CALLED
        case ((Serving() | Away()), flow.ShiftLost()):
            return Cause.SHIFT_CLOSED
        case _:
            return visit.early or Cause.NOT_ASKED


def _standing_of_the_window(before: Phase, after: Phase, paper: Paper) -> Iterator[Body]:
    was, now = isinstance(before, Away), isinstance(after, Away)
    if was and not now:
        yield kinds.Resumed(staff=paper.staff, shift=paper.shift)
    if now and not was:
        yield kinds.Paused(staff=paper.staff, shift=paper.shift)
    old = before.code if isinstance(before, flow.OutOfService) else None
    new = after.code if isinstance(after, flow.OutOfService) else None
    if old and not new:
        yield kinds.Recovered(code=old)
    if new and new != old:
        yield kinds.OutOfService(code=new)


def _served(visit: Visit) -> kinds.Served:
    return kinds.Served(
        ticket=visit.ticket,
        ticket_key=visit.ticket_key,
        ticket_origin=visit.origin,
        day=visit.day,
        series=visit.series,
        queue_id=visit.queue_id,
        matter=visit.matter,
        service=visit.service,
        staff=visit.person.staff if visit.person else None,
        shift=visit.shift,
        previous_visit=visit.previous,
        called_at=visit.called_at,
    )
