"""The control sample: subjects below the cut, drawn at random, so that what the list misses can be estimated."""

import hashlib

import pandas as pd


def drawn(scored: pd.DataFrame, flagged: pd.DataFrame, count: int, *, salt: str) -> pd.DataFrame:
    """`count` scored rows (scenario_id, population, subject_kind, subject_id, record_id) of unflagged subjects.

    Drawn by hash, so that load order and threads do not matter, in turn over the populations, one row a subject.
    `salt` changes from night to night.
    """
    flagged_keys = set(zip(flagged.subject_kind, flagged.subject_id, strict=True))
    keys = list(zip(scored.subject_kind, scored.subject_id, strict=True))
    pool = scored[[key not in flagged_keys for key in keys]]
    lot = [
        _lot(salt, *row) for row in pool[["scenario_id", "population", "record_id"]].itertuples(index=False)
    ]
    pool = pool.assign(lot=lot).sort_values(["lot"]).drop_duplicates(["subject_kind", "subject_id"])
    turn = pool.groupby(["scenario_id", "population"]).cumcount()
    return pool.assign(turn=turn).sort_values(["turn", "lot"]).head(count).drop(columns=["lot", "turn"])


def _lot(*parts):
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
