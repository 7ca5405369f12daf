"""Doubtful payees of a dispatch unit's transfers, and the ties that they make (R04)."""

import ibis

from contracts.derived import derived
from contracts.tables.employer import Employer
from features.common.employer_groups import affiliates
from features.common.join_helpers import left_join_columns
from features.dispatch_refund.refund_ledgers import unit_heads
from features.dispatch_refund.refund_transfers import UNKNOWN, plan_shares, refund_moves
from features.dispatch_refund.refunds import convert_to_yuan, refund_base


@derived(key=("transfer_id",))
def doubtful_payees(
    moves: refund_moves,
    shares: plan_shares,
    employers: Employer,
    units: affiliates,
    heads: unit_heads,
):
    """R04: transfers outside the plan, to the unit's own group or account, to a shared account, or
    to empty hosts.

    Empty hosts are insured here but never insured anybody. is_treasury, is_working_host: the
    records show an innocent reason.
    """
    sent = moves.filter(~moves.returned, moves.move_cents > 0)
    hosts = shares.select("refund_id", payee_employer_id="host_employer_id").distinct()
    groups = shares.filter(shares.host_group != UNKNOWN, shares.host_group != shares.own_group)
    groups = groups.select("refund_id", payee_group="host_group").distinct()
    heads_of = shares.group_by("refund_id", payee_employer_id="host_employer_id").agg(
        sent_heads=shares.dispatched_heads.sum()
    )
    banks = employers.join(units.select("employer_id", "group_id"), "employer_id")
    banks = banks.filter(banks.bank_hash.notnull()).select(
        own_group="group_id", payee_bank_hash="bank_hash"
    )
    accounts = sent.filter(sent.payee_bank_hash.notnull(), sent.payee_group != UNKNOWN)
    accounts = accounts.group_by("refund_id", "payee_bank_hash").agg(
        account_groups=accounts.payee_group.nunique()
    )
    insured = heads.group_by(payee_employer_id="employer_id").agg(
        payee_heads=heads.heads.sum() / heads.count()
    )
    payee_facts = left_join_columns(
        sent, hosts.mutate(is_planned=True), "refund_id", "payee_employer_id"
    )
    payee_facts = left_join_columns(
        payee_facts, groups.mutate(is_host_group=True), "refund_id", "payee_group"
    )
    payee_facts = left_join_columns(payee_facts, heads_of, "refund_id", "payee_employer_id")
    payee_facts = left_join_columns(
        payee_facts, banks.distinct().mutate(is_own_account=True), "own_group", "payee_bank_hash"
    )
    payee_facts = left_join_columns(payee_facts, accounts, "refund_id", "payee_bank_hash")
    payee_facts = left_join_columns(payee_facts, insured, "payee_employer_id")
    return _classify_doubts(payee_facts)


def _classify_doubts(payee_facts):
    is_known = payee_facts.payee_employer_id.notnull()
    off_plan = is_known & payee_facts.is_planned.isnull()
    is_affiliate = is_known & (payee_facts.payee_group == payee_facts.own_group)
    own_account = payee_facts.is_own_account.fill_null(False)
    shared = (payee_facts.account_groups >= 2).fill_null(False)
    with_doubts = payee_facts.mutate(
        off_plan=off_plan,
        to_own=is_affiliate | own_account,
        shared_account=shared,
        is_hollow=is_known & ~off_plan & payee_facts.payee_heads.isnull(),
        is_treasury=off_plan & payee_facts.is_host_group.fill_null(False) & ~own_account & ~shared,
        is_working_host=is_affiliate
        & ~off_plan
        & ~shared
        & (payee_facts.payee_heads >= payee_facts.sent_heads).fill_null(False),
    )
    hit = with_doubts.filter(
        with_doubts.off_plan
        | with_doubts.to_own
        | with_doubts.shared_account
        | with_doubts.is_hollow
    )
    return hit.select(
        "transfer_id",
        "refund_id",
        "unit_id",
        "payee_bank_hash",
        "move_cents",
        "off_plan",
        "to_own",
        "shared_account",
        "is_hollow",
        "is_treasury",
        "is_working_host",
    )


@derived(key=("refund_id",))
def doubtful_payee_totals(doubts: doubtful_payees):
    """R04 by refund: yuan to doubtful payees, of these off the plan, to the unit itself, to shared
    accounts.
    """

    def sum_where(mask):
        return mask.ifelse(doubts.move_cents, 0).sum()

    innocent = doubts.is_treasury | doubts.is_working_host
    totals = doubts.group_by("refund_id").agg(
        all_cents=doubts.move_cents.sum(),
        off_plan_cents=sum_where(doubts.off_plan),
        to_own_cents=sum_where(doubts.to_own),
        shared_cents=sum_where(doubts.shared_account),
        hollow_cents=sum_where(doubts.is_hollow),
        open_cents=sum_where(~innocent),
        treasury_count=doubts.is_treasury.cast("int64").sum(),
    )
    # what has an innocent reason is taken off, unless that is all there is: then the whole is shown
    # and explained
    is_explained = totals.open_cents == 0
    return totals.select(
        "refund_id",
        r04_yuan=convert_to_yuan(is_explained.ifelse(totals.all_cents, totals.open_cents)),
        unexplained_payee_yuan=convert_to_yuan(totals.open_cents),
        off_plan_yuan=convert_to_yuan(totals.off_plan_cents),
        to_own_yuan=convert_to_yuan(totals.to_own_cents),
        shared_account_yuan=convert_to_yuan(totals.shared_cents),
        hollow_yuan=convert_to_yuan(totals.hollow_cents),
        is_host_treasury=is_explained & (totals.treasury_count > 0),
        is_group_host=is_explained & (totals.treasury_count == 0),
    )


@derived(key=("subject_kind", "subject_id", "link_kind", "link_id"))
def refund_links(refunds: refund_base, doubts: doubtful_payees):
    """Ties of refunded units: their group, and the account that received doubtful transfers."""
    unit = ibis.literal("employer")
    accounts = doubts.filter(doubts.payee_bank_hash.notnull())
    parts = [
        accounts.select(
            subject_kind=unit,
            subject_id=accounts.unit_id,
            link_kind=ibis.literal("account"),
            link_id=accounts.payee_bank_hash,
        ),
        refunds.select(
            subject_kind=unit,
            subject_id=refunds.employer_id,
            link_kind=ibis.literal("group"),
            link_id=refunds.group_id,
        ),
    ]
    return ibis.union(*parts, distinct=True)
