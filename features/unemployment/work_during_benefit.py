"""Premiums of employers for months of benefit: re-employment, reported in time or afterwards."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.person import Person
from contracts.tables.tax_wage_month import TaxWageMonth
from contracts.tables.unemployment_claim import UnemploymentClaim
from features.common.calendar import convert_index_to_month, extract_month_index
from features.common.employer_groups import known_units
from features.common.join_helpers import left_join_columns
from features.unemployment.claims import (
    EMPLOYED_INSURANCES,
    NORMAL,
    net_benefit,
    standing_payments,
)

# of EMPLOYED_INSURANCES those that nobody can pay for himself: all but the pension of employees
INSURANCES_OF_EMPLOYERS = ("120", "210")
BACK_KINDS, REFUND = ("2", "3"), "5"  # codes of pay_kind
# the first month of a new job overlaps with the last of the benefit; the second is none of that
CERTAIN_MONTHS = 2


@derived(key=("claim_id", "benefit_month", "payment_seq", *ContributionMonth.contract.key))
def overlap_months(
    contributions: ContributionMonth, units: known_units, benefit: net_benefit, *, as_of
):
    """claim_id, month, yuan of benefit, and key of an employer's contribution for that month (U01).

    Normal payments and back-payments by the as-of date, less those that were refunded; premiums
    through a window (self-payment, the fund's own) are no employment. Of a unit of which nothing is
    known, which may be a window, the premiums count that employers alone pay. is_back_paid,
    has_document.
    """
    claimants = benefit.select("person_id").distinct()
    rows = contributions.filter(
        contributions.insurance_type.isin(EMPLOYED_INSURANCES),
        contributions.contrib_month <= as_of,
        contributions.posted_date.isnull() | (contributions.posted_date <= as_of),
    ).semi_join(claimants, "person_id")
    premium = ["person_id", "employer_id", "insurance_type", "contrib_month"]
    refunded = rows.filter(rows.pay_kind == REFUND).select(*premium, seq="refund_of_seq")
    insured = rows.filter(rows.pay_kind.isin((NORMAL, *BACK_KINDS)))
    insured = insured.anti_join(refunded, [*premium, "seq"])
    employed = left_join_columns(insured, units.select("employer_id", "is_window"), "employer_id")
    by_employer = employed.insurance_type.isin(INSURANCES_OF_EMPLOYERS)
    employed = employed.filter((~employed.is_window).fill_null(by_employer))
    employed = employed.mutate(month=extract_month_index(employed.contrib_month))
    joined = benefit.join(employed, ["person_id", "month"])
    return joined.select(
        "claim_id",
        "month",
        "yuan",
        "benefit_month",
        "person_id",
        "employer_id",
        "insurance_type",
        "contrib_month",
        seq=joined.seq_right,
        payment_seq=joined.seq,
        is_back_paid=(joined.pay_kind != NORMAL) | joined.legal_doc_no.notnull(),
        has_document=joined.legal_doc_no.notnull(),
    )


@derived(key=("claim_id", "benefit_month", "seq"))
def overlap_payment_keys(overlap: overlap_months):
    """Keys of the benefit payments behind U01."""
    return overlap.select("claim_id", "benefit_month", seq=overlap.payment_seq).distinct()


@derived(key=("claim_id", "month"))
def employed_months(
    overlap: overlap_months, persons: OrEmpty[Person], wages: OrEmpty[TaxWageMonth], *, as_of
):
    """Months of benefit with an employer's premium: yuan, is_explained, is_certain.

    A month is explained where all its premiums were paid back later with a document (an award). It
    is certain where a premium was paid as it fell due, or where wages were declared for it: a
    back-payment without a document alone leaves open why it was made.
    """
    by_month = overlap.group_by("claim_id", "month").agg(
        person_id=overlap.person_id.min(),
        is_explained=(overlap.is_back_paid & overlap.has_document).all(),
        is_back_paid=overlap.is_back_paid.all(),
    )
    payments = overlap.select("claim_id", "month", "payment_seq", "yuan").distinct()
    money = payments.group_by("claim_id", "month").agg(yuan=payments.yuan.sum())
    declared = wages.filter(wages.wage_amount > 0, wages.month <= as_of)
    declared = declared.select("id_hash", month=extract_month_index(declared.month)).distinct()
    people = persons.select("person_id", "id_hash")
    waged = by_month.join(people, "person_id").join(declared, ["id_hash", "month"])
    waged = waged.select("claim_id", "month").distinct().mutate(is_waged=True)
    joined = left_join_columns(
        left_join_columns(by_month, money, "claim_id", "month"), waged, "claim_id", "month"
    )
    return joined.select(
        "claim_id",
        "month",
        "yuan",
        "is_explained",
        "is_back_paid",
        is_certain=~joined.is_explained & (~joined.is_back_paid | joined.is_waged.fill_null(False)),
    )


@derived(key=("claim_id",))
def settled_benefit(payments: standing_payments, claims: UnemploymentClaim):
    """Months of a claim whose cash was paid back, and the medical premium (yuan) that remains."""
    settled = payments.filter(payments.is_settled)
    rest = settled.paid_amount + settled.medical_premium_amount - settled.recovered_amount
    counted = settled.group_by("claim_id").agg(
        months=settled.benefit_month.nunique(), rest=rest.sum()
    )
    joined = left_join_columns(claims.select("claim_id"), counted, "claim_id")
    return joined.select(
        "claim_id",
        settled_months=joined.months.fill_null(0),
        settled_rest_yuan=ibis.greatest(joined.rest.fill_null(0), 0),
    )


@derived(key=("claim_id",))
def benefit_during_employment(months: employed_months):
    """U01: months of benefit for which an employer paid premiums, those explained left out unless
    all are.

    is_certain_work: two months and more were paid as due or have wages; is_documented_award: all
    months were paid back later with a document.
    """
    totals = months.group_by("claim_id").agg(open_months=(~months.is_explained).sum())
    joined = months.join(totals, "claim_id")
    counted = joined.filter(~joined.is_explained | (joined.open_months == 0))
    return counted.group_by("claim_id").agg(
        u01_months=counted.count(),
        u01_amount=counted.yuan.sum(),
        u01_back_paid_months=counted.is_back_paid.cast("int64").sum(),
        u01_from=convert_index_to_month(counted.month.min()),
        u01_to=convert_index_to_month(counted.month.max()),
        is_certain_work=counted.is_certain.cast("int64").sum() >= CERTAIN_MONTHS,
        is_documented_award=counted.open_months.max() == 0,
    )
