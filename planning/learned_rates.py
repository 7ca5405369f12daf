"""What earlier visits taught: confirmed yuan a yuan involved, staff-days, records that no rule saw.

Verdicts on rules come back by the night's credence and are not learned here a second time.
"""

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from contracts.verdict_codes import CONFIRMED
from planning.settings import FIRST_KAPPA, FIRST_STAFF_DAYS

# what a first value weighs, in confirmed items: as in the night's credence (decision 40)
ASSUMED_ITEMS = 4.0
LAST_VISITS = 20  # older ones were other teams with other tools
LEAST_VISITS = 3  # a median of fewer is one visit's bad luck
LEAST_SAMPLED = 20  # records without a finding, of random visits
HOURS_A_DAY = 8.0
FALLBACK_STAFF_DAYS = 2.0


@dataclass(frozen=True)
class LearnedRates:
    """`kappa`: rule → ratio; `staff_days`: (kind, level) → days; `days_a_lead`: rule → days.

    `unseen_rate`: table of records → share of sampled records without a finding that were true.
    """

    kappa: dict[str, float]
    staff_days: dict[tuple[str, str], float]
    days_a_lead: dict[str, float]
    unseen_rate: dict[str, float]

    def get_kappa(self, indicator_id: str, level: str) -> float:
        """The ratio of a rule, or the first value of its level."""
        first = FIRST_KAPPA.get("model" if indicator_id == "model" else level, 0.0)
        return self.kappa.get(indicator_id, first)

    def get_staff_days(self, kind: str, level: str | None) -> float:
        """Days of a visit to a kind and level of target before its leads are counted."""
        keys = ((kind, level or ""), (kind, ""))
        for days in (self.staff_days, FIRST_STAFF_DAYS):
            for key in keys:
                if key in days:
                    return days[key]
        return FALLBACK_STAFF_DAYS


def learn_rates(
    results: pd.DataFrame, items: pd.DataFrame, targets: pd.DataFrame, leads: pd.DataFrame
) -> LearnedRates:
    """Learn from visit_result and visit_item rows that two persons confirmed.

    `leads` give the levels of rules, for the first value of a ratio.
    """
    closed = results[results.confirmed_by.notna() & results.closed_on.notna()]
    closed = closed.sort_values(["closed_on", "visit_id"])
    items = items[items.visit_id.isin(set(closed.visit_id))]
    levels = dict(zip(leads.indicator_id, leads.level, strict=True))
    return LearnedRates(
        kappa=_learn_kappa(items, levels),
        staff_days=_learn_staff_days(closed, targets),
        days_a_lead=_learn_days_a_lead(closed, items),
        unseen_rate=_learn_unseen_rate(closed, items),
    )


def _learn_kappa(items, levels):
    confirmed = items[items.conclusion.isin(CONFIRMED) & items.indicator_id.notna()]
    involved = confirmed.amount_involved.astype(float)
    ratio = confirmed.amount_confirmed.fillna(0).astype(float) / involved.where(involved > 0)
    learned = {}
    for rule, ratios in ratio.dropna().clip(0, 1).groupby(confirmed.indicator_id):
        first = FIRST_KAPPA.get("model" if rule == "model" else levels.get(rule, "S"), 0.5)
        learned[rule] = (ASSUMED_ITEMS * first + ratios.sum()) / (ASSUMED_ITEMS + len(ratios))
    return learned


def _learn_staff_days(closed, targets):
    known = closed.dropna(subset="staff_days_used").merge(
        targets[["target_id", "target_kind", "level"]], on="target_id"
    )
    learned = {}
    for (kind, level), visits in known.fillna({"level": ""}).groupby(["target_kind", "level"]):
        days = visits.staff_days_used.astype(float).tail(LAST_VISITS)
        if len(days) >= LEAST_VISITS:
            learned[kind, level] = float(np.median(days))
    return learned


def _learn_days_a_lead(closed, items):
    counts = (
        items.dropna(subset="indicator_id").groupby(["visit_id", "indicator_id"]).size().to_dict()
    )
    days = {}
    for row in closed.dropna(subset="hours_by_indicator").itertuples():
        for rule, hours in json.loads(row.hours_by_indicator).items():
            if n := counts.get((row.visit_id, rule)):
                days.setdefault(rule, []).append(float(hours) / HOURS_A_DAY / n)
    return {
        rule: float(np.median(list_[-LAST_VISITS:]))
        for rule, list_ in sorted(days.items())
        if len(list_) >= LEAST_VISITS
    }


def _learn_unseen_rate(closed, items):
    random_visits = set(closed[closed.source == "random"].visit_id)
    sampled = items[items.visit_id.isin(random_visits) & items.finding_id.isna()]
    is_true = sampled.conclusion.isin(CONFIRMED)
    counts = is_true.groupby(sampled.record_table).agg(["sum", "size"])
    return {
        table: row["sum"] / row["size"]
        for table, row in counts.iterrows()
        if row["size"] >= LEAST_SAMPLED
    }
