"""Special-job time behind an approval: length, industry of the unit, catalogue."""

from math import lcm

import ibis

from contracts.derived import derived
from contracts.law import get_law_number
from contracts.tables.service_segment import ServiceSegment
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
from features.service_and_retirement.special_job_codes import (
    is_listed_in_industry,
    is_mapped_code,
    read_job_division,
    read_job_kind,
)

SPECIAL_JOB = "6"  # code of segment_kind
NO_CODE = ""  # a segment without a code of its job
# a job of so many units that the catalogue does not list shows a gap of the catalogue
WIDESPREAD_UNITS = 5
# a code list of which more than a twentieth is unknown has not been mapped yet
MOST_UNMAPPED_SHARE = 0.05


@derived(key=("segment_id", "month"))
def special_job_months(approvals: approval_base, segments: ServiceSegment, *, as_of):
    """One row a month of each special-job segment behind a special-job approval.

    is_catalogued: the catalogue of the industry that the code names lists it. is_at_home: the
    catalogue of the unit's industry lists it. Both are null, as is job_kind, where the code is of
    an unknown list (not is_mapped) or the industry is not known. month is an index.
    """
    special_approvals = approvals.filter(approvals.is_special).select(
        "approval_id", "person_id", "start_month"
    )
    job_segments = segments.filter(
        segments.kind == SPECIAL_JOB, segments.first_recorded_date <= as_of
    )
    joined = special_approvals.join(job_segments, "person_id")
    joined = joined.mutate(
        job_code=joined.job_code.fill_null(NO_CODE),
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
        job_kind=read_job_kind(joined.job_code, as_of),
        unit_industry=joined.industry_code,
        is_mapped=is_mapped_code(joined.job_code, as_of),
        is_catalogued=is_listed_in_industry(
            joined.job_code, read_job_division(joined.job_code, as_of), as_of
        ),
        is_at_home=is_listed_in_industry(joined.job_code, joined.industry_code, as_of),
        month=ibis.range(joined.first, joined.last + 1).unnest(),
    )


@derived(key=("approval_id", "month"))
def special_time(months: special_job_months, approvals: approval_base):
    """approval_id, month, job_kind: every month once, for the approved kind where two claim it.

    A month whose kind is not known counts as one of the approved kind.
    """
    kinds = approvals.select("approval_id", "special_kind")
    joined = months.join(kinds, "approval_id")
    distinct = joined.select("approval_id", "month", "job_kind", "special_kind").distinct()
    distinct = distinct.mutate(
        is_other=distinct.job_kind.notnull()
        & (distinct.job_kind != distinct.special_kind).fill_null(True)
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
def unmapped_jobs(months: special_job_months):
    """E20: months under codes that the catalogue does not list in any industry.

    is_code_list_unmapped: so are more than a twentieth of the codes in use, that is the agency's
    list has to be mapped first.
    """
    coded = months.filter(months.job_code != NO_CODE)
    by_approval = coded.group_by("approval_id").agg(
        e20_months=(~coded.is_mapped).ifelse(coded.month, None).nunique(),
        e20_code=(~coded.is_mapped).ifelse(coded.job_code, None).min(),
    )
    codes = coded.select("job_code", "is_mapped").distinct()
    in_use = codes.agg(
        codes_in_use=codes.count(), unmapped_codes=(~codes.is_mapped).cast("int64").sum()
    )
    joined = by_approval.cross_join(in_use)
    return joined.select(
        "approval_id",
        "e20_months",
        "e20_code",
        "codes_in_use",
        "unmapped_codes",
        is_code_list_unmapped=joined.unmapped_codes > joined.codes_in_use * MOST_UNMAPPED_SHARE,
    )


@derived(key=("approval_id",))
def months_outside_catalogue(months: special_job_months, unmapped: unmapped_jobs):
    """E02: months under a job code that the catalogue of the code's industry does not list.

    is_catalogue_complete: the code list is mapped, and no code of the approval's that is outside
    is in use at many units, where the catalogue would be the one that lacks it.
    """
    outside = months.filter(~months.is_catalogued)
    outside = outside.mutate(job=outside.job_code.substr(0, 3))
    spread = outside.group_by("job").agg(job_units=outside.unit_name_hash.nunique())
    counted = (
        outside.join(spread, "job")
        .group_by("approval_id")
        .agg(
            e02_months=lambda t: t.month.nunique(),
            e02_code=lambda t: t.job_code.min(),
            most_units=lambda t: t.job_units.max(),
        )
    )
    joined = counted.join(unmapped, "approval_id")
    return joined.select(
        "approval_id",
        "e02_months",
        "e02_code",
        is_catalogue_complete=~joined.is_code_list_unmapped
        & (joined.most_units < WIDESPREAD_UNITS),
    )


@derived(key=("approval_id",))
def foreign_industry(months: special_job_months, segments: ServiceSegment, *, as_of):
    """E03: months in a special job at a unit whose industry's catalogue does not list it."""
    away = months.filter(~months.is_at_home)
    counted = away.group_by("approval_id").agg(
        e03_months=away.month.nunique(),
        e03_industry=away.unit_industry.min(),
        e03_code=away.job_code.min(),
        e03_first=away.month.min(),
        e03_last=away.month.max(),
    )
    recoded = _find_recoded_months(away, segments, as_of)
    joined = left_join_columns(counted, recoded, "approval_id")
    return joined.select(
        "approval_id",
        "e03_months",
        "e03_industry",
        "e03_code",
        e03_from=convert_index_to_month(joined.e03_first),
        e03_to=convert_index_to_month(joined.e03_last),
        is_recoded_unit=joined.recoded_months.fill_null(0) >= joined.e03_months,
    )


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


def _find_recoded_months(away, segments, as_of):
    """Months at units that segments (of anyone) also show under an industry that has the job."""
    named_units = (
        away.filter(away.unit_name_hash.notnull()).select("unit_name_hash", "job_code").distinct()
    )
    unit_industries = segments.filter(segments.first_recorded_date <= as_of).select(
        "unit_name_hash", "industry_code"
    )
    joined = named_units.join(unit_industries.distinct(), "unit_name_hash")
    fitting = joined.filter(is_listed_in_industry(joined.job_code, joined.industry_code, as_of))
    fitting = fitting.select("unit_name_hash", "job_code").distinct()
    recoded_rows = away.semi_join(fitting, ["unit_name_hash", "job_code"])
    return recoded_rows.group_by("approval_id").agg(recoded_months=recoded_rows.month.nunique())
