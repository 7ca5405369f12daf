"""The control sample: random subjects below the cut, for an estimate of what the list misses."""

import hashlib

import numpy as np
import pandas as pd

SUBJECT = ["subject_kind", "subject_id"]


def draw_candidates(
    scored: pd.DataFrame, flagged: pd.DataFrame, count: int, *, salt: str
) -> pd.DataFrame:
    """Draw `count` unflagged subjects of a population, one row a subject, with their `lot`.

    `scored` has scenario_id, population, subject_kind, subject_id, record_id. Lots are hashes of
    the record, so load order and threads do not matter; `salt` changes every night.
    """
    kinds = scored.subject_kind.unique()
    pool = scored[~scored.subject_id.isin(flagged.subject_id[flagged.subject_kind.isin(kinds)])]
    if pool.empty:
        return pool.assign(lot=0)
    first = pool.iloc[0]
    key = hashlib.sha256(
        "\x1f".join((salt, first.scenario_id, first.population)).encode()
    ).hexdigest()[:16]
    pool = pool.assign(lot=pd.util.hash_array(pool.record_id.to_numpy(dtype=object), hash_key=key))
    lot_count = min(2 * count, len(pool))
    first = _select_lowest_lots(pool, lot_count)
    # sorting millions of lots takes long, so only the lowest are sorted; subjects with many records
    # take several of them, hence twice as many until there are enough
    while len(first) < count and lot_count < len(pool):
        lot_count = min(2 * lot_count, len(pool))
        first = _select_lowest_lots(pool, lot_count)
    return first.head(count)


def _select_lowest_lots(pool, lot_count):
    """The first row of each subject among the `lot_count` lowest lots, in order of lot."""
    if lot_count < len(pool):
        pool = pool[pool.lot <= np.partition(pool.lot, lot_count)[lot_count]]
    return pool.sort_values(["lot", "record_id"]).drop_duplicates(SUBJECT)


def draw_control_sample(pools: list[pd.DataFrame], count: int) -> pd.DataFrame:
    """Draw `count` rows from all candidates, in turn over the populations, one row a subject."""
    pool = (
        pd.concat(pools, ignore_index=True)
        .sort_values(["lot", "record_id"])
        .drop_duplicates(SUBJECT)
    )
    turn = pool.groupby(["scenario_id", "population"]).cumcount()
    return (
        pool.assign(turn=turn)
        .sort_values(["turn", "lot"])
        .head(count)
        .drop(columns=["lot", "turn"])
    )
