"""Employment spells: unbroken runs of insured months by employer group."""

import ibis

from contracts.derived import derived
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.unemployment_claim import UnemploymentClaim
from features.common.calendar import compute_month_index, extract_month_index
from features.common.employer_groups import join_known_units, known_units
from features.common.join_helpers import select_first_per_group

UNEMPLOYMENT, PENSION = "210", "110"  # codes of insurance_type and pay_kind
NORMAL = "1"
SHORT_MONTHS = 3  # a spell of at most so many months counts as short
HISTORY_MONTHS = 36  # the ledger is delivered for three years; before that nothing is known
MONTH = ["person_id", "employer_id", "contrib_month"]


@derived(key=(*MONTH, "seq"), view=True)
def normal_premiums(contributions: ContributionMonth, *, as_of):
    """Normal unemployment premiums for months up to the as-of date and paid by then."""
    return contributions.filter(
        contributions.insurance_type == UNEMPLOYMENT,
        contributions.pay_kind == NORMAL,
        contributions.contrib_month <= as_of,
        contributions.posted_date.isnull() | (contributions.posted_date <= as_of),
    )


@derived(key=tuple(MONTH))
def months_paid_again(paid: normal_premiums):
    """person_id, employer_id, contrib_month with more than one normal unemployment premium, or only
    a later one.
    """
    return paid.filter(paid.seq > 1).select(*MONTH).distinct()


@derived(key=("person_id", "employer_id", "month"))
def employment_months(paid: normal_premiums, again: months_paid_again, units: known_units):
    """person_id, employer_id, group_id, month (index): one row a month with a normal premium paid
    by a unit.

    Nearly all months were paid once; only the others are made distinct, which saves a sort of the
    whole ledger.
    """
    months = paid.select(*MONTH).anti_join(again, MONTH).union(again)
    joined = join_known_units(months, units, "group_id", "is_window")
    return joined.filter(~joined.is_window).select(
        "person_id", "employer_id", "group_id", month=extract_month_index(joined.contrib_month)
    )


@derived(key=("person_id", "group_id", "start_month"))
def claimant_spells(claims: UnemploymentClaim, months: employment_months):
    """Spells of persons with a claim: person_id, group_id, start_month, end_month (indices),
    spell_months.

    Affiliated units count as one: a transfer within a group is no new spell.
    """
    claimant_months = months.semi_join(claims.select("person_id").distinct(), "person_id")
    return group_consecutive_months(
        claimant_months.select("person_id", "group_id", "month").distinct()
    )


def group_consecutive_months(months):
    """Runs of distinct (person_id, group_id, month), by gaps and islands: month minus rank is
    constant in a run.

    Nearly all are one run from first to last month; only the others are sorted.
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


@derived(key=("claim_id",))
def last_spell(claims: UnemploymentClaim, spells: claimant_spells, units: known_units, *, as_of):
    """Per claim the last spell with the last employer's group, and the idle months before it.

    last_spell_months, spell_start_month, spell_end_month (indices), idle_before_months (from the
    end of the spell before, or from the start of the history if there was none).
    """
    claim_groups = join_known_units(claims, units, "group_id", employer="last_employer_id")
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
