"""Lump-sum purchases of years, and handlers of much deemed service."""

import ibis

from contracts.derived import derived
from contracts.law import get_law_number
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.service_and_retirement.retirement_base import (
    ARMY,
    EMPLOYEE_PENSION,
    approval_segments,
    compute_pension_share,
    retirement_base,
)
from features.service_and_retirement.service_papers import CERTIFICATE, SOUND_DOCUMENTS, SOUND_SHARE

LUMP, VILLAGE = "3", "70"  # codes of pay_kind and unit_nature
CLUSTER_PERSONS = 5  # more than a family and its friends
HIGH_MONTHS = 180  # fifteen years: with these alone a pension is due
LEAST_HIGH = 10  # a share of fewer approvals is chance
ONE = 1
LEAST_PEERS = 10  # a mean and spread of fewer peers is chance


@derived(key=("approval_id", "person_id", "insurance_type", "contrib_month", "employer_id", "seq"))
def lump_months(
    approvals: retirement_base, contributions: ContributionMonth, units: Employer, *, as_of
):
    """Months of pension insurance bought in lump sums before the approval."""
    lumps = contributions.filter(
        contributions.insurance_type == EMPLOYEE_PENSION,
        contributions.pay_kind == LUMP,
        contributions.posted_date <= as_of,
    )
    natures = units.select("employer_id", "unit_nature")
    lumps = left_join_columns(lumps, natures, "employer_id").select(
        "person_id",
        "insurance_type",
        "contrib_month",
        "employer_id",
        "seq",
        "posted_date",
        "legal_doc_no",
        "unit_nature",
    )
    approval_facts = approvals.select(
        "approval_id", "person_id", "approve_date", "agent_phone_hash"
    )
    return approval_facts.join(lumps, "person_id").filter(lambda t: t.posted_date <= t.approve_date)


@derived(key=("approval_id",))
def lump_sum_years(
    approvals: retirement_base, lumps: lump_months, segments: approval_segments, *, as_of
):
    """D10: months bought in lump sums, documents behind them, persons of the agent with many.

    d10_months, the model's feature, is the same where more were bought than is lawful without a
    document.
    """
    window, limit = (
        get_law_number("veteran_backpay_window").on(as_of),
        get_law_number("backpay_document_months").on(as_of),
    )
    in_window = lumps.posted_date.between(
        ibis.literal(window["first"]), ibis.literal(window["last"])
    )
    months = lumps.group_by("approval_id", "contrib_month").agg(
        has_document=lumps.legal_doc_no.notnull().any(),
        by_village=(lumps.unit_nature == VILLAGE).fill_null(False).all(),
        by_policy=in_window.all(),
        posted=lumps.posted_date.max(),
    )
    by_approval = months.group_by("approval_id").agg(
        bought_months=months.count(),
        undocumented=(~months.has_document).cast("int64").sum(),
        by_village=months.by_village.all(),
        by_policy=months.by_policy.all(),
        d10_posted_date=months.posted.max(),
        postings=months.posted.nunique(),
        lump_from=months.contrib_month.min(),
        lump_to=months.contrib_month.max(),
    )
    large = by_approval.filter(by_approval.bought_months > limit)
    agents = approvals.filter(approvals.agent_phone_hash.notnull()).select(
        "approval_id", "agent_phone_hash"
    )
    cluster = agents.semi_join(large, "approval_id").group_by("agent_phone_hash")
    cluster = cluster.agg(agent_lump_persons=lambda t: t.count())
    with_cluster = left_join_columns(
        approvals.join(by_approval, "approval_id"), cluster, "agent_phone_hash"
    )
    soldiers = (
        segments.filter(segments.kind == ARMY, segments.original_flag)
        .select("approval_id")
        .distinct()
    )
    with_cluster = left_join_columns(with_cluster, soldiers.mutate(is_soldier=True), "approval_id")
    agent_persons = with_cluster.agent_lump_persons.fill_null(0)
    return with_cluster.select(
        "approval_id",
        "bought_months",
        "d10_posted_date",
        d10_months=(with_cluster.bought_months > limit).ifelse(with_cluster.bought_months, None),
        agent_lump_persons=agent_persons,
        undocumented_months=with_cluster.undocumented,
        lump_postings=with_cluster.postings,
        lump_from_month=with_cluster.lump_from,
        lump_to_month=with_cluster.lump_to,
        is_without_document=with_cluster.undocumented > limit,
        is_agent_cluster=agent_persons >= CLUSTER_PERSONS,
        is_veteran_policy=with_cluster.by_policy & with_cluster.is_soldier.fill_null(False),
        is_land_policy=with_cluster.by_village,
        d10_amount=compute_pension_share(with_cluster, with_cluster.bought_months),
    )


@derived(key=("approval_id",))
def long_deemed_service(approvals: retirement_base, segments: approval_segments):
    """Approvals: is_high (180 months and more deemed or awarded), is_sound (sound originals behind
    them).
    """
    deemed = segments.filter(segments.is_claimed)
    sound = (deemed.evidence_count >= SOUND_DOCUMENTS) & deemed.original_flag
    sound = sound & (deemed.evidence_kind != CERTIFICATE)
    claimed_service = (
        deemed.mutate(is_sound=sound.fill_null(False))
        .group_by("approval_id")
        .agg(claimed_months=lambda t: t.months.sum(), is_sound=lambda t: t.is_sound.all())
    )
    joined = left_join_columns(approvals, claimed_service, "approval_id")
    return joined.select(
        "approval_id",
        "approve_op",
        "agent_phone_hash",
        is_high=joined.claimed_months.fill_null(0) >= HIGH_MONTHS,
        is_sound=joined.is_sound.fill_null(False),
    )


@derived(key=("approval_id",))
def handler_concentration(approvals: long_deemed_service):
    """D12: share of high deemed service of the approver or agent over that of all others."""
    agents = _count_by_handler(approvals, "agent_phone_hash").filter(lambda t: t.high >= LEAST_HIGH)
    # the clients of an agency are the agency's, not the approver's before whom they come
    own_hand = approvals.anti_join(agents, "agent_phone_hash")
    parts = [
        _add_handler_counts(own_hand, own_hand, "approve_op", "op"),
        _add_handler_counts(approvals, own_hand, "agent_phone_hash", "agent"),
    ]
    worst = select_first_per_group(
        ibis.union(*parts), "approval_id", [ibis.desc("lift"), "handler"]
    )
    is_hit = worst.high >= LEAST_HIGH
    return worst.select(
        "approval_id",
        handler_high=worst.high,
        handler_all=worst.total,
        handler_share=worst.high / worst.total,
        others_share=worst.other_share,
        handler_lift=worst.lift,
        d12_lift=(is_hit & worst.is_high).ifelse(worst.lift, None),
        is_by_agent=worst.handler == "agent",
        is_fully_documented=worst.is_sound,
        is_archive_clerk=(worst.handler == "op") & (worst.sound >= SOUND_SHARE * worst.high),
    )


@derived(key=("approval_id",))
def unusual_years(approvals: retirement_base):
    """D11: z of deemed months within sex, birth cohort and origin."""
    months = approvals.deemed_months.cast("int64")
    keys = ["retirement_group", "birth_cohort", "is_local"]
    peers = (
        approvals.mutate(months=months)
        .group_by(*keys)
        .agg(
            peers=lambda t: t.count(),
            total=lambda t: t.months.sum(),
            squares=lambda t: (t.months * t.months).sum(),
        )
    )
    joined = approvals.select("approval_id", "deemed_months", *keys).join(peers, keys)
    count = joined.peers.cast("float64")
    mean = joined.total / count
    spread = (joined.squares / count - mean * mean).sqrt()
    is_comparable = (joined.peers >= LEAST_PEERS) & (spread > 1)
    return joined.select(
        "approval_id",
        cohort_mean_months=mean,
        d11_z=is_comparable.ifelse((joined.deemed_months - mean) / spread, None),
    )


@derived(key=("subject_kind", "subject_id", "link_kind", "link_id"))
def service_links(approvals: retirement_base, segments: approval_segments):
    """Ties of retirees: the agent who filed, the respondent of their awards."""
    filed = approvals.filter(approvals.agent_phone_hash.notnull()).select(
        subject_id="person_id", link_id="agent_phone_hash"
    )
    awarded = segments.filter(segments.respondent_hash.notnull()).select(
        subject_id="person_id", link_id="respondent_hash"
    )
    parts = [
        part.select(
            subject_kind=ibis.literal("person"),
            subject_id=part.subject_id,
            link_kind=ibis.literal(kind),
            link_id=part.link_id,
        )
        for kind, part in (("agent", filed), ("respondent", awarded))
    ]
    return ibis.union(*parts, distinct=True)


def _count_by_handler(approvals, column):
    """Approvals, long deemed service and such with sound papers of each handler."""
    with_handler = approvals.filter(approvals[column].notnull())
    return with_handler.group_by(column).agg(
        high=with_handler.is_high.cast("int64").sum(),
        total=with_handler.count(),
        sound=(with_handler.is_high & with_handler.is_sound).cast("int64").sum(),
    )


def _add_handler_counts(approvals, others, column, name):
    """approval_id with the counts of one kind of handler, and the share of long deemed service
    where no one has many.
    """
    handler_counts = _count_by_handler(approvals, column)
    # what is usual is seen where no one has many: other clusters must not hide this one
    crowded = _count_by_handler(others, "approve_op").filter(lambda t: t.high >= LEAST_HIGH)
    usual = others.anti_join(crowded, "approve_op")
    every = usual.agg(
        usual_high=usual.is_high.cast("int64").sum().fill_null(0), usual_total=usual.count()
    )
    handler_counts = handler_counts.cross_join(every)
    # one is added so that a town without any other such approval still has a share to compare with
    other = (handler_counts.usual_high + ONE) / (handler_counts.usual_total + ONE)
    handler_counts = handler_counts.mutate(
        other_share=other, lift=handler_counts.high / handler_counts.total / other
    )
    joined = approvals.join(handler_counts, column)
    columns = [
        "approval_id",
        "is_high",
        "is_sound",
        "high",
        "total",
        "sound",
        "other_share",
        "lift",
    ]
    return joined.select(*columns, handler=ibis.literal(name))
