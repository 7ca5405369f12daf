"""Registers that were filled in one evening, long before anybody needed them."""

import numpy as np

from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.service_segment import ServiceSegment
from contracts.tables.special_job_filing import SpecialJobFiling
from simulator.core.world import World
from simulator.mess.rows import (
    change_rows,
    copy_rows,
    draw_severity,
    draw_some,
    find_untouched_persons,
    label_innocent,
    read_rows,
)


def filings_of_one_evening(world: World) -> None:
    """A unit enters a year's special jobs, or all it ever had, of its whole staff in one evening."""
    rng = world.town.make_rng("mess filings")
    columns = ["employer_id", "person_id", "month", "updated_at"]
    rows = read_rows(world, SpecialJobFiling, columns)
    rows = rows[find_untouched_persons(world, rows.person_id)]
    units = np.unique(rows.employer_id)
    chosen = draw_some(rng, units, draw_severity(world, "filings", 0.3, 0.9), 2)
    staff = read_rows(
        world, ContributionMonth, ["employer_id", "person_id"], employer_id=chosen
    ).drop_duplicates()
    staff = staff[find_untouched_persons(world, staff.person_id)]
    for unit in chosen:
        mine = rows[rows.employer_id == unit]
        evening = rng.integers(19 * 3600, 23 * 3600)
        if rng.random() < 0.5:
            # each year's months in the first weeks of the next
            year = mine.month.to_numpy().astype("M8[Y]") + 1
            day = year.astype("M8[D]") + int(rng.integers(5, 50))
        else:
            day = np.full(len(mine), world.town.end - int(rng.integers(380, 700)))
        entered = np.maximum(day.astype("M8[s]") + evening, mine.month.to_numpy().astype("M8[s]"))
        is_past = entered < (world.town.end + 1).astype("M8[s]")
        mine, entered = mine[is_past], entered[is_past]
        change_rows(world, SpecialJobFiling, mine.index.to_numpy(), {"updated_at": entered})
        _file_colleagues(world, rng, mine, entered, staff.person_id[staff.employer_id == unit])
        label_innocent(
            world, "filings_of_one_evening", "early_retirement", "person", mine.person_id
        )


def _file_colleagues(world, rng, mine, entered, staff):
    """File the same months for colleagues who do not retire: a register is of the whole staff."""
    persons = mine.person_id.unique()
    others = np.setdiff1d(staff, persons)
    count = min(len(others), int(len(persons) * rng.uniform(2, 6)))
    for colleague, model in zip(
        rng.choice(others, count, replace=False), rng.choice(persons, count), strict=True
    ):
        of_model = (mine.person_id == model).to_numpy()
        columns = {"person_id": colleague, "updated_at": entered[of_model]}
        copy_rows(world, SpecialJobFiling, mine.index.to_numpy()[of_model], columns)


def segments_of_one_day(world: World) -> None:
    """An archive was read in: the segments of many persons are recorded on one day by one
    operator.
    """
    rng = world.town.make_rng("mess segments")
    rows = read_rows(
        world, ServiceSegment, ["person_id", "kind", "first_recorded_date", "recorded_by_op"]
    )
    rows = rows[find_untouched_persons(world, rows.person_id) & rows.recorded_by_op.notna()]
    chosen = draw_some(rng, rows.index, draw_severity(world, "segments", 0.06, 0.3), 20)
    size = int(rng.integers(10, 80))
    operators = np.unique(rows.recorded_by_op)
    for start in range(0, len(chosen), size):
        batch = rows.loc[chosen[start : start + size]]
        # never later than each segment was recorded, so that nothing is recorded after an approval
        day = batch.first_recorded_date.min().to_datetime64().astype("M8[D]")
        change_rows(
            world,
            ServiceSegment,
            batch.index.to_numpy(),
            {"first_recorded_date": day, "recorded_by_op": str(rng.choice(operators))},
        )
