"""From answer to answer without a network: what the events are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kiosk.tickets.rows import Reading, Row
from kiosk.tickets.source import Called, Finished, Forwarded, GivenUp, NumbersStartOver, Passed, PutBack, TicketEvent
from kiosk.tickets.watching import Watch

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def watch(**more: bool) -> Watch:
    made = Watch("3", gone_is_finished=more.get("gone", False), fresh=timedelta(minutes=30))
    made.events(Reading(()), NOW)
    return made


def seen(made: Watch, *rows: Row, series: str | None = None) -> list[str]:
    return [said(one) for one in made.events(Reading(rows, series=series), NOW)]


def said(event: TicketEvent) -> str:
    name = type(event).__name__
    if isinstance(event, Called):
        return f"{name} {event.ticket.number}"
    if isinstance(event, Finished | Passed | GivenUp | Forwarded | PutBack):
        return f"{name} {event.number}"
    return name


def row(number: str, minute: int | None = 0, **more: object) -> Row:
    called = NOW + timedelta(minutes=minute) if minute is not None else None
    return Row(**{"number": number, "window": "3", "called_at": called, **more})  # type: ignore[arg-type] # fields by name


def test_each_way_out_is_its_own_event() -> None:
    for flag, event in [
        ("finished", "Finished"),
        ("passed", "Passed"),
        ("given_up", "GivenUp"),
        ("put_back", "PutBack"),
    ]:
        made = watch()
        assert seen(made, row("A1")) == ["Called A1"]
        assert seen(made, row("A1", **{flag: True})) == [f"{event} A1"]
        assert seen(made, row("A1", **{flag: True})) == []


def test_an_end_comes_before_the_next_call() -> None:
    made = watch()
    seen(made, row("A1"))
    assert seen(made, row("A1", finished=True), row("A2", 5)) == ["Finished A1", "Called A2"]


def test_a_row_that_is_over_when_first_seen_was_never_ours() -> None:
    assert seen(watch(), row("A1", finished=True)) == []


def test_a_row_without_a_window_is_ours() -> None:
    assert seen(watch(), row("A1", window=None)) == ["Called A1"]


def test_leaving_the_list_means_nothing_or_the_end() -> None:
    made = watch()
    seen(made, row("A1"))
    assert seen(made) == []
    made = watch(gone=True)
    seen(made, row("A1"))
    assert seen(made) == ["Finished A1"]


def test_no_longer_served_means_the_same() -> None:
    made = watch(gone=True)
    seen(made, row("A1", None))
    assert seen(made, row("A1", None, serving=False)) == ["Finished A1"]
    assert seen(made, row("A1", None)) == ["Called A1"]


def test_a_clock_of_the_queue_that_is_set_back_loses_no_call() -> None:
    made = watch()
    assert seen(made, row("A1", 60)) == ["Called A1"]
    assert seen(made, row("A1", 60), row("A2", 5)) == ["Called A2"]


def test_a_number_that_goes_on_with_another_matter_is_not_finished() -> None:
    made = watch()
    seen(made, row("A1", None, matter="passport"), row("A1", None, matter="licence", serving=False))
    events = seen(made, row("A1", None, matter="passport", finished=True), row("A1", None, matter="licence"))
    assert events == ["Called A1"]


def test_numbers_start_over_when_the_series_changes_and_only_then() -> None:
    made = watch()
    assert seen(made, row("A1"), series="1") == ["Called A1"]
    assert seen(made, row("A1")) == []
    assert seen(made, row("A1", 9), series="2") == ["NumbersStartOver", "Called A1"]
    assert [type(one) for one in made.events(Reading((), series="2"), NOW)] == []
    assert NumbersStartOver() == NumbersStartOver()


def test_a_stale_call_at_the_start_is_remembered_and_not_served() -> None:
    made = Watch("3", gone_is_finished=False, fresh=timedelta(minutes=30))
    assert seen(made, row("A1", -40)) == []
    assert seen(made, row("A1", -40)) == []
    assert seen(made, row("A1", 1)) == ["Called A1"]


def test_at_the_start_a_list_without_times_gives_its_last_row() -> None:
    made = Watch("3", gone_is_finished=False, fresh=timedelta(minutes=30))
    assert seen(made, row("A1", None), row("A2", None)) == ["Called A2"]
