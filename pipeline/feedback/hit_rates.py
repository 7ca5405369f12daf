"""How often what was listed turned out true: per rule, per scenario, below the cut; and what that says of tonight's cases."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cases.merge_findings import MODEL
from contracts.intervals import wilson_interval
from models.calibrate import missed

CONTROL = "control"
# what is expected of a level before anybody has judged, worth as much as so many verdicts
PRIOR = {"H": 0.9, "S": 0.6, "M": 0.15}
PRIOR_VERDICTS = 4.0
LEAST_VERDICTS = 20


@dataclass(frozen=True)
class Yields:
    """`rates`: (scenario, indicator) → chance that a finding of it is true; `enough`: verdicts suffice to order by it."""

    rates: dict[tuple[str, str], float]
    enough: bool

    def of(self, findings: pd.DataFrame) -> pd.Series:
        """The chance of each finding; of rules that nobody has judged, that of their level."""
        keys = zip(findings.scenario_id, findings.indicator_id, findings.level, strict=True)
        return pd.Series([self.rates.get((s, i), PRIOR.get(v, 0.0)) for s, i, v in keys], findings.index)


def yields_of(verdicts: pd.DataFrame) -> Yields:
    """The chances from verdicts: a rule's own share of true ones, drawn to what its level promises by four verdicts' weight."""
    listed = verdicts[verdicts.indicator_id != CONTROL]
    rates = {}
    for (scenario_id, indicator_id), own in listed.groupby(["scenario_id", "indicator_id"]):
        prior = PRIOR.get("M" if indicator_id == MODEL else own.level.iloc[0], PRIOR["S"])
        told = own.label.sum() + PRIOR_VERDICTS * prior
        rates[scenario_id, indicator_id] = float(told / (len(own) + PRIOR_VERDICTS))
    return Yields(rates, len(listed) >= LEAST_VERDICTS)


def expected_of(findings: pd.DataFrame, yields: Yields) -> pd.Series:
    """case_id → chance that something in the case is true: independent sources of evidence (families) each have their say."""
    shown = findings[findings.level.isin(["H", "S"]) | (findings.indicator_id == MODEL)]
    best = shown.assign(chance=yields.of(shown)).groupby(["case_id", "family"]).chance.max()
    return 1.0 - (1.0 - best).groupby("case_id").prod()


def hit_rates(verdicts: pd.DataFrame) -> list[dict]:
    """One row a scenario ("*") and one a rule: judged, true, rate and its 95 % interval. The control sample has its own rows."""
    rows = []
    for scenario_id, own in verdicts.groupby("scenario_id"):
        listed = own[own.indicator_id != CONTROL]
        if len(listed):
            # a case's findings are judged together: a subject counts once in its scenario
            rows.append(_rate(scenario_id, "*", listed.groupby(["subject_kind", "subject_id"]).label.max()))
        rows += [_rate(scenario_id, i, rule.label) for i, rule in own.groupby("indicator_id")]
    return rows


def below_the_cut(verdicts: pd.DataFrame, subjects_of: Callable[[str, str], int]) -> dict | None:
    """What the control sample says of those whom nothing points at; None where none of it was judged.

    Drawn in turn over the populations, it says more of small ones: each is weighed by how many subjects
    were scored there, which `subjects_of` says of a scenario and a table of records.
    """
    control = verdicts[verdicts.indicator_id == CONTROL]
    if control.empty:
        return None
    listed = verdicts[verdicts.indicator_id != CONTROL]
    own = control.groupby(["scenario_id", "record_table"]).label.agg(["sum", "size"])
    below = np.array([float(subjects_of(*key)) for key in own.index])
    rate = float(((own["sum"] / own["size"]).to_numpy() * below).sum() / max(below.sum(), 1.0))
    found = listed[listed.label == 1].drop_duplicates(["scenario_id", "subject_id"])
    told = missed(int(own["sum"].sum()), int(own["size"].sum()), int(below.sum()), len(found))
    told |= {"judged": int(own["size"].sum()), "true": int(own["sum"].sum()), "below": int(below.sum())}
    return {k: round(v, 4) for k, v in (told | {"rate": rate, "missed": rate * below.sum()}).items()}


def _rate(scenario_id, indicator_id, labels):
    low, high = wilson_interval(int(labels.sum()), len(labels))
    return {
        "scenario_id": scenario_id,
        "indicator_id": indicator_id,
        "judged": len(labels),
        "true": int(labels.sum()),
        "rate": round(float(labels.mean()), 4),
        "low": round(low, 4),
        "high": round(high, 4),
    }
