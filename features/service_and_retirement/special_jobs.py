"""Special-job time behind an approval: length, unit, catalogue, filing."""

from math import lcm

import ibis

from contracts.derived import derived
from contracts.law import get_law_number
from contracts.tables.service_segment import ServiceSegment
from contracts.tables.special_job_filing import SpecialJobFiling
from features.common.calendar import (
    compute_month_index,
    convert_index_to_month,
    extract_month_index,
)
from features.common.join_helpers import left_join_columns
from features.common.shrunken_rates import add_shrunken_rate
from features.service_and_retirement.approvals import (
    approval_base,
    get_special_job_age,
    get_special_job_months,
    is_month_rounding,
)

SPECIAL_JOB = "6"  # code of segment_kind
YEAR = 12  # months
SMALL_GAP_MONTHS, WELL_FILED = 3, 10  # a gap of so many months where all but one in ten are filed


@derived(key=("segment_id", "month"))
def special_job_months(approvals: approval_base, segments: ServiceSegment, *, as_of):
    """One row a month of each special-job segment behind a special-job approval.

    catalogued: the code is in its industry's catalogue. at_home: the unit's industry has the kind
    (null if unknown). month is an index.
    """
    special_approvals = approvals.filter(approvals.is_special).select(
        "approval_id", "person_id", "start_month"
    )
    job_segments = segments.filter(
        segments.kind == SPECIAL_JOB,
        segments.job_code.notnull(),
        segments.first_recorded_date <= as_of,
    )
    joined = special_approvals.join(job_segments, "person_id")
    joined = joined.mutate(
        job_kind=joined.job_code.substr(0, 1),
        first=extract_month_index(joined.from_month),
        last=ibis.least(extract_month_index(joined.to_month), joined.start_month - 1),
    )
    joined = joined.filter(joined.last >= joined.first)
    return joined.select(
        "approval_id",
        "person_id",
        "segment_id",
        "unit_name_hash",
        "job_code",
        "job_kind",
        unit_industry=joined.industry_code,
        catalogued=_is_job_in_industry(joined.job_kind, joined.job_code.substr(1, 2), as_of),
        at_home=_is_job_in_industry(joined.job_kind, joined.industry_code, as_of),
        month=ibis.range(joined.first, joined.last + 1).unnest(),
    )


@derived(key=("approval_id", "month"))
def special_time(months: special_job_months, approvals: approval_base):
    """approval_id, month, job_kind: every month once, for the approved kind where two kinds claim
    it.
    """
    kinds = approvals.select("approval_id", "special_kind")
    joined = months.join(kinds, "approval_id")
    distinct = joined.select("approval_id", "month", "job_kind", "special_kind").distinct()
    distinct = distinct.mutate(
        is_other=(distinct.job_kind != distinct.special_kind).fill_null(True)
    )
    place = ibis.row_number().over(
        group_by=[distinct.approval_id, distinct.month],
        order_by=[distinct.is_other, distinct.job_kind],
    )
    return (
        distinct.mutate(place=place)
        .filter(lambda t: t.place == 0)
        .select("approval_id", "month", "job_kind", "is_other")
    )


@derived(key=("approval_id",))
def special_shortage(approvals: approval_base, time: special_time, *, as_of):
    """E01: months short of the time or age of the kind of special job, by the recorded segments."""
    needed = get_law_number("special_job_months").on(as_of)["months"]
    whole = lcm(*needed.values())
    weight = ibis.cases(
        *[(time.job_kind == kind, whole // least) for kind, least in needed.items()], else_=0
    )
    counted = time.group_by("approval_id").agg(
        own_kind_months=(~time.is_other).cast("int64").sum(),
        all_kinds_months=time.count(),
        first_special=time.month.min(),
        combined=weight.sum(),
    )
    joined = left_join_columns(approvals.filter(approvals.is_special), counted, "approval_id")
    least, age = (
        get_special_job_months(joined, as_of=as_of),
        get_special_job_age(joined, as_of=as_of),
    )
    # what was approved cannot exceed what the segments show; without any segment it stands alone
    proven_months = ibis.least(joined.special_months, joined.own_kind_months)
    short, young = least - proven_months, age - joined.retired_age_months
    two_kinds = (joined.all_kinds_months > joined.own_kind_months) & (joined.combined >= whole)
    standard = compute_month_index(get_law_number("special_job_standard_from").on(as_of))
    return joined.select(
        "approval_id",
        e01_months=ibis.greatest(short, young),
        special_needed_months=least,
        special_shown_months=proven_months,
        special_spare_months=two_kinds.fill_null(False).ifelse(0, -short),
        special_age_months=age,
        is_combined_kinds=((young <= 0) & two_kinds).fill_null(False),
        is_before_standard=((young <= 0) & (joined.first_special < standard)).fill_null(False),
        is_special_by_archive=(short <= 0) & (young <= joined.older_by_archive_months),
        is_special_rounding=(short <= 0) & is_month_rounding(joined, young),
    )


@derived(key=("approval_id",))
def months_outside_catalogue(months: special_job_months):
    """E02: months under a job code that no catalogue of its industry lists."""
    outside = months.filter(~months.catalogued)
    return outside.group_by("approval_id").agg(
        e02_months=outside.month.nunique(), e02_code=outside.job_code.min()
    )


@derived(key=("approval_id",))
def foreign_industry(months: special_job_months, segments: ServiceSegment, *, as_of):
    """E03: months in a special job at a unit whose industry does not have the kind."""
    away = months.filter(~months.at_home)
    counted = away.group_by("approval_id").agg(
        e03_months=away.month.nunique(),
        e03_industry=away.unit_industry.min(),
        e03_kind=away.job_kind.min(),
        e03_first=away.month.min(),
        e03_last=away.month.max(),
    )
    recoded = _find_recoded_months(away, segments, as_of)
    joined = left_join_columns(counted, recoded, "approval_id")
    return joined.select(
        "approval_id",
        "e03_months",
        "e03_industry",
        "e03_kind",
        e03_from=convert_index_to_month(joined.e03_first),
        e03_to=convert_index_to_month(joined.e03_last),
        is_recoded_unit=joined.recoded_months.fill_null(0) >= joined.e03_months,
    )


@derived(key=("approval_id",))
def months_without_filing(months: special_job_months, filings: SpecialJobFiling, *, as_of):
    """E04: months without a filing of the job, since filing is a duty and the first delivered
    month.
    """
    past_filings = filings.filter(filings.month <= as_of)
    filed = past_filings.semi_join(months, "person_id").select(
        "person_id", "job_code", month=extract_month_index(past_filings.month)
    )
    delivered = past_filings.agg(first_delivered=extract_month_index(past_filings.month).min())
    due = compute_month_index(get_law_number("special_job_filing_from").on(as_of))
    claimed = (
        months.select("approval_id", "person_id", "job_code", "month")
        .distinct()
        .cross_join(delivered)
    )
    claimed = claimed.filter(claimed.month >= ibis.greatest(claimed.first_delivered, due)).drop(
        "first_delivered"
    )
    joined = left_join_columns(
        claimed, filed.distinct().mutate(is_filed=True), "person_id", "job_code", "month"
    )
    other = filed.select("person_id", "month").distinct().mutate(is_filed_at_all=True)
    joined = left_join_columns(joined, other, "person_id", "month")
    by_month = joined.group_by("approval_id", "month").agg(
        is_filed=joined.is_filed.fill_null(False).any(),
        is_filed_at_all=joined.is_filed_at_all.fill_null(False).any(),
    )
    missing = ~by_month.is_filed
    counted = by_month.group_by("approval_id").agg(
        due_months=by_month.count(),
        unfiled_months=missing.cast("int64").sum(),
        never_filed_months=(~by_month.is_filed_at_all).cast("int64").sum(),
        first_missing=missing.ifelse(by_month.month, None).min(),
        last_missing=missing.ifelse(by_month.month, None).max(),
    )
    return counted.select(
        "approval_id",
        "due_months",
        e04_months=(counted.unfiled_months > 0).ifelse(counted.unfiled_months, None),
        e04_from=convert_index_to_month(counted.first_missing),
        e04_to=convert_index_to_month(counted.last_missing),
        is_filed_otherwise=counted.never_filed_months == 0,
        is_small_gap=(counted.unfiled_months <= SMALL_GAP_MONTHS)
        & (counted.unfiled_months * WELL_FILED <= counted.due_months),
    )


@derived(key=("approval_id",))
def complete_filings(outside: months_outside_catalogue, filings: months_without_filing):
    """Whether jobs outside the catalogue were filed in every required month of a year and more."""
    joined = left_join_columns(outside.select("approval_id"), filings, "approval_id")
    accepted = joined.e04_months.isnull() & (joined.due_months >= YEAR)
    return joined.select("approval_id", is_filed_throughout=accepted.fill_null(False))


@derived(key=("approval_id",))
def unit_special_share(approvals: approval_base):
    """E14: shrunk share of special-job retirements of a unit over that of its industry."""
    at_units = approvals.filter(~approvals.is_window)
    counted = at_units.group_by("employer_id", "industry_code").agg(
        unit_special=at_units.is_special.cast("int64").sum(), unit_retirements=at_units.count()
    )
    rated = add_shrunken_rate(
        counted, "unit_special", "unit_retirements", by=("industry_code",), name="special"
    )
    figures = rated.select(
        "employer_id",
        "unit_special",
        "unit_retirements",
        unit_special_share=rated.special_rate,
        trade_special_share=rated.special_peer,
        special_times_peer=(rated.special_peer > 0).ifelse(
            rated.special_shrunk / rated.special_peer, None
        ),
    )
    special_approvals = approvals.filter(approvals.is_special).select("approval_id", "employer_id")
    joined = special_approvals.join(figures, "employer_id").drop("employer_id")
    return joined.rename(e14_times_peer="special_times_peer")


def _is_job_in_industry(kind, industry, as_of):
    """Whether the catalogue of an industry lists a kind of special job.

    Null where the industry is unknown.
    """
    catalogue = get_law_number("special_job_catalogue").on(as_of)
    listed = ibis.cases(
        *[(kind == k, industry.isin(divisions)) for k, divisions in catalogue.items()], else_=False
    )
    return industry.notnull().ifelse(listed, None)


def _find_recoded_months(away, segments, as_of):
    """Months at units that the segments (of anyone) also show under an industry that carries the
    kind.
    """
    named_units = (
        away.filter(away.unit_name_hash.notnull()).select("unit_name_hash", "job_kind").distinct()
    )
    unit_industries = segments.filter(segments.first_recorded_date <= as_of).select(
        "unit_name_hash", "industry_code"
    )
    joined = named_units.join(unit_industries.distinct(), "unit_name_hash")
    fitting = joined.filter(_is_job_in_industry(joined.job_kind, joined.industry_code, as_of))
    fitting = fitting.select("unit_name_hash", "job_kind").distinct()
    recoded_rows = away.semi_join(fitting, ["unit_name_hash", "job_kind"])
    return recoded_rows.group_by("approval_id").agg(recoded_months=recoded_rows.month.nunique())
