"""Evidence of deemed service: documents, times of recording, awards."""

import ibis

from contracts.derived import derived
from features.common.calendar import count_days_between, extract_month_index
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.service_and_retirement.old_units import SOUND_SHARE, old_units
from features.service_and_retirement.rarity_beside_others import add_rarity_of_count
from features.service_and_retirement.retirement_base import (
    AWARDS,
    approval_segments,
    compute_pension_share,
    retirement_base,
)

RECENT_MONTHS = 24  # recorded in the two years before the approval: for it
CERTIFICATE = "7"  # code of evidence_kind: an employer's certificate
THIN_DOCUMENTS = 1  # one document is as thin as none
LEAST_MONTHS = 12  # segments below a year carry little money
BATCH_DAYS = 3  # awards within three days are one batch
HEARD_DAYS = 7  # an award a week and more after the hearing: the case was heard in earnest
# beside few respondents, all of them perhaps collective disputes, nothing usual can be told: they
# are compared with ten who had two awards at once
PRIOR_RESPONDENTS = 10


@derived(key=("approval_id", "segment_id"))
def thin_segments(approvals: retirement_base, segments: approval_segments):
    """Deemed segments of a year and more with fewer than two documents, or copies alone."""
    deemed = segments.filter(segments.is_deemed, segments.months >= LEAST_MONTHS)
    thin = (deemed.evidence_count <= THIN_DOCUMENTS) | ~deemed.original_flag
    return deemed.filter(thin.fill_null(False))


@derived(key=("approval_id", "segment_id"))
def least_documented(segments: approval_segments):
    """Deemed segments of a year and more with the fewest documents of their approval.

    Copies count as none.

    One document is as thin as none, so such segments stay together.
    """
    deemed = segments.filter(segments.is_deemed, segments.months >= LEAST_MONTHS)
    is_thin = ((deemed.evidence_count <= THIN_DOCUMENTS) | ~deemed.original_flag).fill_null(False)
    originals = deemed.original_flag.fill_null(False).ifelse(deemed.evidence_count, 0)
    known = deemed.mutate(documents=is_thin.ifelse(originals, deemed.evidence_count))
    known = known.filter(known.documents.notnull())
    known = known.mutate(rank=ibis.greatest(known.documents, THIN_DOCUMENTS))
    fewest = known.mutate(fewest=known["rank"].min().over(group_by="approval_id"))
    return fewest.filter(fewest["rank"] == fewest.fewest).drop("rank", "fewest")


@derived(key=("approval_id",))
def longest_thin_segments(approvals: retirement_base, segments: least_documented, units: old_units):
    """D07: documents of the longest of the least documented deemed segments (0: copies alone)."""
    longest = select_first_per_group(segments, "approval_id", [ibis.desc("months"), "segment_id"])
    longest = left_join_columns(longest, units, "unit_name_hash")
    certified = (
        (longest.evidence_kind == CERTIFICATE)
        & longest.award_no.notnull()
        & longest.original_flag
        & ~(longest.is_beyond_ledger | longest.is_unlike_others)
    )
    longest = longest.mutate(certified=certified.fill_null(False))
    columns = ["approval_id", "months", "documents", "evidence_kind", "certified"]
    joined = approvals.join(longest.select(*columns), "approval_id")
    return joined.select(
        "approval_id",
        d07_documents=joined.documents,
        d07_evidence_kind=joined.evidence_kind,
        d07_months=joined.months,
        d07_amount=compute_pension_share(joined, joined.months),
        is_lost_archive_certified=joined.certified,
    )


@derived(key=("approval_id",))
def sudden_years(segments: approval_segments):
    """D06: deemed months from single papers first recorded in the two years before the approval."""
    deemed = segments.filter(segments.is_deemed)
    recorded = extract_month_index(deemed.approve_date) - extract_month_index(
        deemed.first_recorded_date
    )
    late = deemed.filter(recorded <= RECENT_MONTHS, deemed.evidence_count <= THIN_DOCUMENTS)
    return late.group_by("approval_id").agg(
        d06_months=late.months.sum(), d06_recorded_date=late.first_recorded_date.max()
    )


@derived(key=("approval_id",))
def segment_evidence(segments: approval_segments):
    """Fewest documents and most changes among the deemed segments of an approval, and the longest
    segment.
    """
    deemed = segments.filter(segments.is_deemed)
    return deemed.group_by("approval_id").agg(
        fewest_documents=deemed.evidence_count.min(),
        longest_deemed=deemed.months.max(),
        d13_changes=deemed.changed_count.sum(),
    )


@derived(key=("approval_id", "segment_id"))
def award_segments(segments: approval_segments, *, as_of):
    """Segments that rest on an award or judgment, with days from hearing to award."""
    awards = segments.filter(
        segments.evidence_kind.isin(AWARDS),
        segments.award_date.notnull(),
        segments.respondent_hash.notnull(),
        segments.award_date <= as_of,
    )
    gap = count_days_between(awards.award_date, awards.hearing_date)
    return awards.mutate(heard_days=gap)


@derived(key=("approval_id",))
def award_batches(awards: award_segments):
    """Persons with an award against one respondent within three days, the largest batch of each.

    slow and rows: awards of the batch, and those a week and more after the hearing.
    """
    columns = ["respondent_hash", "award_date", "person_id", "heard_days"]
    one = awards.select("approval_id", "segment_id", "months", *columns)
    other = awards.select(*columns).rename({f"other_{c}": c for c in columns})
    near = one.join(other, one.respondent_hash == other.other_respondent_hash)
    gap = count_days_between(near.other_award_date, near.award_date)
    # every three days with the own award in them: as the first day, in the middle, as the last
    sides = [near.filter(gap.between(-back, BATCH_DAYS - 1 - back)) for back in range(BATCH_DAYS)]
    counted = [
        side.group_by("approval_id", "segment_id", "months", "respondent_hash", "award_date").agg(
            persons=side.other_person_id.nunique(),
            slow=(side.other_heard_days >= HEARD_DAYS).fill_null(False).sum(),
            rows=side.count(),
        )
        for side in sides
    ]
    return select_first_per_group(
        ibis.union(*counted), "approval_id", [ibis.desc("persons"), "segment_id", "slow"]
    )


@derived(key=("approval_id",))
def awards_together(approvals: retirement_base, batches: award_batches):
    """D09: how unlikely so many persons with awards within three days are for one respondent.

    Compared are the largest batches of all respondents.
    """
    respondents = batches.group_by("respondent_hash").agg(largest=batches.persons.max())
    # what is counted is the company of the first person: every respondent has one
    respondents = add_rarity_of_count(
        respondents.mutate(company=respondents.largest - 1),
        "company",
        name="batch",
        prior_units=PRIOR_RESPONDENTS,
    )
    facts = respondents.select("respondent_hash", "batch_usual", "batch_rarity", "largest")
    joined = approvals.join(batches.join(facts, "respondent_hash"), "approval_id")
    return joined.select(
        "approval_id",
        d09_awards=joined.persons,
        d09_award_date=joined.award_date,
        d09_usual_awards=joined.batch_usual + 1,
        # the rest of a batch belongs to it, an award by itself does not
        d09_rarity=(joined.persons == joined.largest).ifelse(joined.batch_rarity, None),
        d09_amount=compute_pension_share(joined, joined.months),
        is_heard_before=joined.slow >= SOUND_SHARE * joined.rows,
    )
