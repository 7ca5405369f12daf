"""Retirement for illness: appraisal of capacity, work afterwards, speed of the approval."""

from contracts.derived import derived
from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.contribution_month import ContributionMonth
from features.common.calendar import convert_index_to_month, count_days_between, extract_month_index
from features.common.employer_groups import affiliates
from features.common.join_helpers import left_join_columns
from features.service_and_retirement.approvals import approval_base

WORST_GRADES = 4  # grades 1 to 4 are complete loss of capacity
EMPLOYED_INSURANCES, NORMAL = ("110", "210"), "1"  # codes of insurance_type and pay_kind
LATE_REMOVAL_MONTHS = 2  # a unit takes a leaver off its roster within two months
# a day from conclusion to approval; four cases make a district's habit
QUICK_DAYS, ONE_STOP_CASES = 1, 4
NONE = "无 none"  # how a reason names a paper that is not there


@derived(key=("approval_id",))
def loss_of_capacity(approvals: approval_base, appraisals: CapacityAppraisal, *, as_of):
    """E06: illness approvals without an earlier conclusion of complete loss of capacity.

    A named appraisal that was not delivered cannot be judged: is_known_to_lack is false then. Null
    where the approval was applied for before the first delivered appraisal.
    """
    illness_approvals = approvals.filter(approvals.is_illness)
    concluded = appraisals.filter(
        appraisals.conclude_date.notnull(), appraisals.conclude_date <= as_of
    )
    conclusions = concluded.select("person_id", "conclude_date", "total_loss", "grade")
    earlier_conclusions = illness_approvals.select("approval_id", "person_id", "approve_date").join(
        conclusions, "person_id"
    )
    earlier_conclusions = earlier_conclusions.filter(
        earlier_conclusions.conclude_date <= earlier_conclusions.approve_date
    )
    counted = earlier_conclusions.group_by("approval_id").agg(
        has_loss=earlier_conclusions.total_loss.fill_null(False).any(),
        has_worst_grade=earlier_conclusions.grade.between(1, WORST_GRADES).fill_null(False).any(),
        last_conclude_date=earlier_conclusions.conclude_date.max(),
    )
    delivered = appraisals.select("appraisal_id").mutate(is_delivered=True)
    joined = left_join_columns(
        left_join_columns(illness_approvals, counted, "approval_id"), delivered, "appraisal_id"
    )
    joined = joined.cross_join(appraisals.agg(first_delivered=appraisals.apply_date.min()))
    is_in_ledger = (joined.apply_date >= joined.first_delivered).fill_null(False)
    missing = (~joined.has_loss.fill_null(False)).cast("int64")
    return joined.select(
        "approval_id",
        named_appraisal_id=joined.appraisal_id.fill_null(NONE),
        last_conclusion=joined.last_conclude_date.cast("string").fill_null(NONE),
        e06_missing=is_in_ledger.ifelse(missing, None),
        is_injury_grade=joined.has_worst_grade.fill_null(False),
        is_known_to_lack=joined.appraisal_id.isnull() | joined.is_delivered.fill_null(False),
    )


@derived(key=("approval_id", "person_id", "insurance_type", "contrib_month", "employer_id", "seq"))
def months_worked_on(
    approvals: approval_base, contributions: ContributionMonth, units: affiliates, *, as_of
):
    """Premiums by a unit for months after an illness approval.

    Work-injury cover alone does not count.
    """
    return select_months_worked_on(approvals, contributions, units, as_of)


@derived(key=("approval_id",))
def work_after_approval(months: months_worked_on):
    """E08: months insured by a unit after the approval.

    Late removal by the old unit is explained.
    """
    return count_months_worked_on(months)


@derived(key=("approval_id",))
def quick_approval(approvals: approval_base, appraisals: CapacityAppraisal, *, as_of):
    """E15: days from the appraisal's conclusion to the approval; whether one operator handled both.

    is_one_stop: half and more of the district's illness approvals (4 and more) are as fast.
    """
    conclusions = appraisals.filter(
        appraisals.conclude_date.notnull(), appraisals.conclude_date <= as_of
    )
    illness_approvals = approvals.filter(approvals.is_illness).join(
        conclusions.select("appraisal_id", "conclude_date", "handler_op"), "appraisal_id"
    )
    illness_approvals = illness_approvals.mutate(
        days=count_days_between(illness_approvals.approve_date, illness_approvals.conclude_date)
    )
    illness_approvals = illness_approvals.filter(illness_approvals.days >= 0)
    handled = (
        (illness_approvals.handler_op == illness_approvals.accept_op)
        | (illness_approvals.handler_op == illness_approvals.review_op)
        | (illness_approvals.handler_op == illness_approvals.approve_op)
    )
    illness_approvals = illness_approvals.mutate(
        is_same_operator=handled.fill_null(False), is_quick=illness_approvals.days <= QUICK_DAYS
    )
    offices = illness_approvals.group_by("district").agg(
        quick_cases=illness_approvals.is_quick.cast("int64").sum(),
        office_cases=illness_approvals.count(),
    )
    joined = illness_approvals.join(offices, "district")
    return joined.select(
        "approval_id",
        "conclude_date",
        "is_same_operator",
        e15_days=joined.days,
        is_one_stop=(joined.office_cases >= ONE_STOP_CASES)
        & (joined.quick_cases * 2 >= joined.office_cases),
    )


def select_months_worked_on(approvals, contributions, units, as_of):
    """Select the premiums by a unit for months after an illness approval."""
    illness_approvals = approvals.filter(approvals.is_illness)
    illness_approvals = illness_approvals.select(
        "approval_id",
        "person_id",
        approved_month=extract_month_index(illness_approvals.approve_date),
        approved_unit=illness_approvals.employer_id,
        pension_yuan=illness_approvals.monthly_pension,
    )
    paid = contributions.filter(
        contributions.insurance_type.isin(EMPLOYED_INSURANCES),
        contributions.pay_kind == NORMAL,
        contributions.contrib_month <= as_of,
    )
    paid = paid.semi_join(illness_approvals, "person_id").join(
        units.filter(~units.is_window).select("employer_id"), "employer_id"
    )
    paid = paid.select(
        "person_id",
        "insurance_type",
        "contrib_month",
        "employer_id",
        "seq",
        month=extract_month_index(paid.contrib_month),
    )
    joined = illness_approvals.join(paid, "person_id")
    return joined.filter(joined.month > joined.approved_month)


def count_months_worked_on(months):
    """Count them by approval, with what explains them."""
    counted = months.group_by("approval_id", "pension_yuan").agg(
        e08_months=months.month.nunique(),
        first_worked=months.month.min(),
        last_worked=months.month.max(),
        worked_units=months.employer_id.nunique(),
        own_unit_only=(months.employer_id == months.approved_unit).all(),
        late_months=(months.month - months.approved_month).max(),
    )
    return counted.select(
        "approval_id",
        "e08_months",
        "worked_units",
        e08_from=convert_index_to_month(counted.first_worked),
        e08_to=convert_index_to_month(counted.last_worked),
        e08_yuan=(counted.pension_yuan * counted.e08_months).cast("decimal(14,2)"),
        is_late_removal=counted.own_unit_only & (counted.late_months <= LATE_REMOVAL_MONTHS),
    )
