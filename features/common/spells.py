"""Unbroken runs of insured months: who was employed where for how long."""

import ibis

from contracts.derived import derived
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.unemployment_claim import UnemploymentClaim
from features.common.calendar import compute_month_index, extract_month_index
from features.common.employer_groups import affiliates
from features.common.join_helpers import select_first_per_group

UNEMPLOYMENT, PENSION = "210", "110"
NORMAL = "1"
SHORT_MONTHS = 3
HISTORY_MONTHS = 36
MONTH = ["person_id", "employer_id", "contrib_month"]


@derived(ContributionMonth, key=(*MONTH, "seq"), view=True)
def normal_premiums(contributions, *, as_of):
    """Normal unemployment premiums for months up to the as-of date and paid by then."""
    return contributions.filter(
        contributions.insurance_type == UNEMPLOYMENT,
        contributions.pay_kind == NORMAL,
        contributions.contrib_month <= as_of,
        contributions.posted_date.isnull() | (contributions.posted_date <= as_of),
    )


@derived(normal_premiums, key=tuple(MONTH))
def months_paid_again(paid, *, as_of):
    """person_id, employer_id, contrib_month with more than one normal unemployment premium, or only a later one."""
    return paid.filter(paid.seq > 1).select(*MONTH).distinct()


@derived(normal_premiums, months_paid_again, affiliates, key=("person_id", "employer_id", "month"))
def employment_months(paid, again, units, *, as_of):
    """person_id, employer_id, group_id, month (index) with a normal unemployment premium paid by a unit, once a month.

    All but few months were paid once: only those that were not are made distinct.
    """
    months = paid.select(*MONTH).anti_join(again, MONTH).union(again)
    joined = months.join(units.filter(~units.is_window), "employer_id")
    return joined.select(
        "person_id", "employer_id", "group_id", month=extract_month_index(joined.contrib_month)
    )


@derived(UnemploymentClaim, employment_months, key=("person_id", "group_id", "start_month"))
def claimant_spells(claims, months, *, as_of):
    """Spells of those who ever claimed: person_id, group_id, start_month, end_month (indices), spell_months.

    Affiliated units count as one: a transfer inside a group is no new spell.
    """
    claimant_months = months.semi_join(claims.select("person_id").distinct(), "person_id")
    return group_consecutive_months(
        claimant_months.select("person_id", "group_id", "month").distinct()
    )


def group_consecutive_months(months):
    """Runs of distinct (person_id, group_id, month). Gaps and islands: month minus its rank is the same along a run.

    Next to all are one run from their first month to their last; only the others are put in order.
    """
    spans = months.group_by("person_id", "group_id").agg(
        start_month=months.month.min(), end_month=months.month.max(), spell_months=months.count()
    )
    is_one_run = spans.end_month - spans.start_month + 1 == spans.spell_months
    months = months.semi_join(spans.filter(~is_one_run), ["person_id", "group_id"])
    rank = ibis.row_number().over(
        group_by=[months.person_id, months.group_id], order_by=months.month
    )
    islands = months.mutate(island=months.month - rank)
    runs = islands.group_by("person_id", "group_id", "island").agg(
        start_month=islands.month.min(), end_month=islands.month.max(), spell_months=islands.count()
    )
    return ibis.union(spans.filter(is_one_run), runs.drop("island"))


@derived(UnemploymentClaim, claimant_spells, affiliates, key=("claim_id",))
def last_spell(claims, spells, units, *, as_of):
    """Per claim the last spell with the last employer's group, and how long before it there was no employer at all.

    last_spell_months, last_spell_end_month, idle_before_months (from the end of the spell before, or from the start of
    the history if there was none).
    """
    claim_groups = claims.join(
        units.select("employer_id", "group_id"), claims.last_employer_id == units.employer_id
    )
    claim_groups = claim_groups.select(
        "claim_id",
        "person_id",
        "group_id",
        claim_month=extract_month_index(claim_groups.claim_date),
    )
    prior_spells = claim_groups.join(spells, ["person_id", "group_id"]).filter(
        lambda t: t.start_month <= t.claim_month
    )
    last = select_first_per_group(prior_spells, "claim_id", [ibis.desc("end_month"), "start_month"])
    others = spells.select(other_person=spells.person_id, other_end=spells.end_month)
    earlier = last.join(
        others, [last.person_id == others.other_person, others.other_end < last.start_month]
    )
    before = earlier.group_by("claim_id").agg(previous_end=earlier.other_end.max())
    joined = last.left_join(before, "claim_id")
    history = compute_month_index(as_of) - HISTORY_MONTHS
    return joined.select(
        "claim_id",
        last_spell_months=joined.spell_months,
        spell_start_month=joined.start_month,
        spell_end_month=joined.end_month,
        idle_before_months=joined.start_month - joined.previous_end.fill_null(history) - 1,
    )
