"""Filings of special jobs: which months they prove, and what was entered in bulk."""

from contracts.derived import derived
from contracts.law import get_law_number
from contracts.tables.special_job_filing import SpecialJobFiling
from features.common.calendar import (
    compute_month_index,
    convert_index_to_month,
    extract_month_index,
)
from features.common.join_helpers import left_join_columns
from features.service_and_retirement.approvals import approval_base
from features.service_and_retirement.special_jobs import (
    NO_CODE,
    months_outside_catalogue,
    special_job_months,
)

YEAR = 12  # months
SMALL_GAP_MONTHS, WELL_FILED = 3, 10  # a gap of so many months where all but one in ten are filed
NEAR_MONTHS = (
    3  # entered within a quarter of the month, a filing was made in the course of business
)
BULK_MONTHS = 3  # up to so many months entered late are a unit's slip, more are a register made up
# a day on which most persons' past months were entered is the day the register was loaded
LOADED_PERSONS, LOADED_SHARE = 10, 0.5
# a unit that catches up for its staff: five persons and more, most of whom do not retire
BACKLOG_PERSONS, BACKLOG_SHARE = 5, 0.5
# a year's months entered by the end of the next year's first quarter, as in two years before
ANNUAL_MONTHS, ANNUAL_YEARS = 15, 2
FILING = ("employer_id", "person_id", "job_code", "month")


@derived(key=FILING)
def dated_filings(filings: SpecialJobFiling, *, as_of):
    """Filings up to the as-of date; month_index and entered_month count months.

    is_late: entered more than a quarter after the month. The entry is the last change at the
    source.
    """
    past = filings.filter(filings.month <= as_of)
    month, entered = extract_month_index(past.month), extract_month_index(past.updated_at)
    return past.select(
        "employer_id",
        "person_id",
        "job_code",
        "month",
        month_index=month,
        entered_date=past.updated_at.cast("date"),
        entered_month=entered,
        is_late=(entered - month > NEAR_MONTHS).fill_null(False),
    )


@derived(key=("entered_date",))
def register_loads(filings: dated_filings):
    """Days on which past months of most persons were entered: the register was loaded then.

    Such a day says nothing about when a filing was made.
    """
    late = filings.filter(filings.is_late)
    days = late.group_by("entered_date", "entered_month").agg(persons=late.person_id.nunique())
    first = filings.group_by("person_id").agg(first_month=filings.month_index.min())
    newcomers = first.group_by("first_month").agg(newcomers=first.count())
    known = days.join(newcomers, newcomers.first_month < days.entered_month)
    known = known.group_by("entered_date", "persons").agg(known=known.newcomers.sum())
    return known.filter(
        known.persons >= LOADED_PERSONS, known.persons > known.known * LOADED_SHARE
    ).select("entered_date")


@derived(key=("approval_id", *FILING))
def months_entered_in_bulk(approvals: approval_base, filings: dated_filings, loads: register_loads):
    """Filings of special-job retirees entered late, and within the year before the application.

    A backlog that was entered earlier was not entered for this retirement.
    """
    special_approvals = approvals.filter(approvals.is_special).select(
        "approval_id", "person_id", applied_month=extract_month_index(approvals.apply_date)
    )
    late = filings.filter(filings.is_late).anti_join(loads, "entered_date")
    joined = special_approvals.join(late, "person_id")
    return joined.filter(joined.entered_month >= joined.applied_month - YEAR)


@derived(key=("employer_id", "entered_date"))
def annual_filings(filings: dated_filings):
    """Days on which a unit entered the months of the last year, as it did two years before."""
    late = filings.filter(filings.is_late)
    days = late.group_by("employer_id", "entered_date").agg(
        longest=(late.entered_month - late.month_index).max()
    )
    days = days.filter(days.longest <= ANNUAL_MONTHS).drop("longest")
    years = days.select("employer_id", earlier_year=days.entered_date.year()).distinct()
    pairs = days.join(years, "employer_id")
    pairs = pairs.filter(pairs.earlier_year < pairs.entered_date.year())
    counted = pairs.group_by("employer_id", "entered_date").agg(years=pairs.count())
    return counted.filter(counted.years >= ANNUAL_YEARS).drop("years")


@derived(key=("employer_id", "entered_date"))
def unit_backlogs(filings: dated_filings, bulk: months_entered_in_bulk, annual: annual_filings):
    """Days on which a unit entered past months of its staff, most of whom do not retire, or those
    of the last year as in the years before.
    """
    late = filings.filter(filings.is_late)
    staff = late.group_by("employer_id", "entered_date").agg(persons=late.person_id.nunique())
    retirees = bulk.group_by("employer_id", "entered_date").agg(retirees=bulk.person_id.nunique())
    joined = left_join_columns(staff, retirees, "employer_id", "entered_date")
    staying = joined.persons - joined.retirees.fill_null(0)
    of_staff = joined.filter(
        joined.persons >= BACKLOG_PERSONS, staying >= joined.persons * BACKLOG_SHARE
    )
    return of_staff.select("employer_id", "entered_date").union(annual, distinct=True)


@derived(key=("approval_id",))
def filings_in_bulk(bulk: months_entered_in_bulk, backlogs: unit_backlogs):
    """E19: months of filings entered late and within the year before the application.

    is_backlog_of_unit: all of them on days on which the unit caught up for its whole staff, or as
    every year.
    """
    marked = left_join_columns(
        bulk, backlogs.mutate(is_backlog=True), "employer_id", "entered_date"
    )
    return marked.group_by("approval_id").agg(
        e19_months=marked.month.nunique(),
        e19_days=marked.entered_date.nunique(),
        e19_last_date=marked.entered_date.max(),
        is_backlog_of_unit=marked.is_backlog.fill_null(False).all(),
    )


@derived(key=("approval_id", "person_id", "job_code", "month"))
def proven_months(
    approvals: approval_base,
    filings: dated_filings,
    bulk: months_entered_in_bulk,
    counted: filings_in_bulk,
):
    """Months that a filing proves: all but those entered in bulk for the application."""
    in_bulk = bulk.semi_join(counted.filter(counted.e19_months > BULK_MONTHS), "approval_id")
    special_approvals = approvals.filter(approvals.is_special).select("approval_id", "person_id")
    filed = special_approvals.join(filings, "person_id").anti_join(
        in_bulk, ["approval_id", *FILING]
    )
    return filed.select("approval_id", "person_id", "job_code", month=filed.month_index).distinct()


@derived(key=("approval_id",))
def months_without_filing(
    months: special_job_months,
    proven: proven_months,
    counted: filings_in_bulk,
    filings: SpecialJobFiling,
    *,
    as_of,
):
    """E04: months without a filing of the job, since filing is a duty and the first delivered
    month.
    """
    past_filings = filings.filter(filings.month <= as_of)
    delivered = past_filings.agg(first_delivered=extract_month_index(past_filings.month).min())
    due = compute_month_index(get_law_number("special_job_filing_from").on(as_of))
    claimed = months.select("approval_id", "job_code", "month").distinct().cross_join(delivered)
    claimed = claimed.filter(claimed.month >= claimed.first_delivered, claimed.month >= due)
    by_month = _mark_filed_months(claimed.drop("first_delivered"), proven)
    missing = ~by_month.is_filed
    gaps = by_month.group_by("approval_id").agg(
        due_months=by_month.count(),
        unfiled_months=missing.cast("int64").sum(),
        never_filed_months=(~by_month.is_filed_at_all).cast("int64").sum(),
        first_missing=missing.ifelse(by_month.month, None).min(),
        last_missing=missing.ifelse(by_month.month, None).max(),
    )
    backlogs = counted.select("approval_id", "e19_months", is_caught_up="is_backlog_of_unit")
    gaps = left_join_columns(gaps, backlogs, "approval_id")
    return gaps.select(
        "approval_id",
        "due_months",
        e04_months=(gaps.unfiled_months > 0).ifelse(gaps.unfiled_months, None),
        e04_from=convert_index_to_month(gaps.first_missing),
        e04_to=convert_index_to_month(gaps.last_missing),
        e04_bulk_months=(gaps.e19_months > BULK_MONTHS).fill_null(False).ifelse(gaps.e19_months, 0),
        # filed late is a lead, not filed at all breaks the duty
        is_never_filed=gaps.unfiled_months > gaps.e19_months.fill_null(0),
        is_filed_otherwise=gaps.never_filed_months == 0,
        is_small_gap=(gaps.unfiled_months <= SMALL_GAP_MONTHS)
        & (gaps.unfiled_months * WELL_FILED <= gaps.due_months),
        is_caught_up_by_unit=gaps.is_caught_up.fill_null(False)
        & (gaps.unfiled_months <= gaps.e19_months),
    )


@derived(key=("approval_id",))
def complete_filings(outside: months_outside_catalogue, filings: months_without_filing):
    """Whether jobs outside the catalogue were filed in every required month of a year and more.

    is_neither_listed_nor_filed: they were not, and the catalogue is no reason to doubt it.
    """
    joined = left_join_columns(
        outside.select("approval_id", "is_catalogue_complete"), filings, "approval_id"
    )
    is_filed = joined.e04_months.isnull() | joined.is_caught_up_by_unit
    accepted = (is_filed & (joined.due_months >= YEAR)).fill_null(False)
    return joined.select(
        "approval_id",
        is_filed_throughout=accepted,
        is_neither_listed_nor_filed=joined.is_catalogue_complete & ~accepted,
    )


def _mark_filed_months(claimed, proven):
    """approval_id, month, is_filed (under the job's code, if it has one), is_filed_at_all."""
    of_job = proven.select("approval_id", "job_code", "month").mutate(of_job=True)
    joined = left_join_columns(claimed, of_job, "approval_id", "job_code", "month")
    of_any = proven.select("approval_id", "month").distinct().mutate(of_any=True)
    joined = left_join_columns(joined, of_any, "approval_id", "month")
    return joined.group_by("approval_id", "month").agg(
        is_filed=joined.of_job.fill_null(
            joined.of_any.fill_null(False) & (joined.job_code == NO_CODE)
        ).any(),
        is_filed_at_all=joined.of_any.fill_null(False).any(),
    )
