"""Premiums of a refund's year by the contribution ledger: months owed, and the premium stated."""

import ibis

from contracts.derived import derived
from contracts.tables.contribution_month import ContributionMonth
from features.common.calendar import extract_month_index
from features.common.first_full_month import select_full_months
from features.common.join_helpers import left_join_columns
from features.common.spells import NORMAL, UNEMPLOYMENT
from features.dispatch_refund.refunds import (
    convert_to_yuan,
    look_up_by_year,
    look_up_doubts,
    refund_base,
    refund_ceiling,
)
from features.dispatch_refund.usual_ratios import add_usual_ratio

RATE = "unemployment_premium_rate"
PAID_KINDS = ("1", "2", "3")  # codes of pay_kind: normal, back-payment, lump sum
YEAR = 12
GRAVE_SHARE = 0.1  # of a month's heads: fewer are corrections of single persons
WORTH_YUAN = 1000  # what the list asks of a single strong lead of this scenario
# heads below which units are alike: tiny, small, medium; the rest are large
SIZE_BANDS, TINY_HEADS = (3, 10, 50), 2


@derived(key=("employer_id", "month"))
def premium_months(contributions: ContributionMonth, *, as_of):
    """employer_id, month (index), base_yuan, heads: premiums paid in full and posted."""
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
        base_yuan=paid.base_amount.sum(), heads=paid.person_id.nunique()
    )


@derived(key=("premium_year",))
def ledger_years(months: premium_months):
    """Calendar years that the delivered ledger covers completely.

    Arrears of months before the ledger begins are no ledger of them.
    """
    full = select_full_months(months.group_by("month").agg(size=months.heads.sum()))
    dated = full.select(premium_year=compute_year(full.month))
    counted = dated.group_by("premium_year").agg(n=dated.count())
    return counted.filter(counted.n == YEAR).select("premium_year")


def select_covered_years(refunds, covered):
    """Refunds whose premium year the ledger covers completely."""
    return refunds.semi_join(covered, "premium_year").select(*refunds.columns)


def compute_year(month):
    """The calendar year of a month index."""
    return ((month - 1) / YEAR).floor().cast("int64")


@derived(key=("refund_id", "person_id", "insurance_type", "contrib_month", "employer_id", "seq"))
def premium_rows(refunds: refund_base, contributions: ContributionMonth, covered: ledger_years):
    """Rows of premium due from refunded units in Y-1, with in_time (in full by the approval)."""
    years = select_covered_years(refunds, covered).select(
        "refund_id", "employer_id", "premium_year", "approve_date"
    )
    rows = contributions.filter(
        contributions.insurance_type == UNEMPLOYMENT, contributions.pay_kind.isin(PAID_KINDS)
    )
    joined = rows.mutate(premium_year=rows.contrib_month.year().cast("int64")).join(
        years, ["employer_id", "premium_year"]
    )
    posted = joined.posted_date.fill_null(joined.contrib_month)
    return joined.select(
        "refund_id",
        "person_id",
        "insurance_type",
        "contrib_month",
        "employer_id",
        "seq",
        in_time=joined.paid_flag & (posted <= joined.approve_date),
        is_normal=joined.pay_kind == NORMAL,
    )


@derived(key=("refund_id", "contrib_month"))
def unpaid_months(rows: premium_rows):
    """Months of Y-1 with premium due: due_heads, and unpaid_heads by the approval.

    A person is paid where any row of the month was in time: a back-payment in time settles it.
    Where others of the unit were paid in time, a back-payment alone that came later is a person
    reported later, and nothing was due at the approval. A month without any row owes nothing.
    """
    persons = rows.group_by("refund_id", "contrib_month", "person_id").agg(
        in_time=rows.in_time.any(), has_normal=rows.is_normal.any()
    )
    counted = persons.group_by("refund_id", "contrib_month").agg(
        due_heads=persons.count(),
        paid_heads=persons.in_time.cast("int64").sum(),
        unpaid_heads=(~persons.in_time & persons.has_normal).cast("int64").sum(),
    )
    return counted.select(
        "refund_id",
        "contrib_month",
        "due_heads",
        unpaid_heads=(counted.paid_heads == 0).ifelse(counted.due_heads, counted.unpaid_heads),
    )


@derived(key=("refund_id", "person_id", "insurance_type", "contrib_month", "employer_id", "seq"))
def unpaid_premiums(rows: premium_rows):
    """Keys of the rows that were not paid in full by the approval (R08)."""
    return rows.filter(~rows.in_time).drop("in_time", "is_normal")


@derived(key=("refund_id",))
def full_premium_months(
    refunds: refund_base,
    months: premium_months,
    unpaid: unpaid_months,
    covered: ledger_years,
):
    """R08: twelve less the months of Y-1 with premium due and not paid by the approval; and the
    premium of Y-1 by today's ledger (yuan) with its mean heads.

    Null where the ledger does not cover Y-1 or holds no row of the unit in it. ledger_months: those
    of Y-1 with premium. begins_in_year: the unit's ledger begins within Y-1, a year and more after
    it was registered: it moved in, or had nobody before. is_grave_debt: the
    refund is worth a lead, and in one month more than a tenth of the heads were unpaid: a single
    row among many is a correction of one person.
    """
    covered_refunds = select_covered_years(refunds, covered)
    dated = months.mutate(premium_year=compute_year(months.month))
    refund_months = covered_refunds.select("refund_id", "employer_id", "premium_year").join(
        dated, ["employer_id", "premium_year"]
    )
    paid = refund_months.group_by("refund_id").agg(
        base_yuan=refund_months.base_yuan.sum(),
        ledger_months=refund_months.month.nunique(),
        ledger_year_heads=refund_months.heads.sum() / YEAR,
    )
    owed = unpaid.group_by("refund_id").agg(
        r08_unpaid_months=(unpaid.unpaid_heads > 0).cast("int64").sum(),
        has_grave_month=(unpaid.unpaid_heads > GRAVE_SHARE * unpaid.due_heads).any(),
    )
    joined = left_join_columns(
        left_join_columns(covered_refunds, paid, "refund_id"), owed, "refund_id"
    )
    first = months.group_by("employer_id").agg(first_month=months.month.min())
    joined = left_join_columns(joined, first, "employer_id")
    january = joined.premium_year * YEAR + 1
    registered = joined.register_date.year() * YEAR + joined.register_date.month()
    rate = look_up_by_year(joined.premium_year, RATE, lambda value: value)
    premium = joined.base_yuan.cast("float64") * rate
    return joined.select(
        "refund_id",
        "r08_unpaid_months",
        "ledger_year_heads",
        "ledger_months",
        begins_in_year=(joined.first_month > january) & (registered + YEAR <= joined.first_month),
        r08_months=YEAR - joined.r08_unpaid_months,
        is_grave_debt=joined.has_grave_month & (joined.refund_amount >= WORTH_YUAN),
        ledger_premium_yuan=premium.fill_null(0.0),
        rate_doubt=look_up_doubts(joined.premium_year, RATE),
        premium_over_ledger=(premium > 0).ifelse(
            joined.premium_paid_prev_year.cast("float64") / premium, None
        ),
    )


@derived(key=("refund_id",))
def stated_premium_spread(ledgers: full_premium_months, refunds: refund_base):
    """How far honest refunds' stated premium lies from the ledger's: the usual ratio and the
    widest.

    The stated figure has another source than the ledger. Its ratio to the ledger is therefore
    measured over all refunds of like units (by year and heads): see `add_usual_ratio`.
    is_tiny_unit: one or two heads, where a single correction moves the ratio.
    """
    known = ledgers.filter(ledgers.premium_over_ledger.notnull()).join(
        refunds.select("refund_id", "refund_year"), "refund_id"
    )
    heads = known.ledger_year_heads
    banded = known.mutate(
        band=ibis.cases(*((heads < top, top) for top in SIZE_BANDS), else_=0),
        is_tiny_unit=heads < TINY_HEADS + 1,
    )
    with_usual = add_usual_ratio(banded, "premium_over_ledger", by=("refund_year", "band"))
    return with_usual.select(
        "refund_id",
        "is_tiny_unit",
        premium_usual_ratio=with_usual.usual_ratio,
        premium_widest_ratio=with_usual.widest_ratio,
    )


@derived(key=("refund_id",))
def refund_excess(
    refunds: refund_base,
    ceilings: refund_ceiling,
    ledgers: full_premium_months,
    spread: stated_premium_spread,
):
    """R06: yuan above the ceiling, by the premium stated or, where that lies outside the spread of
    stated figures over the ledger's, by the ledger's premium at the usual ratio.

    is_over_stated: above the ceiling of the stated premium itself, at any ratio of that year.
    is_over_usual: above its usual ratio but not above the raised one, or the year's is not known.
    is_above_spread: by the ledger, and the unit has three heads and more. is_settled_late: within
    the ceiling by today's ledger. r06_question: what is to be asked first.
    is_ledger_partial: the unit's ledger begins within the year, and the months that it holds lead
    to the premium stated for a whole year.
    """
    joined = left_join_columns(refunds.join(ceilings, "refund_id"), ledgers, "refund_id")
    joined = left_join_columns(joined, spread, "refund_id")
    over_stated = joined.refund_amount.cast("decimal(14,2)") - joined.ceiling_yuan
    usual_premium = joined.ledger_premium_yuan * joined.premium_usual_ratio
    by_ledger = convert_to_yuan((usual_premium * joined.legal_share * 100.0).round())
    over_ledger = joined.refund_amount.cast("decimal(14,2)") - by_ledger
    over_raised = joined.refund_amount.cast("decimal(14,2)") - joined.raised_yuan
    is_over = over_stated > 1
    is_over_stated = (over_raised > 1) & joined.ratio_doubt.isnull()
    is_outside = (joined.premium_over_ledger > joined.premium_widest_ratio).fill_null(False)
    by_month = joined.premium_over_ledger * joined.ledger_months / YEAR
    is_partial = joined.begins_in_year & (by_month <= joined.premium_widest_ratio)
    return joined.select(
        "refund_id",
        r06_yuan=(is_over | ~is_outside).ifelse(over_stated, over_ledger),
        is_over_stated=is_over_stated,
        is_over_usual=is_over & ~is_over_stated,
        r06_question=_ask_first(joined, is_over & (over_raised <= 1), ~is_over & is_outside),
        is_above_spread=is_outside & ~joined.is_tiny_unit.fill_null(True),
        is_ledger_partial=(is_partial & ~is_over_stated).fill_null(False),
        # the ledger of today knows of more than was stated
        is_settled_late=((over_ledger <= 1) & (over_ledger < over_stated)).fill_null(False),
    )


def _ask_first(refunds, is_within_raised, is_by_ledger):
    """What is to be asked before a refund is called too high, in Chinese; the sum at least."""
    parts = (
        (refunds.ratio_doubt.notnull(), refunds.ratio_doubt),
        (is_within_raised, ibis.literal("核实是否属于提高返还比例的相关企业")),
        (is_by_ledger & refunds.rate_doubt.notnull(), refunds.rate_doubt),
    )
    texts = [when.fill_null(False).ifelse(text, ibis.null("string")) for when, text in parts]
    joined = ibis.coalesce(texts[0] + "；" + texts[1], *texts[:2])
    return ibis.coalesce(joined, texts[2], ibis.literal("实缴保费和划型"))
