"""Value and cost of a target: expected yuan by parts, and staff-days."""

import numpy as np
import pandas as pd
from scipy.special import betaincinv

from planning.leads import RunFacts
from planning.learned_rates import ASSUMED_ITEMS, LearnedRates
from planning.registers import Registers
from planning.settings import CAREFUL, COMPLAINT_CHANCE, PlanSettings

TAIL = 0.025  # of a 95 % interval
ROUNDING = 2  # fen: sums of the same yuan in another order differ behind it
HARM_WORDS = {
    "is_endangering": "危害人身",
    "is_fraud_suspected": "欺诈迹象",
    "is_repeat_offender": "曾被查实",
}


def add_chances(leads: pd.DataFrame, facts: RunFacts, rates: LearnedRates) -> pd.DataFrame:
    """Add chance, chance_low, chance_high, chance_sd, kappa and judged to leads.

    The chance is the night's credence, which holds the verdicts on the rule; its interval is that
    of the Beta distribution with as many verdicts as the credence weighs.
    """
    judged = np.array(
        [
            facts.judged.get(rule, 0)
            for rule in zip(leads.scenario_id, leads.indicator_id, strict=True)
        ],
        dtype=float,
    )
    chance = leads.credence.to_numpy(dtype=float).clip(1e-6, 1 - 1e-6)
    weight = judged + ASSUMED_ITEMS
    low, high = (betaincinv(chance * weight, (1 - chance) * weight, q) for q in (TAIL, 1 - TAIL))
    return leads.assign(
        chance=chance.round(6),
        chance_low=low.round(6),
        chance_high=high.round(6),
        chance_sd=np.sqrt(chance * (1 - chance) / (weight + 1)).round(6),
        judged=judged,
        kappa=[
            round(rates.get_kappa(*r), 4) for r in zip(leads.indicator_id, leads.level, strict=True)
        ],
    )


def keep_best_by_record(leads: pd.DataFrame) -> pd.DataFrame:
    """Add expected_yuan (and _low, _high): a record counts once, by the lead worth most there."""
    worth = leads.chance * leads.kappa * leads.amount_involved
    order = leads.assign(worth=worth).sort_values(
        ["target_id", "record_table", "record_id", "worth", "finding_id"],
        ascending=[True, True, True, False, True],
    )
    is_best = ~order.duplicated(["target_id", "record_table", "record_id"])
    is_best = is_best.reindex(leads.index)
    yuan = leads.kappa * leads.amount_involved * is_best
    return leads.assign(
        expected_yuan=(leads.chance * yuan).round(ROUNDING),
        low_yuan=(leads.chance_low * yuan).round(ROUNDING),
        high_yuan=(leads.chance_high * yuan).round(ROUNDING),
    )


def value_targets(
    registers: Registers,
    leads: pd.DataFrame,
    facts: RunFacts,
    rates: LearnedRates,
    settings: PlanSettings,
) -> pd.DataFrame:
    """Value every target of the register; `leads` come from `keep_best_by_record`.

    Adds the columns of `PlanCandidate` that are numbers, harm_reason, and `value` (what the solver
    maximises), to the register's.
    """
    targets = registers.inspection_target.set_index("target_id", drop=False).rename_axis(None)
    by_target = leads.groupby("target_id")
    sums = by_target[["expected_yuan", "low_yuan", "high_yuan"]].sum()
    sums = sums.reindex(targets.index, fill_value=0.0)
    extrapolated = _extrapolate(targets, leads, facts, rates, settings)
    complaint = _value_complaints(registers.complaint, leads)
    complaint = complaint.reindex(targets.index, fill_value=0.0)
    weight, reason = _weigh_harm(targets, settings)
    extra = extrapolated + complaint
    valued = targets.assign(
        lead_yuan=sums.expected_yuan,
        extrapolated_yuan=extrapolated,
        complaint_yuan=complaint,
        harm_weight=weight,
        harm_reason=reason,
        expected_yuan=((sums.expected_yuan + extra) * weight).round(ROUNDING),
        # what is not proven counts for nothing where one is careful
        expected_low_yuan=(sums.low_yuan * weight).round(ROUNDING),
        expected_high_yuan=((sums.high_yuan + extra) * weight).round(ROUNDING),
        bonus_yuan=_reward_learning(targets, leads, settings),
        lead_count=by_target.size().reindex(targets.index, fill_value=0),
    )
    valued["staff_days"] = _estimate_staff_days(valued, leads, rates, settings)
    is_careful = settings.confidence == CAREFUL
    basis = valued.expected_low_yuan if is_careful else valued.expected_yuan
    valued["value"] = (basis + valued.bonus_yuan).round(ROUNDING)
    valued["yuan_per_day"] = (valued.expected_yuan / valued.staff_days).round(ROUNDING)
    order = valued.sort_values(["yuan_per_day", "target_id"], ascending=[False, True]).index
    ranks = pd.Series(range(1, len(order) + 1), index=order)
    valued["value_rank"] = ranks.reindex(valued.index)
    return valued.reset_index(drop=True)


def _extrapolate(targets, leads, facts, rates, settings):
    """Records without a finding x share that is true x mean yuan of those with one x discount."""
    with_finding = leads.drop_duplicates(["target_id", "record_table", "record_id"])
    grouped = with_finding.groupby(["target_id", "record_table"])
    strata = grouped.amount_involved.agg(["mean", "size"]).reset_index()
    strata = strata.merge(
        facts.scored, left_on=["target_id", "record_table"], right_on=["subject_id", "record_table"]
    )
    rate = strata.record_table.map(rates.unseen_rate)
    rate = rate.astype(float).fillna(facts.missed_rate or 0.0)
    unseen = (strata.records - strata["size"]).clip(lower=0)
    yuan = unseen * rate * strata["mean"] * settings.extrapolation_discount
    total = yuan.groupby(strata.target_id).sum()
    return total.reindex(targets.index, fill_value=0.0).astype(float).round(ROUNDING)


def _value_complaints(complaints, leads):
    """Chance of its plausibility x yuan that it names; without yuan what a lead is worth (median).

    Of several on one target the one worth most counts: they often tell the same story.
    """
    positive = leads.expected_yuan[leads.expected_yuan > 0]
    usual = float(positive.median()) if len(positive) else 0.0
    open_ = complaints[~complaints.is_closed.astype(bool)]
    yuan = [
        round(
            COMPLAINT_CHANCE[row.plausibility] * float(row.amount_yuan)
            if row.amount_yuan is not None
            else usual,
            ROUNDING,
        )
        for row in open_.itertuples()
    ]
    return pd.Series(yuan, index=open_.target_id, dtype=float).groupby(level=0).max()


def _weigh_harm(targets, settings):
    weights = {
        "is_endangering": settings.endangered_weight,
        "is_fraud_suspected": settings.fraud_weight,
        "is_repeat_offender": settings.repeat_weight,
    }
    weight = pd.Series(1.0, index=targets.index)
    reason = pd.Series("", index=targets.index)
    for name, factor in weights.items():
        flag = targets[name].astype(bool)
        weight = weight.where(~flag, weight * factor)
        if factor != 1:
            reason = reason.where(~flag, reason + f"、{HARM_WORDS[name]}×{factor:g}")
    reason = pd.Series([r.removeprefix("、") or None for r in reason], targets.index, dtype=object)
    return weight.round(4), reason


def _reward_learning(targets, leads, settings):
    """Share of the standard deviation of the expected yuan that visits would still take away.

    Hits of one rule are wrong together, rules are wrong one by one.
    """
    counted = leads[(leads.expected_yuan > 0) & (leads.judged < settings.few_verdicts)]
    spread = counted.chance_sd * counted.kappa * counted.amount_involved
    by_rule = spread.groupby([counted.target_id, counted.scenario_id, counted.indicator_id]).sum()
    total = np.sqrt((by_rule**2).groupby(level=0).sum())
    bonus = settings.exploration * total.reindex(targets.index, fill_value=0.0)
    return bonus.astype(float).round(ROUNDING)


def _estimate_staff_days(valued, leads, rates, settings):
    base = [
        row.staff_days_base or rates.get_staff_days(row.target_kind, row.level)
        for row in valued[["staff_days_base", "target_kind", "level"]].itertuples()
    ]
    days = leads.indicator_id.map(rates.days_a_lead).astype(float).fillna(settings.days_a_lead)
    of_leads = days.groupby(leads.target_id).sum().reindex(valued.index, fill_value=0.0)
    base = pd.Series(base, index=valued.index, dtype=float)
    total = base + np.minimum(of_leads, base * settings.most_lead_days_share)
    # half days: nobody plans in minutes
    return np.maximum(np.round(total * 2) / 2, 0.5).astype(float)
