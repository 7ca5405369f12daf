"""Deemed service against the calendar: ages, the end of the era, double counting, life spans."""

import ibis

from contracts.derived import derived
from contracts.law import get_law_number
from features.common.calendar import (
    compute_month_index,
    convert_index_to_month,
    extract_month_index,
)
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.service_and_retirement.retirement_base import (
    ARMY,
    ENTERPRISE,
    PAID,
    PUBLIC,
    SENT_DOWN,
    approval_segments,
    compute_pension_share,
    retirement_base,
)

# codes of evidence_kind and industry: army, arts, sport may begin early
ARMY_PAPERS, ARTS, SPORT = "4", "88", "89"
PUBLIC_NATURES = ("20", "30", "40")  # codes of unit_nature
CHILD_YEARS = 14  # before fourteen no lawful work begins
# sent-down youth were fifteen and older, and went until 1980
SENT_DOWN_FROM_YEARS, SENT_DOWN_UNTIL = 15, 1981
OTHER_CUTOFF_MONTHS = 12  # elsewhere the era of deemed service ended up to a year later
LEAST_DOCUMENTS = 2  # two documents at least
WELL_DOCUMENTED = 3
ROUNDING_MONTHS = 2  # the archive gives months, so two ends may differ by two


@derived(key=("approval_id",))
def earliest_deemed_start(approvals: retirement_base, segments: approval_segments, *, as_of):
    """D01: months by which the earliest deemed segment begins before working age, and lawful
    reasons.
    """
    least = get_law_number("least_working_age_months").on(as_of)
    deemed_segments = segments.filter(segments.is_deemed)
    first = select_first_per_group(deemed_segments, "approval_id", ["first", "segment_id"])
    joined = approvals.select("approval_id", "archive_birth_date").join(first, "approval_id")
    age = joined["first"] - joined.birth_month_index
    by_archive = joined["first"] - extract_month_index(joined.archive_birth_date)
    is_sound = (joined.evidence_count >= LEAST_DOCUMENTS) & joined.original_flag
    has_army_papers = (joined.kind == ARMY) & (joined.evidence_kind == ARMY_PAPERS) & is_sound
    is_arts_or_sport = (joined.kind == PUBLIC) & joined.industry_code.isin([ARTS, SPORT]) & is_sound
    is_sent_down = (
        (joined.kind == SENT_DOWN)
        & (age >= SENT_DOWN_FROM_YEARS * 12)
        & (joined.from_month.year() < SENT_DOWN_UNTIL)
        & is_sound
    )
    lawful = (has_army_papers | is_arts_or_sport | is_sent_down).fill_null(False)
    return joined.select(
        "approval_id",
        d01_short_months=(age < least).ifelse(least - age, None),
        deemed_start_age=age / 12.0,
        deemed_from_month=joined.from_month,
        deemed_from_to=joined.to_month,
        is_child_without_papers=(age < CHILD_YEARS * 12) & ~lawful,
        has_army_papers=has_army_papers.fill_null(False),
        is_arts_or_sport=is_arts_or_sport.fill_null(False),
        is_sent_down_youth=is_sent_down.fill_null(False),
        is_old_enough_by_archive=(by_archive >= least).fill_null(False),
        is_lawful_start=lawful,
        lawful_start_index=ibis.least(joined["first"], joined.birth_month_index + least),
        archive_age_months=by_archive,
    )


@derived(key=("segment_id", "approval_id"))
def months_beyond(segments: approval_segments, *, as_of):
    """Months of each deemed segment after the last one that may be deemed: by kind, and by the
    first premium.
    """
    ends = {
        name: compute_month_index(day)
        for name, day in get_law_number("deemed_service_ends").on(as_of).items()
    }
    paid = segments.filter(segments.kind == PAID)
    first_paid = paid.group_by("approval_id").agg(first_paid=lambda t: t["first"].min())
    joined = left_join_columns(segments.filter(segments.is_deemed), first_paid, "approval_id")
    is_public = (joined.kind == PUBLIC) & joined.unit_nature.isin(PUBLIC_NATURES).fill_null(True)
    by_premium = ibis.least(
        ends["enterprise"], joined.first_paid.fill_null(ends["enterprise"] + 1) - 1
    )
    limit = ibis.cases(
        (joined.kind == ARMY, ibis.literal(ends["military"])),
        (is_public, ibis.literal(ends["public"])),
        (joined.kind == SENT_DOWN, ibis.literal(ends["enterprise"])),
        else_=by_premium,
    )
    beyond = joined.last - ibis.greatest(limit, joined["first"] - 1)
    late = joined.filter(beyond > 0)
    return late.mutate(beyond_months=beyond, limit_index=limit)


@derived(key=("approval_id",))
def after_the_era(late: months_beyond, approvals: retirement_base, *, as_of):
    """D02: deemed months after the end of deemed service.

    is_beyond_civil: some of them are not of the army, whose years count beside premiums since 2012.
    """
    ends = get_law_number("deemed_service_ends").on(as_of)
    is_sound = (late.evidence_count >= LEAST_DOCUMENTS) & late.original_flag
    is_other = (
        ~late.is_local
        & (late.kind == ENTERPRISE)
        & (late.beyond_months <= OTHER_CUTOFF_MONTHS)
        & (late.limit_index == compute_month_index(ends["enterprise"]))
        & is_sound.fill_null(False)
    )
    counted = (
        late.mutate(is_other=is_other)
        .group_by("approval_id")
        .agg(
            d02_months=late.beyond_months.sum(),
            d02_limit=late.limit_index.min(),
            d02_last=late.last.max(),
            is_other_cutoff=is_other.all(),
            is_beyond_civil=(late.kind != ARMY).any(),
        )
    )
    joined = approvals.join(counted, "approval_id")
    return joined.select(
        "approval_id",
        "d02_months",
        "is_other_cutoff",
        "is_beyond_civil",
        d02_limit_month=convert_index_to_month(joined.d02_limit),
        d02_last_month=convert_index_to_month(joined.d02_last),
        d02_amount=compute_pension_share(joined, joined.d02_months),
    )


@derived(key=("approval_id",))
def segment_months(segments: approval_segments):
    """Calendar months covered by the segments of an approval, each once."""
    before = ibis.window(
        group_by="approval_id", order_by=["first", "segment_id"], preceding=(None, 1)
    )
    reach = segments.last.max().over(before).fill_null(segments["first"] - 1)
    fresh = segments.last - ibis.greatest(segments["first"] - 1, reach)
    return (
        segments.mutate(fresh=ibis.greatest(fresh, 0))
        .group_by("approval_id")
        .agg(covered=lambda t: t.fresh.sum())
    )


@derived(key=("approval_id", "segment_id"))
def segment_overlaps(segments: approval_segments):
    """Pairs of overlapping segments of an approval, one of them deemed.

    One row for each of the two.
    """
    columns = ["approval_id", "segment_id", "first", "last", "is_deemed"]
    one = segments.select(*columns)
    other = one.rename({f"other_{c}": c for c in columns})
    pairs = one.join(other, one.approval_id == other.other_approval_id)
    pairs = pairs.filter(
        pairs.segment_id != pairs.other_segment_id, pairs.is_deemed | pairs.other_is_deemed
    )
    shared_from = ibis.greatest(pairs["first"], pairs.other_first)
    shared_to = ibis.least(pairs.last, pairs.other_last)
    pairs = pairs.mutate(shared_from=shared_from, shared_to=shared_to)
    pairs = pairs.filter(pairs.shared_from <= pairs.shared_to)
    return pairs.group_by("approval_id", "segment_id").agg(
        shared_months=(pairs.shared_to - pairs.shared_from + 1).sum(),
        shared_from=pairs.shared_from.min(),
        shared_to=pairs.shared_to.max(),
    )


@derived(key=("approval_id",))
def double_counted_months(
    approvals: retirement_base, shared: segment_overlaps, covered: segment_months
):
    """D03: months in which a deemed segment overlaps another, else approved months without a
    segment.

    is_counted_once: the approval has no more months than the segments cover.
    """
    # every pair stands twice, once for each of its segments
    overlap_totals = shared.group_by("approval_id").agg(
        both=shared.shared_months.sum(), first=shared.shared_from.min(), last=shared.shared_to.max()
    )
    joined = left_join_columns(
        approvals.join(covered, "approval_id"), overlap_totals, "approval_id"
    )
    months = (joined.both / 2).floor().cast("int64")
    counted = joined.mutate(months=months, extra=joined.total_months - joined.covered)
    return counted.select(
        "approval_id",
        d03_months=ibis.cases(
            (counted.months > 0, counted.months),
            (counted.extra > ROUNDING_MONTHS, counted.extra.cast("int64")),
        ),
        overlap_months=counted.months.fill_null(0),
        d03_from_month=convert_index_to_month(counted["first"]),
        d03_to_month=convert_index_to_month(counted.last),
        covered_by_segments=counted.covered,
        months_without_segment=counted.extra,
        is_counted_once=counted.extra <= 0,
        d03_amount=compute_pension_share(counted, ibis.greatest(counted.extra, 0)),
    )


@derived(key=("approval_id",))
def beyond_a_life(approvals: retirement_base, starts: earliest_deemed_start, *, as_of):
    """D04: months counted beyond those from the 16th birthday (or a lawful earlier start) to the
    pension.
    """
    least = get_law_number("least_working_age_months").on(as_of)
    joined = left_join_columns(
        approvals.drop("archive_birth_date"),
        starts.select(
            "approval_id", "is_lawful_start", "lawful_start_index", "is_old_enough_by_archive"
        ),
        "approval_id",
    )
    archive_start = approvals.select(
        "approval_id", archive_from=extract_month_index(approvals.archive_birth_date) + least
    )
    joined = left_join_columns(joined, archive_start, "approval_id")
    from_birthday = joined.birth_month_index + least
    lawful = joined.is_lawful_start.fill_null(False).ifelse(
        joined.lawful_start_index, from_birthday
    )
    possible = joined.start_month_index - from_birthday
    over = joined.total_months - possible
    return joined.select(
        "approval_id",
        possible_months=possible,
        spare_months=-over,
        d04_months=(over > 0).ifelse(over, None),
        d04_amount=compute_pension_share(joined, ibis.greatest(over, 0)),
        is_possible_with_lawful_start=joined.total_months <= joined.start_month_index - lawful,
        is_possible_by_archive=(
            joined.total_months <= joined.start_month_index - joined.archive_from
        ).fill_null(False),
    )


@derived(key=("approval_id",))
def birth_date_gain(approvals: retirement_base, segments: approval_segments, *, as_of):
    """D05: months by which the pension began before the age by identity card, by an older date in
    the archive.
    """
    with_archive_date = approvals.filter(approvals.archive_birth_date.notnull())
    older = with_archive_date.birth_month_index - extract_month_index(
        with_archive_date.archive_birth_date
    )
    early = (
        with_archive_date.birth_month_index
        + with_archive_date.legal_months
        + 1
        - with_archive_date.start_month_index
    )
    papers = segments.group_by("approval_id").agg(
        is_well_documented=(
            (segments.evidence_count >= WELL_DOCUMENTED)
            & segments.original_flag
            & segments.is_deemed
        )
        .fill_null(False)
        .any()
    )
    gain = ibis.least(older, early)
    joined = left_join_columns(
        with_archive_date.mutate(older=older, gain=gain), papers, "approval_id"
    )
    return joined.select(
        "approval_id",
        archive_birth_shown=joined.archive_birth_date,
        archive_older_months=joined.older,
        d05_months=joined.gain,
        d05_amount=(
            ibis.greatest(
                ibis.least(joined.gain, compute_month_index(as_of) - joined.start_month_index + 1),
                0,
            )
            * joined.monthly_pension
        ),
        is_first_entry_on_file=joined.is_well_documented.fill_null(False),
    )
