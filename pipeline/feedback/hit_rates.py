"""Hit rates of rules, scenarios and the control sample, from verdicts."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from contracts.intervals import compute_wilson_interval
from models.calibrate import estimate_missed

CONTROL = "control"


def compute_hit_rates(verdicts: pd.DataFrame) -> list[dict]:
    """Compute judged, true, rate and its 95 % interval of every rule and of every scenario ("*").

    The control sample has rows of its own.
    """
    rows = []
    for scenario_id, scenario_verdicts in verdicts.groupby("scenario_id"):
        listed = scenario_verdicts[scenario_verdicts.indicator_id != CONTROL]
        if len(listed):
            # a case's findings are judged together: a subject counts once in its scenario
            rows.append(
                _build_rate_row(
                    scenario_id, "*", listed.groupby(["subject_kind", "subject_id"]).label.max()
                )
            )
        rows += [
            _build_rate_row(scenario_id, i, rule.label)
            for i, rule in scenario_verdicts.groupby("indicator_id")
        ]
    return rows


def estimate_missed_cases(
    verdicts: pd.DataFrame, count_subjects: Callable[[str, str], int]
) -> dict | None:
    """Estimate from the control sample what was missed below the cut; None without verdicts on it.

    The sample takes populations in turn and so has a larger share of small ones: a stratum is
    weighed by `count_subjects` of its scenario and table of records.
    """
    control = verdicts[verdicts.indicator_id == CONTROL]
    if control.empty:
        return None
    listed = verdicts[verdicts.indicator_id != CONTROL]
    sample_counts = control.groupby(["scenario_id", "record_table"]).label.agg(["sum", "size"])
    below = np.array([float(count_subjects(*key)) for key in sample_counts.index])
    rate = float(
        ((sample_counts["sum"] / sample_counts["size"]).to_numpy() * below).sum()
        / max(below.sum(), 1.0)
    )
    confirmed = listed[listed.label == 1].drop_duplicates(["scenario_id", "subject_id"])
    estimate = estimate_missed(
        int(sample_counts["sum"].sum()),
        int(sample_counts["size"].sum()),
        int(below.sum()),
        len(confirmed),
    )
    estimate |= {
        "judged": int(sample_counts["size"].sum()),
        "true": int(sample_counts["sum"].sum()),
        "below": int(below.sum()),
    }
    return {
        k: round(v, 4) for k, v in (estimate | {"rate": rate, "missed": rate * below.sum()}).items()
    }


def _build_rate_row(scenario_id, indicator_id, labels):
    low, high = compute_wilson_interval(int(labels.sum()), len(labels))
    return {
        "scenario_id": scenario_id,
        "indicator_id": indicator_id,
        "judged": len(labels),
        "true": int(labels.sum()),
        "rate": round(float(labels.mean()), 4),
        "low": round(low, 4),
        "high": round(high, 4),
    }
