"""What the bench of figures measures on: rows of the right shape, kept counts that the product's own counting agrees with."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from sync.central.figures.kept import counts_of_day
from sync.central.figures.models import KeptCount
from sync.central.intake.models import Rating, RecordRow, Visit
from tests.bench import bench_figures, filled
from tests.support.centre import centre
from tests.support.clock import FakeClock


def test_a_filled_centre_is_what_the_product_would_have_made_of_it(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filled, "HALLS", 50)  # filled; there are a thousand
    central = centre(tmp_path, FakeClock(), postgres_url)
    days = bench_figures.working_days(central, 2)
    filled.places(central)
    made = filled.days(central, 0, days[:1]) + filled.days(central, 1, days[1:])

    with central.database.read() as db:
        counted = [db.execute(select(func.count()).select_from(one)).scalar_one() for one in (Visit, Rating, RecordRow)]
        told = counts_of_day(db, "P0007", days[0][0], "Asia/Shanghai")
        this = (KeptCount.hall_id == "P0007", KeptCount.day == days[0][0])
        kept = {
            (row.of, row.key): (row.served, row.rated, row.level_1)
            for row in db.execute(select(KeptCount.__table__).where(*this))
        }
    central.close()

    assert counted == [made] * 3 == [2 * 50 * filled.A_DAY] * 3
    assert kept == {(of.value, key): (one.served, one.rated, one.level_1) for (of, key), one in told.items()}
    assert len(kept) == 1 + 20 + 20 + 5 + 5
