"""Premiums after the end of work that a lump sum was paid for (I14)."""

import ibis

from contracts.derived import derived
from contracts.tables.contribution_month import ContributionMonth
from features.common.calendar import convert_index_to_month, extract_month_index
from features.common.employer_groups import affiliates
from features.work_injury.injuries import NORMAL, injury_base, net_injury_payments

LUMP_SUM = "7"  # code of injury_item
EMPLOYED_INSURANCES = ("110", "210", "410")
# half a year elsewhere or without work is a real end, after which one may be hired again
AWAY_MONTHS = 6
SOON_MONTHS = 3  # a worker back within a quarter was hardly gone


@derived(key=("case_id", "person_id", "insurance_type", "contrib_month", "employer_id", "seq"))
def months_insured_after_end(
    cases: injury_base,
    payments: net_injury_payments,
    contributions: ContributionMonth,
    units: affiliates,
    *,
    as_of,
):
    """Premiums of the same employer group for months after the end that a lump sum was paid for.

    is_after_absence: the month follows half a year and more without a premium of the group, from
    which on the worker counts as hired again. is_same_unit: the old employer itself, no affiliate.
    """
    ended = payments.filter(payments.item == LUMP_SUM, payments.termination_date.notnull())
    ended = ended.group_by("case_id").agg(
        termination_date=ended.termination_date.max(), subsidy_yuan=ended.amount.sum()
    )
    ended_cases = cases.join(ended, "case_id").select(
        "case_id",
        "person_id",
        "group_id",
        "termination_date",
        "subsidy_yuan",
        old_employer="employer_id",
        ended_month=extract_month_index(ended.termination_date),
    )
    paid = contributions.filter(
        contributions.insurance_type.isin(EMPLOYED_INSURANCES),
        contributions.pay_kind == NORMAL,
        contributions.contrib_month <= as_of,
    ).semi_join(ended_cases.select("person_id").distinct(), "person_id")
    paid = paid.join(units.select("employer_id", "group_id"), "employer_id")
    paid = paid.mutate(month=extract_month_index(paid.contrib_month))
    after = ended_cases.join(paid, ["person_id", "group_id"]).filter(
        lambda t: t.month > t.ended_month
    )
    by_month = ibis.window(group_by="case_id", order_by="month")
    months = after.select("case_id", "ended_month", "month").distinct()
    away = months.month - months.month.lag().over(by_month).fill_null(months.ended_month) - 1
    months = months.mutate(is_return=(away >= AWAY_MONTHS).cast("int64"))
    returns = months.is_return.sum().over(group_by="case_id", order_by="month", rows=(None, 0))
    months = months.select("case_id", "month", is_after_absence=returns > 0)
    return after.join(months, ["case_id", "month"]).select(
        "case_id",
        "person_id",
        "insurance_type",
        "contrib_month",
        "employer_id",
        "seq",
        "month",
        "ended_month",
        "termination_date",
        "subsidy_yuan",
        "is_after_absence",
        is_same_unit=after.employer_id == after.old_employer,
    )


@derived(key=("case_id",))
def insurance_after_end(after: months_insured_after_end):
    """I14: months insured by the same group after the end that a lump sum was paid for.

    Months after an absence of half a year count where there are no others, and are then explained
    (is_rehired). is_never_gone: two months and more with the old employer itself, the first within
    a quarter of the end.
    """
    is_open = ~after.is_after_absence
    is_kept_on = is_open & after.is_same_unit
    counted = after.group_by("case_id", "termination_date", "subsidy_yuan", "ended_month").agg(
        open_months=after.month.nunique(where=is_open),
        all_months=after.month.nunique(),
        open_first=after.month.min(where=is_open),
        all_first=after.month.min(),
        open_last=after.month.max(where=is_open),
        all_last=after.month.max(),
        kept_months=after.month.nunique(where=is_kept_on),
        kept_first=after.month.min(where=is_kept_on),
    )
    is_any_open = counted.open_months > 0
    is_soon = (counted.kept_first - counted.ended_month < SOON_MONTHS).fill_null(False)
    return counted.select(
        "case_id",
        "termination_date",
        i14_months=is_any_open.ifelse(counted.open_months, counted.all_months),
        i14_amount=counted.subsidy_yuan,
        i14_from=convert_index_to_month(counted.open_first.fill_null(counted.all_first)),
        i14_to=convert_index_to_month(counted.open_last.fill_null(counted.all_last)),
        is_rehired=~is_any_open,
        is_never_gone=(counted.kept_months >= 2) & is_soon,
    )
