"""Handlers of much deemed service, and months of it beside the cohort's."""

import ibis

from contracts.derived import derived
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.common.tail_probability import compute_binomial_rarity
from features.service_and_retirement.old_units import SOUND_DOCUMENTS, SOUND_SHARE
from features.service_and_retirement.rarity_beside_others import (
    compute_rarity_of_share,
    compute_usual_share,
)
from features.service_and_retirement.retirement_base import approval_segments, retirement_base
from features.service_and_retirement.service_papers import CERTIFICATE

HIGH_MONTHS = 180  # fifteen years: with these alone a pension is due
HANDLERS = ("approve_op", "agent_phone_hash")
CROWDED_RARITY = 2  # an approver of one chance in a hundred shows nothing that is usual
LEAST_PEERS = 10  # a mean and spread of fewer peers is chance


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
    """D12: how unlikely the long deemed service at one approver or agent is beside all others.

    The rarer of the two counts. What is usual is seen at approvers who do not stand out
    themselves, so that other clusters do not hide this one.
    """
    usual = approvals
    for column in HANDLERS:
        usual = usual.anti_join(_find_outstanding(approvals, column), column)
    agents = _compare_handlers(approvals, usual, "agent_phone_hash")
    # the clients of an agency are the agency's, not the approver's before whom they come
    clustered = agents.filter(agents.rarity >= CROWDED_RARITY)
    own_hand = approvals.anti_join(clustered, "agent_phone_hash")
    parts = [
        _select_by_handler(
            own_hand, _compare_handlers(own_hand, usual, "approve_op"), "approve_op"
        ),
        _select_by_handler(approvals, agents, "agent_phone_hash"),
    ]
    worst = select_first_per_group(
        ibis.union(*parts), "approval_id", [ibis.desc("rarity"), "handler"]
    )
    return worst.select(
        "approval_id",
        handler_high=worst.high,
        handler_all=worst.total,
        handler_share=worst.high / worst.total,
        others_share=worst.usual_share,
        handler_rarity=worst.rarity,
        d12_rarity=worst.is_high.ifelse(worst.rarity, None),
        is_by_agent=worst.handler == "agent_phone_hash",
        is_fully_documented=worst.is_sound,
        is_archive_clerk=(worst.handler == "approve_op")
        & (worst.sound >= SOUND_SHARE * worst.high),
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


def _find_outstanding(approvals, column):
    """Handlers whose long deemed service is rare already beside all the others': they show nothing
    that is usual.
    """
    handlers = _count_by_handler(approvals, column)
    everyone = approvals.agg(
        all_high=approvals.is_high.cast("int64").sum().fill_null(0), all_total=approvals.count()
    )
    joined = handlers.cross_join(everyone)
    share = compute_usual_share(joined.all_high - joined.high, joined.all_total - joined.total)
    joined = joined.mutate(share=share)
    rarity = compute_binomial_rarity(joined.high, joined.total, joined.share)
    return joined.filter(rarity >= CROWDED_RARITY).select(column)


def _compare_handlers(approvals, usual, column):
    """Counts of each handler of one kind, with the share in the usual approvals of the others and
    the rarity beside it.
    """
    handlers = _count_by_handler(approvals, column)
    everyone = usual.agg(
        usual_high=usual.is_high.cast("int64").sum().fill_null(0), usual_total=usual.count()
    )
    own = _count_by_handler(usual, column).select(column, own_high="high", own_total="total")
    joined = left_join_columns(handlers.cross_join(everyone), own, column)
    joined = joined.cross_join(handlers.agg(compared=handlers.count()))
    share = compute_usual_share(
        joined.usual_high - joined.own_high.fill_null(0),
        joined.usual_total - joined.own_total.fill_null(0),
    )
    rarity = compute_rarity_of_share(joined.high, joined.total, share, joined.compared)
    return joined.select(column, "high", "total", "sound", usual_share=share, rarity=rarity)


def _select_by_handler(approvals, handlers, column):
    """approval_id with the counts of one kind of handler."""
    joined = approvals.join(handlers, column)
    return joined.select(
        "approval_id",
        "is_high",
        "is_sound",
        "high",
        "total",
        "sound",
        "usual_share",
        rarity=joined.rarity.fill_null(0.0),
        handler=ibis.literal(column),
    )
