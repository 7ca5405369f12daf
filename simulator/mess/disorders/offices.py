"""Offices of the agency: campaigns in the evening, few staff at the counter, one terminal for
all.
"""

import numpy as np
import pandas as pd

from contracts.tables.operator_account import OperatorAccount
from contracts.tables.operator_log import OperatorLog
from simulator.core.world import World
from simulator.mess.rows import (
    change_rows,
    draw_severity,
    draw_some,
    is_planted,
    label_innocent,
    read_rows,
)

SCENARIO = "agency_handling"
# kinds of business whose rows in other tables name no operator: colleagues may stand in for them
FREE_BUSINESS = ("01", "16", "99")


def evening_campaigns(world: World) -> None:
    """An office clears a backlog in the evenings of a week or two, some on a Saturday."""
    rng, log = world.town.make_rng("mess evenings"), _read_log(world)
    offices = np.unique(log.district)
    weeks = max(3, round(draw_severity(world, "evenings", 0.02, 0.2) * len(offices) * 100))
    week = log.ts.to_numpy().astype("M8[W]").astype(int)
    touched = []
    for _ in range(weeks):
        here = (log.district == rng.choice(offices)).to_numpy()
        start = int(rng.integers(week.min(), week.max() + 1))
        rows = log[here & (week >= start) & (week < start + int(rng.integers(1, 3)))]
        rows = rows[rng.random(len(rows)) < rng.uniform(0.1, 0.5)]
        day = rows.ts.to_numpy().astype("M8[D]")
        weekday = rows.ts.dt.day_of_week.to_numpy()
        # Friday's work is done on Saturday where the campaign goes so far
        shift = np.where((weekday == 4) & (rng.random() < 0.4), 1, 0)
        seconds = rng.integers(18 * 3600, 22 * 3600, len(rows)).astype("m8[s]")
        time = (day + shift).astype("M8[s]") + seconds
        keep = (time < (world.town.end + 1).astype("M8[s]")) & ~rows.index.isin(touched)
        change_rows(world, OperatorLog, rows.index.to_numpy()[keep], {"ts": time[keep]})
        touched.extend(rows.index[keep])
    operators = log.op_id.loc[touched].value_counts()
    label_innocent(
        world, "evening_campaigns", SCENARIO, "operator", operators.index[operators > 20]
    )


def busy_counters(world: World) -> None:
    """For some weeks one operator stands in for the whole counter, others being ill or on
    courses.
    """
    rng, log = world.town.make_rng("mess busy"), _read_log(world)
    log = log[log.biz_type.isin(FREE_BUSINESS)]
    operators = np.unique(log.op_id)
    chosen = draw_some(rng, operators, draw_severity(world, "busy", 0.05, 0.3), 2)
    home = log.groupby("op_id").district.first()
    week = log.ts.to_numpy().astype("M8[W]").astype(int)
    taken = np.zeros(len(log), dtype=bool)
    for operator in chosen:
        start = int(rng.integers(week.min(), week.max() + 1))
        spell = (week >= start) & (week < start + int(rng.integers(1, 9)))
        mine = (log.district == home[operator]).to_numpy() & spell & ~taken
        mine &= rng.random(len(log)) < rng.uniform(0.3, 0.9)
        change_rows(world, OperatorLog, log.index.to_numpy()[mine], {"op_id": operator})
        taken |= mine
    label_innocent(world, "busy_counters", SCENARIO, "operator", chosen)


def shared_terminals(world: World) -> None:
    """All staff of an office work at one or two terminals, or all sit behind one address."""
    rng, log = world.town.make_rng("mess terminals"), _read_log(world, everybody=True)
    offices = np.unique(log.district)
    chosen = draw_some(rng, offices, draw_severity(world, "terminals", 0.15, 0.8))
    for office in chosen:
        rows = log[log.district == office]
        terminals = np.unique(rows.terminal_hash.dropna())[: int(rng.integers(1, 3))]
        change_rows(
            world,
            OperatorLog,
            rows.index.to_numpy(),
            {"terminal_hash": rng.choice(terminals, len(rows))},
        )


def _read_log(world, everybody=False):
    """Read the log with the operators' districts, planted operators left out."""
    log = read_rows(world, OperatorLog, ["op_id", "ts", "biz_type", "terminal_hash"])
    accounts = read_rows(world, OperatorAccount, ["op_id", "district", "is_service_account"])
    home = pd.Series(accounts.district.to_numpy(), accounts.op_id)
    log = log.assign(district=log.op_id.map(home))
    services = accounts.op_id[accounts.is_service_account]
    log = log[~log.op_id.isin(services)]
    return log if everybody else log[~is_planted(world, "operator", log.op_id)]
