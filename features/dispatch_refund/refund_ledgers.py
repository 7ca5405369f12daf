"""Refunds against the roster of the contribution ledger: heads, dispatched staff, duplicates."""

import ibis

from contracts.derived import derived
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.injury_case import InjuryCase
from contracts.tables.refund_allocation import RefundAllocation
from features.common.calendar import extract_month_index
from features.common.employer_groups import affiliates
from features.common.join_helpers import left_join_columns
from features.common.spells import NORMAL, UNEMPLOYMENT, employment_months
from features.common.tail_probability import compute_binomial_rarity
from features.dispatch_refund.premium_ledgers import (
    YEAR,
    compute_year,
    ledger_years,
    select_covered_years,
)
from features.dispatch_refund.refunds import convert_to_yuan, refund_base, refunds_of_a_year
from features.dispatch_refund.usual_ratios import add_usual_ratio

DECEMBER = 12
# months before and after the end of the year: their median is not moved by one odd month
MONTHS_AROUND = 3
# a tenth and three persons: below that, joiners and leavers around the day explain it
ABOVE_SHARE, ABOVE_HEADS = 0.10, 3
MOVED_HEADS = 5  # fewer change their job together by chance, in one trade or family
MATCH_SHARE = 0.10  # two counts of heads within a tenth agree
TWICE_MONTHS = 2  # one common month is the change of employer itself
LEAST_CASES = 2  # one case is chance
RARE = 4.0  # -log10 of the chance: one in ten thousand
# injuries on errands to another unit: as if half a case of two hundred were known beforehand
ERRANDS = (0.5, 200)
OWN_ONLY_SHARE = 0.9  # nine tenths own staff: the unit claims hardly any dispatched staff


@derived(key=("employer_id", "month"))
def unit_heads(months: employment_months):
    """employer_id, month, heads: persons with a normal unemployment premium."""
    return months.group_by("employer_id", "month").agg(heads=months.count())


@derived(key=("refund_id",))
def reference_heads(refunds: refund_base, heads: unit_heads, covered: ledger_years):
    """R12: heads stated for the end of Y-1 against the median of the three months before and after
    it.

    is_above_ledger: more were stated than the ledger has for that very month, by three persons and
    by more than stated heads differ from the ledger over all refunds (`add_usual_ratio`). A month
    that the ledger lacks for the unit has no heads to compare.
    """
    covered_refunds = select_covered_years(refunds, covered).select(
        "refund_id",
        "employer_id",
        "refund_year",
        "heads_y1",
        december=refunds.premium_year * YEAR + DECEMBER,
    )
    joined = covered_refunds.join(heads, "employer_id")
    near = joined.filter(
        joined.month.between(joined.december - MONTHS_AROUND, joined.december + MONTHS_AROUND)
    )
    is_reference = near.month == near.december
    medians = near.group_by("refund_id", "refund_year", "heads_y1").agg(
        median_heads=is_reference.ifelse(None, near.heads).median(),
        ledger_heads=is_reference.ifelse(near.heads, None).max(),
    )
    medians = medians.mutate(heads_over_ledger=medians.heads_y1 / medians.ledger_heads)
    comparable = medians.filter(medians.heads_over_ledger > 0)
    spread = add_usual_ratio(comparable, "heads_over_ledger", by=("refund_year",))
    medians = left_join_columns(medians, spread.select("refund_id", "widest_ratio"), "refund_id")
    over = medians.heads_y1 - medians.ledger_heads
    return medians.select(
        "refund_id",
        "median_heads",
        "ledger_heads",
        "heads_over_ledger",
        r12_excess=(medians.median_heads > 0).ifelse(
            medians.heads_y1 / medians.median_heads - 1.0, None
        ),
        is_above_ledger=(over >= ABOVE_HEADS)
        & (over >= ABOVE_SHARE * medians.ledger_heads)
        & (medians.heads_over_ledger > medians.widest_ratio),
    )


@derived(key=("refund_id",))
def joint_staff_moves(
    refunds: refund_base, months: employment_months, heads: unit_heads, covered: ledger_years
):
    """Whether the loss that a refund states moved together to one other unit: a split or merger.

    moved_together_heads were insured by the unit at the end of Y-2 and by one other unit at the end
    of Y-1. They explain a hit of R07 where they are half of the heads lost by the refund, and five
    persons at least: one person's move is none. is_move_known: the ledger has the unit's heads of
    the end of Y-2 and covers Y-1, so that a move would be seen.
    """
    shrinking_refunds = select_covered_years(
        refunds.filter(refunds.heads_y1 < refunds.heads_y2), covered
    )
    shrinking_refunds = shrinking_refunds.select(
        "refund_id",
        "employer_id",
        december=shrinking_refunds.premium_year * YEAR + DECEMBER,
        lost_heads=shrinking_refunds.heads_y2 - shrinking_refunds.heads_y1,
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
    places = followed.filter(followed.now_at != followed.employer_id)
    places = places.group_by("refund_id", "now_at").agg(persons=places.count())
    largest = places.group_by("refund_id").agg(most_moved=places.persons.max())
    at_start = shrinking_refunds.select(
        "refund_id", "employer_id", month=lambda t: t.december - YEAR
    )
    at_start = at_start.join(heads, ["employer_id", "month"]).select(
        "refund_id", heads_before="heads"
    )
    joined = left_join_columns(shrinking_refunds, largest, "refund_id")
    joined = left_join_columns(joined, at_start, "refund_id")
    moved = joined.most_moved.fill_null(0)
    return joined.select(
        "refund_id",
        moved_together_heads=moved,
        is_split_or_merged=(moved >= MOVED_HEADS) & (moved * 2 >= joined.lost_heads),
        is_move_known=joined.heads_before.notnull(),
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
        is_second_only=is_later & joined.twice_persons.isnull(),
    )


@derived(key=("refund_id",))
def injuries_elsewhere(refunds: refund_base, cases: InjuryCase, units: affiliates, *, as_of):
    """R11: share of injuries since the start of Y-1 at another unit's workplace (two and more).

    Only dispatch units that claim hardly any dispatched staff. is_beyond_errands: as many elsewhere
    have a chance below one in ten thousand at units without a licence, whose staff is hurt
    elsewhere on errands alone.
    """
    past_cases = cases.filter(cases.injury_time.cast("date") <= as_of).select(
        "employer_id", "host_employer_id", "injury_time"
    )
    past_cases = past_cases.mutate(
        elsewhere=(past_cases.host_employer_id != past_cases.employer_id)
        .fill_null(False)
        .cast("int64")
    )
    ordinary = past_cases.semi_join(units.filter(~units.is_dispatch), "employer_id")
    errands = ordinary.agg(
        errand_share=(ordinary.elsewhere.sum().fill_null(0) + ERRANDS[0])
        / (ordinary.count() + ERRANDS[1])
    )
    own_staff_refunds = refunds.filter(refunds.own_staff_share >= OWN_ONLY_SHARE)
    own_staff_refunds = own_staff_refunds.select("refund_id", "employer_id", "premium_year")
    joined = own_staff_refunds.join(past_cases, "employer_id")
    since = joined.filter(joined.injury_time.year() >= joined.premium_year)
    counted = since.group_by("refund_id").agg(
        own_cases=since.count(), cases_elsewhere=since.elsewhere.sum()
    )
    counted = counted.cross_join(errands)
    rarity = compute_binomial_rarity(
        counted.cases_elsewhere, counted.own_cases, counted.errand_share
    )
    return counted.select(
        "refund_id",
        "own_cases",
        "cases_elsewhere",
        r11_elsewhere_share=(counted.own_cases >= LEAST_CASES).ifelse(
            counted.cases_elsewhere / counted.own_cases, None
        ),
        is_beyond_errands=(counted.cases_elsewhere >= LEAST_CASES) & (rarity >= RARE),
    )
