"""Choose units whose staff and papers no plant uses."""

import numpy as np
import pandas as pd

from contracts.tables.contribution_month import ContributionMonth
from simulator.core.world import World
from simulator.mess.rows import is_planted, read_rows


def choose_units(
    world: World, rng, share: float, *, least: int, heads: tuple[int, int] = (1, 400)
) -> np.ndarray:
    """Choose a share of the units with that many planned heads, `least` at least: their ids.

    Units that plants name, their affiliates, windows, and those that ever insured a guilty person
    are left out.
    """
    employers = world.employers
    ids = pd.Series(employers.employer_id, dtype=object)
    named = is_planted(world, "employer", ids)
    affiliated = np.isin(employers.legal_rep, employers.legal_rep[named])
    free = (
        employers.is_open_to_all & (employers.target >= heads[0]) & (employers.target <= heads[1])
    )
    free &= ~named & ~affiliated & ~ids.isin(_list_units_of_guilty_persons(world)).to_numpy()
    pool = employers.employer_id[free]
    count = min(len(pool), max(least, round(share * len(pool))))
    return np.sort(rng.choice(pool, count, replace=False))


def _list_units_of_guilty_persons(world):
    columns = ["person_id", "employer_id"]
    rows = read_rows(world, ContributionMonth, columns, insurance_type=["110"])
    return set(rows.employer_id[is_planted(world, "person", rows.person_id, guilty=True)])
