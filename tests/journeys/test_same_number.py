"""The same number twice a day, and one number twice: what is one rating and what are two."""

from __future__ import annotations

from sync.central.figures.export import exported
from sync.kinds import Origin, Rated, Served, Unrated
from tests.support.hall import HALL, Hall
from tests.support.touch import wait_until


def keys(place: Hall) -> list[str]:
    return [one.body.ticket_key for one in place.records(Served) if isinstance(one.body, Served)]


def type_number(place: Hall, number: str) -> None:
    place.tap("staff-door", "type-number", f"letter-{number[0]}", *(f"digit-{one}" for one in number[1:]), "on")
    place.on("Serving", number)


def test_a_number_issued_again_after_a_reset_is_another_citizens_rating(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    place.open()
    place.log_in()
    place.rate_next(5)
    place.queue.start_over()
    place.rate_next(3)
    place.settled()
    assert [one.body.ticket for one in place.records(Served) if isinstance(one.body, Served)] == ["A001", "A001"]
    assert len(set(keys(place))) == 2
    levels = exported(place.central, HALL, place.app.today()).plain()["total"]["levels"]
    assert (levels["5"], levels["3"]) == (1, 1)


def test_a_number_typed_twice_is_rated_once(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    place.open()
    place.log_in()
    type_number(place, "B017")
    place.tap("staff-door", "finish")
    place.on("Asking")
    place.tap("star-2")
    place.on("Explaining")
    place.tap("done")
    place.on("Idle")

    type_number(place, "B017")
    place.tap("staff-door", "finish")
    place.on("RatedAlready")
    place.on("Idle")
    place.settled()
    assert len(place.records(Rated)) == 1
    assert len(set(keys(place))) == 1
    served = place.records(Served)
    assert all(isinstance(one.body, Served) and one.body.ticket_origin is Origin.TYPED_BY_STAFF for one in served)
    assert exported(place.central, HALL, place.app.today()).plain()["total"]["rated"] == 1


def test_a_number_typed_again_after_the_manager_says_that_numbers_start_over_is_new(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    place.open()
    place.log_in()
    for _ in range(2):
        type_number(place, "B017")
        place.tap("staff-door", "finish")
        place.on("Asking")
        place.tap("star-4")
        place.on("Explaining")
        place.tap("done")
        place.on("Idle")
        place.app.desk.numbers_start_over()
    place.settled()
    assert len(set(keys(place))) == 2
    assert exported(place.central, HALL, place.app.today()).plain()["total"]["levels"]["4"] == 2


def test_a_call_repeated_by_the_queue_is_the_same_visit(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    place.open()
    place.log_in()
    place.serve_next()
    place.queue.call_again()
    wait_until(lambda: place.queue.asked_after_last_change() > 3, "the queue polled again")
    assert len(place.records(Served)) == 1
    assert place.records(Unrated) == []
