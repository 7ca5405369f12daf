"""Months, days and papers alike among approvals of one unit, agent or operator."""

from contracts.derived import derived
from contracts.tables.pension_approval import PensionApproval
from contracts.tables.service_segment import ServiceSegment
from features.common.calendar import count_days_between, extract_month_index
from features.common.coincidences import add_runs, compute_coincidence_rarity

HANDS = ("employer_id", "agent_phone_hash", "accept_op", "review_op", "approve_op")
LENGTHS = ("deemed_months_stated", "special_months_stated", "all_months")
INTERVALS = ("handling_days", "notice_days", "age_days")
SEGMENT_HANDS = ("unit_name_hash", "recorded_by_op", "respondent_hash")
SEGMENT_VALUES = ("segment_span", "segment_months", "award_run", "award_date", "job_and_months")


@derived(key=("approval_id",))
def approval_values(approvals: PensionApproval, *, as_of):
    """One row an approval: lengths (months), intervals (days), and the hands it went through."""
    decided = approvals.filter(approvals.approve_date <= as_of)
    return decided.select(
        "approval_id",
        "person_id",
        *HANDS,
        # none is what most have, and no coincidence
        deemed_months_stated=decided.deemed_months.nullif(0),
        special_months_stated=decided.special_months.nullif(0),
        all_months=decided.actual_paid_months + decided.deemed_months,
        handling_days=count_days_between(decided.approve_date, decided.apply_date),
        notice_days=count_days_between(decided.apply_date, decided.written_notice_date),
        age_days=count_days_between(decided.pension_start, decided.apply_date),
    )


@derived(key=("approval_id",))
def approval_coincidences(approvals: approval_values):
    """same_length_rarity: months of service alike in one unit, with one agent or operator;
    same_interval_rarity: days of handling alike.
    """
    lengths = compute_coincidence_rarity(
        approvals, subject="approval_id", values=LENGTHS, groups=HANDS, name="same_length_rarity"
    )
    intervals = compute_coincidence_rarity(
        approvals,
        subject="approval_id",
        values=INTERVALS,
        groups=HANDS,
        name="same_interval_rarity",
    )
    intervals = intervals.rename(other_id="approval_id")
    joined = lengths.outer_join(intervals, lengths.approval_id == intervals.other_id)
    return joined.select(
        "same_length_rarity",
        "same_interval_rarity",
        approval_id=joined.approval_id.coalesce(joined.other_id),
    )


@derived(key=("person_id",))
def segment_coincidences(segments: ServiceSegment):
    """same_segment_rarity: dates, lengths or award numbers alike in segments of one unit, recorder
    or respondent.
    """
    months = extract_month_index(segments.to_month) - extract_month_index(segments.from_month) + 1
    dated = segments.mutate(
        segment_months=months,
        segment_span=segments.from_month.cast("string") + "/" + segments.to_month.cast("string"),
        job_and_months=segments.job_code.cast("string") + "/" + months.cast("string"),
    )
    numbered = add_runs(dated, number="award_no", group="respondent_hash", name="award_run")
    return compute_coincidence_rarity(
        numbered,
        subject="person_id",
        values=SEGMENT_VALUES,
        groups=SEGMENT_HANDS,
        name="same_segment_rarity",
    )
