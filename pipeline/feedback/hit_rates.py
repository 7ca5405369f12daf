"""Hit rates of rules, scenarios and the control sample, and the chances of tonight's cases."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cases.merge_findings import MODEL
from contracts.intervals import compute_wilson_interval
from models.calibrate import estimate_missed

CONTROL = "control"
# expected hit rate of a level before any verdict, and its weight in verdicts (decision 40)
PRIOR = {"H": 0.9, "S": 0.6, "M": 0.15}
PRIOR_VERDICTS = 4.0
LEAST_VERDICTS = 20  # from so many on the list is ordered by the rates (decision 40)


@dataclass(frozen=True)
class HitRateEstimates:
    """`rates`: (scenario, indicator) → chance that a finding of it is true.

    `is_sufficient`: there are verdicts enough to order the list by the chances.
    """

    rates: dict[tuple[str, str], float]
    is_sufficient: bool

    def of(self, findings: pd.DataFrame) -> pd.Series:
        """Return the chance of each finding; of rules without a verdict, that of their level."""
        keys = zip(findings.scenario_id, findings.indicator_id, findings.level, strict=True)
        return pd.Series(
            [self.rates.get((s, i), PRIOR.get(v, 0.0)) for s, i, v in keys], findings.index
        )


def estimate_hit_rates(verdicts: pd.DataFrame) -> HitRateEstimates:
    """Estimate a rule's chance from its verdicts, shrunk towards the prior of its level."""
    listed = verdicts[verdicts.indicator_id != CONTROL]
    rates = {}
    for (scenario_id, indicator_id), rule_verdicts in listed.groupby(
        ["scenario_id", "indicator_id"]
    ):
        prior = PRIOR.get("M" if indicator_id == MODEL else rule_verdicts.level.iloc[0], PRIOR["S"])
        # a rule with one verdict must not jump to 0 or 1
        hits = rule_verdicts.label.sum() + PRIOR_VERDICTS * prior
        rates[scenario_id, indicator_id] = float(hits / (len(rule_verdicts) + PRIOR_VERDICTS))
    return HitRateEstimates(rates, len(listed) >= LEAST_VERDICTS)


def expected_precision(findings: pd.DataFrame, yields: HitRateEstimates) -> pd.Series:
    """Estimate by case_id the chance that something in the case is true.

    Sources of evidence (families) count as independent; of a family the best finding counts.
    """
    # weak indicators (M) never list a case by themselves
    counted_findings = findings[findings.level.isin(["H", "S"]) | (findings.indicator_id == MODEL)]
    best = (
        counted_findings.assign(chance=yields.of(counted_findings))
        .groupby(["case_id", "family"])
        .chance.max()
    )
    return 1.0 - (1.0 - best).groupby("case_id").prod()


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
