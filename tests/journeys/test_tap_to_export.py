"""One rating, from the tap to the manager's file: the twelve steps of the design, for real."""

from __future__ import annotations

from pathlib import Path

from sync.central.figures.export import export, exported
from sync.kinds import Asked, Ended, Explained, Level, Rated, Served, ShiftOpened
from sync.summary.readback import differences, lines_of
from tests.support.hall import HALL, Hall
from tests.support.touch import wait_until


def test_a_number_called_over_http_becomes_a_figure_in_the_managers_file(place: Hall, tmp_path: Path) -> None:
    place.enrol()
    place.open()
    place.log_in()
    number = place.rate_next(2, "207", "214").number
    place.settled()

    assert [one.body.staff for one in place.records(ShiftOpened) if isinstance(one.body, ShiftOpened)] == ["S001"]
    order = [one.kind for one in place.held() if one.kind in ("served", "ended", "asked", "rated", "explained")]
    assert order == [Served.kind, Ended.kind, Asked.kind, Rated.kind, Explained.kind]
    rated = place.records(Rated)[0].body
    assert isinstance(rated, Rated)
    assert (rated.level, rated.staff) == (Level.DISSATISFIED, "S001")

    day = place.app.today()
    plain = exported(place.central, HALL, day).plain()
    assert plain["total"]["levels"] == {"5": 0, "4": 0, "3": 0, "2": 1, "1": 0}
    place.app.backroom.beat()  # the next heartbeat says that nothing waits any more
    wait_until(lambda: exported(place.central, HALL, day).complete, "the certificate whole")
    plain = exported(place.central, HALL, day).plain()
    for path in export(place.central, HALL, day, tmp_path / "files"):
        assert differences(plain, lines_of(path)) == []

    cases = place.rows("SELECT hall_id, pool FROM cases")
    assert cases == [(HALL, "verification")], f"the bad rating of {number} waits in 核实库"


def test_the_manager_takes_the_same_day_away_at_the_tablet(place: Hall) -> None:
    place.enrol()
    place.open()
    place.log_in("S002")
    place.rate_next(5)
    place.tap(
        "staff-door", "show-day", "digit-0", "digit-0", "digit-2", "on", *(f"digit-{one}" for one in "002002"), "on"
    )
    wait_until(lambda: place.app.day.property("ready"), "the day")
    place.tap("export")
    wait_until(lambda: not place.app.day.property("busy"), "the files")
    files = sorted(path.suffix for path in (place.app.exports / place.app.today()).iterdir())
    assert files == [".csv", ".pdf", ".xlsx"]
