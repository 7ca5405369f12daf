"""Refunds against the contribution ledger: premium months, heads, dispatched staff, duplicates."""

import ibis

from contracts.derived import derived
from contracts.law import get_law_number
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.injury_case import InjuryCase
from contracts.tables.refund_allocation import RefundAllocation
from features.common.calendar import extract_month_index
from features.common.join_helpers import left_join_columns
from features.common.spells import NORMAL, UNEMPLOYMENT, employment_months
from features.dispatch_refund.refunds import (
    convert_to_yuan,
    refund_base,
    refund_ceiling,
    refunds_of_a_year,
)

PAID_KINDS = ("1", "2", "3")  # codes of pay_kind: normal, back-payment, lump sum
YEAR, DECEMBER = 12, 12
# months before and after the end of the year: their median is not moved by one odd month
MONTHS_AROUND = 3
# a tenth and three persons: below that, joiners and leavers around the day explain it
ABOVE_SHARE, ABOVE_HEADS = 0.10, 3
MATCH_SHARE = 0.10  # two counts of heads within a tenth agree
STATED_ABOVE = 0.05  # premium stated over the ledger's: less is corrections of bases
TWICE_MONTHS = 2  # one common month is the change of employer itself
LEAST_CASES = 3  # shares of one or two cases are chance
OWN_ONLY_SHARE = 0.9  # nine tenths own staff: the unit claims hardly any dispatched staff


@derived(key=("employer_id", "month"))
def premium_months(contributions: ContributionMonth, *, as_of):
    """employer_id, month (index), base_yuan, first_posted: unemployment premiums paid in full and
    posted.
    """
    posted = contributions.posted_date.fill_null(contributions.contrib_month)
    paid = contributions.mutate(
        posted=posted, month=extract_month_index(contributions.contrib_month)
    ).filter(
        contributions.insurance_type == UNEMPLOYMENT,
        contributions.pay_kind.isin(PAID_KINDS),
        contributions.paid_flag,
        contributions.contrib_month <= as_of,
        posted <= as_of,
    )
    return paid.group_by("employer_id", "month").agg(
        base_yuan=paid.base_amount.sum(), first_posted=paid.posted.min()
    )


@derived(key=("premium_year",))
def ledger_years(months: premium_months):
    """Calendar years that the delivered ledger covers completely."""
    dated = months.select("month", premium_year=compute_year(months.month)).distinct()
    counted = dated.group_by("premium_year").agg(n=dated.count())
    return counted.filter(counted.n == YEAR).select("premium_year")


def select_covered_years(refunds, covered):
    """Refunds whose premium year the ledger covers completely."""
    return refunds.semi_join(covered, "premium_year").select(*refunds.columns)


def compute_year(month):
    """The calendar year of a month index."""
    return ((month - 1) / YEAR).floor().cast("int64")


@derived(key=("refund_id",))
def full_premium_months(
    refunds: refund_base, months: premium_months, covered: ledger_years, *, as_of
):
    """R08: months of Y-1 paid in full by the approval, and the premium of Y-1 by today's ledger
    (yuan).

    Null where the ledger does not cover Y-1. is_counted_from_registration: the unit was registered
    within Y-1.
    """
    rate = get_law_number("unemployment_premium_rate").on(as_of)
    covered_refunds = select_covered_years(refunds, covered)
    dated = months.mutate(premium_year=compute_year(months.month))
    refund_months = covered_refunds.select(
        "refund_id", "employer_id", "premium_year", "approve_date"
    ).join(dated, ["employer_id", "premium_year"])
    counted = refund_months.group_by("refund_id").agg(
        month_count=(refund_months.first_posted <= refund_months.approve_date).cast("int64").sum(),
        base_yuan=refund_months.base_yuan.sum(),
    )
    with_counts = left_join_columns(covered_refunds, counted, "refund_id")
    count = with_counts.month_count.fill_null(0)
    premium = with_counts.base_yuan.cast("float64") * rate
    since = (
        DECEMBER - with_counts.register_date.month()
    )  # the month of registration itself may be unpaid
    return with_counts.select(
        "refund_id",
        r08_months=count,
        ledger_premium_yuan=premium,
        premium_over_ledger=(premium > 0).ifelse(
            with_counts.premium_paid_prev_year.cast("float64") / premium, None
        ),
        is_counted_from_registration=(with_counts.register_date.year() == with_counts.premium_year)
        & (count >= since),
    )


@derived(key=("refund_id",))
def refund_excess(refunds: refund_base, ceilings: refund_ceiling, ledgers: full_premium_months):
    """R06: yuan above the ceiling, by the premium stated or, where that is far too high, by the
    ledger's.

    is_over_stated: above the ceiling of the stated premium itself. is_settled_late: within the
    ceiling by today's ledger.
    """
    joined = left_join_columns(refunds.join(ceilings, "refund_id"), ledgers, "refund_id")
    over_stated = joined.refund_amount.cast("decimal(14,2)") - joined.ceiling_yuan
    by_ledger = convert_to_yuan((joined.ledger_premium_yuan * joined.legal_share * 100.0).round())
    over_ledger = joined.refund_amount.cast("decimal(14,2)") - by_ledger
    is_over_stated = over_stated > 1
    is_stated_above = (joined.premium_over_ledger > 1.0 + STATED_ABOVE).fill_null(False)
    return joined.select(
        "refund_id",
        r06_yuan=(is_over_stated | ~is_stated_above).ifelse(over_stated, over_ledger),
        is_over_stated=is_over_stated,
        # the ledger of today knows of more than was stated
        is_settled_late=((over_ledger <= 1) & (over_ledger < over_stated)).fill_null(False),
    )


@derived(key=("employer_id", "month"))
def unit_heads(months: employment_months):
    """employer_id, month, heads: persons with a normal unemployment premium."""
    return months.group_by("employer_id", "month").agg(heads=months.count())


@derived(key=("refund_id",))
def reference_heads(refunds: refund_base, heads: unit_heads, covered: ledger_years):
    """R12: heads stated for the end of Y-1 against the median of the three months before and after
    it.

    is_above_ledger: more were stated than the ledger has for that very month, by a tenth and three
    persons.
    """
    covered_refunds = select_covered_years(refunds, covered).select(
        "refund_id", "employer_id", "heads_y1", december=refunds.premium_year * YEAR + DECEMBER
    )
    joined = covered_refunds.join(heads, "employer_id")
    near = joined.filter(
        joined.month.between(joined.december - MONTHS_AROUND, joined.december + MONTHS_AROUND)
    )
    is_reference = near.month == near.december
    medians = near.group_by("refund_id", "heads_y1").agg(
        median_heads=is_reference.ifelse(None, near.heads).median(),
        ledger_heads=is_reference.ifelse(near.heads, 0).max(),
    )
    over = medians.heads_y1 - medians.ledger_heads
    return medians.select(
        "refund_id",
        "median_heads",
        "ledger_heads",
        r12_excess=(medians.median_heads > 0).ifelse(
            medians.heads_y1 / medians.median_heads - 1.0, None
        ),
        heads_over_ledger=(medians.ledger_heads > 0).ifelse(
            medians.heads_y1 / medians.ledger_heads, None
        ),
        is_above_ledger=(over >= ABOVE_HEADS) & (over >= ABOVE_SHARE * medians.ledger_heads),
    )


@derived(key=("refund_id",))
def joint_staff_moves(refunds: refund_base, months: employment_months, covered: ledger_years):
    """Whether half of those who left a unit between the ends of Y-2 and Y-1 are insured by one
    other unit.

    That is a split or merger, which explains a hit of R07.
    """
    shrinking_refunds = select_covered_years(
        refunds.filter(refunds.heads_y1 < refunds.heads_y2), covered
    )
    shrinking_refunds = shrinking_refunds.select(
        "refund_id", "employer_id", december=shrinking_refunds.premium_year * YEAR + DECEMBER
    )
    insured_months = months.select("employer_id", "person_id", "month")
    before = (
        shrinking_refunds.join(insured_months, "employer_id")
        .filter(lambda t: t.month == t.december - YEAR)
        .drop("month")
    )
    after = months.select("person_id", "month", now_at="employer_id")
    followed = before.join(
        after, [before.person_id == after.person_id, before.december == after.month]
    )
    places = followed.group_by("refund_id", "now_at", unit=followed.employer_id).agg(
        persons=followed.count()
    )
    stayed = places.filter(places.now_at == places.unit).select("refund_id", stayers="persons")
    moved = places.filter(places.now_at != places.unit)
    largest = moved.group_by("refund_id").agg(most_moved=moved.persons.max())
    counted = before.group_by("refund_id").agg(heads_before=before.count())
    with_largest = left_join_columns(
        left_join_columns(counted, stayed, "refund_id"), largest, "refund_id"
    )
    left = with_largest.heads_before - with_largest.stayers.fill_null(0)
    return with_largest.select(
        "refund_id",
        moved_together_heads=with_largest.most_moved.fill_null(0),
        is_split_or_merged=(left > 0) & (with_largest.most_moved.fill_null(0) * 2 >= left),
    )


@derived(key=("refund_id",))
def heads_in_plan(
    refunds: refund_base, allocations: RefundAllocation, heads: unit_heads, covered: ledger_years
):
    """R14: planned dispatched heads against mean insured heads of Y-1 less the unit's internal
    staff.

    The internal staff's part of the heads is taken from its part of the money. is_year_end_count:
    the plan holds the heads of the end of the year instead of the monthly mean.
    """
    planned = allocations.group_by("refund_id").agg(plan_heads=allocations.dispatched_heads.sum())
    covered_refunds = select_covered_years(
        refunds.filter(refunds.own_staff_share.notnull()), covered
    )
    covered_refunds = covered_refunds.join(planned, "refund_id")
    dated = heads.mutate(premium_year=compute_year(heads.month))
    joined = covered_refunds.select("refund_id", "employer_id", "premium_year").join(
        dated, ["employer_id", "premium_year"]
    )
    insured = joined.group_by("refund_id").agg(
        head_months=joined.heads.sum(),
        december_heads=(joined.month == joined.premium_year * YEAR + DECEMBER)
        .ifelse(joined.heads, 0)
        .max(),
    )
    with_insured_heads = covered_refunds.join(insured, "refund_id")
    mean_heads = with_insured_heads.head_months / YEAR
    expected = mean_heads * (1.0 - with_insured_heads.own_staff_share)
    gap = (with_insured_heads.plan_heads - expected).abs()
    at_year_end = with_insured_heads.december_heads * (1.0 - with_insured_heads.own_staff_share)
    off_year_end = (with_insured_heads.plan_heads - at_year_end).abs()
    return with_insured_heads.select(
        "refund_id",
        "plan_heads",
        insured_mean_heads=mean_heads,
        expected_heads=expected,
        r14_gap_share=((expected > 0) & (gap >= ABOVE_HEADS)).ifelse(gap / expected, None),
        # a gap as small is no better told by the end of the year, unless that is nearer
        is_year_end_count=(off_year_end <= MATCH_SHARE * at_year_end)
        & ((gap > MATCH_SHARE * expected) | (off_year_end < gap)),
        r14_yuan=(expected > 0).ifelse(
            convert_to_yuan(
                (
                    with_insured_heads.refund_amount.cast("float64")
                    * 100
                    * ibis.least(gap / expected, 1.0)
                ).round()
            ),
            None,
        ),
    )


@derived(key=("refund_id", "host_id"))
def hosts_with_grant(refunds: refund_base, allocations: RefundAllocation, covered: ledger_years):
    """refund_id, employer_id, premium_year, host_id: planned hosts with a refund of their own for
    the same year.
    """
    granted = refunds.select(
        host_id=refunds.employer_id, refund_year=refunds.refund_year
    ).distinct()
    hosts = allocations.filter(allocations.host_employer_id.notnull())
    hosts = hosts.select("refund_id", host_id="host_employer_id").distinct()
    host_refunds = select_covered_years(refunds, covered)
    host_refunds = host_refunds.join(hosts, "refund_id").join(granted, ["host_id", "refund_year"])
    host_refunds = host_refunds.filter(host_refunds.host_id != host_refunds.employer_id)
    return host_refunds.select("refund_id", "employer_id", "premium_year", "host_id")


@derived(key=("person_id", "employer_id", "month"))
def dispatch_months(hosts: hosts_with_grant, months: employment_months):
    """person_id, month, employer_id, premium_year: months of Y-1 at units with such hosts."""
    dated = months.select(
        "person_id", "month", "employer_id", premium_year=compute_year(months.month)
    )
    return dated.semi_join(hosts, ["employer_id", "premium_year"])


@derived(key=("refund_id", "person_id", "host_id", "month"))
def months_counted_twice(
    hosts: hosts_with_grant, unit_months: dispatch_months, months: employment_months
):
    """Months of Y-1 in which a person was insured by the dispatch unit and by a planned host with a
    refund.
    """
    host_months = months.select("person_id", "month", host_id="employer_id")
    both = unit_months.join(host_months, ["person_id", "month"])
    joined = both.join(hosts, ["employer_id", "host_id", "premium_year"])
    return joined.select("refund_id", "employer_id", "host_id", "person_id", "month")


@derived(key=("refund_id", "person_id", "insurance_type", "contrib_month", "employer_id", "seq"))
def premiums_counted_twice(twice: months_counted_twice, contributions: ContributionMonth):
    """The contribution rows of those months, at the dispatch unit and at the host."""
    either = twice.select("refund_id", "person_id", "month", unit_id="employer_id").union(
        twice.select("refund_id", "person_id", "month", unit_id="host_id"), distinct=True
    )
    paid = contributions.filter(
        contributions.insurance_type == UNEMPLOYMENT, contributions.pay_kind == NORMAL
    ).mutate(month=extract_month_index(contributions.contrib_month))
    joined = either.join(
        paid,
        [
            either.person_id == paid.person_id,
            either.unit_id == paid.employer_id,
            either.month == paid.month,
        ],
    )
    return joined.select(
        "refund_id", "person_id", "insurance_type", "contrib_month", "employer_id", "seq"
    )


@derived(key=("refund_id",))
def duplicate_grants(
    refunds: refund_base, years: refunds_of_a_year, twice: months_counted_twice, heads: unit_heads
):
    """R13: a second refund for the year, or persons counted both at the dispatch unit and the host.

    r13_twice is 1 where either holds; twice_persons have two and more common months; r13_yuan.
    """
    persons = twice.group_by("refund_id", "person_id").agg(months=twice.month.nunique())
    persons = persons.filter(persons.months >= TWICE_MONTHS)
    counted = persons.group_by("refund_id").agg(
        twice_persons=persons.count(), twice_months=persons.months.sum()
    )
    dated = heads.mutate(premium_year=compute_year(heads.month))
    year_heads = dated.group_by("employer_id", "premium_year").agg(head_months=dated.heads.sum())
    joined = left_join_columns(refunds.join(years, "refund_id"), counted, "refund_id")
    joined = left_join_columns(joined, year_heads, "employer_id", "premium_year")
    is_later = joined.place_in_year > 1
    part = joined.twice_months / joined.head_months
    by_persons = convert_to_yuan(
        (joined.refund_amount.cast("float64") * 100 * ibis.least(part, 1.0)).round()
    )
    return joined.select(
        "refund_id",
        "refunds_in_year",
        "year_refund_yuan",
        twice_persons=joined.twice_persons.fill_null(0),
        r13_twice=(is_later | joined.twice_persons.notnull()).cast("int64"),
        r13_yuan=is_later.ifelse(joined.refund_amount.cast("decimal(14,2)"), by_persons),
        is_supplement=is_later & joined.is_within_ceiling & joined.twice_persons.isnull(),
    )


@derived(key=("refund_id",))
def injuries_elsewhere(refunds: refund_base, cases: InjuryCase, *, as_of):
    """R11: share of injuries since the start of Y-1 at another unit's workplace (three and more).

    Only dispatch units that claim hardly any dispatched staff.
    """
    own_staff_refunds = refunds.filter(refunds.own_staff_share >= OWN_ONLY_SHARE)
    own_staff_refunds = own_staff_refunds.select("refund_id", "employer_id", "premium_year")
    past_cases = cases.filter(cases.injury_time.cast("date") <= as_of)
    joined = own_staff_refunds.join(
        past_cases.select("employer_id", "host_employer_id", "injury_time"), "employer_id"
    )
    since = joined.filter(joined.injury_time.year() >= joined.premium_year)
    elsewhere = (since.host_employer_id != since.employer_id).fill_null(False)
    counted = since.group_by("refund_id").agg(
        own_cases=since.count(), cases_elsewhere=elsewhere.cast("int64").sum()
    )
    return counted.mutate(
        r11_elsewhere_share=(counted.own_cases >= LEAST_CASES).ifelse(
            counted.cases_elsewhere / counted.own_cases, None
        )
    )
