"""Transfers of a dispatch unit's refund: due and passed on by host, delays, public hosts."""

import ibis

from contracts.derived import derived
from contracts.tables.refund_allocation import RefundAllocation
from contracts.tables.refund_transfer import RefundTransfer
from features.common.calendar import count_days_between
from features.common.employer_groups import affiliates
from features.common.join_helpers import left_join_columns
from features.dispatch_refund.refunds import (
    convert_to_cents,
    convert_to_yuan,
    look_up_by_year,
    refund_base,
)

UNKNOWN = "?"  # a host or payee that is not insured here
PUBLIC = ("20", "30")  # codes of unit_nature
ENTERPRISE = "10"
FEW_TRANSFERS = 4  # one proof missing of two says little


@derived(key=("refund_id", "seq"))
def plan_shares(refunds: refund_base, allocations: RefundAllocation, units: affiliates):
    """One row of the plan with the amount due: all from 2024 on, the agreed share before (null if
    not stated).
    """
    in_full = look_up_by_year(refunds.refund_year, "dispatch_refund_rule", lambda v: v["in_full"])
    dispatch_refunds = refunds.filter(refunds.is_dispatch).select(
        "refund_id", "refund_year", own_group=refunds.group_id, in_full=in_full
    )
    hosts = units.select(
        host_employer_id="employer_id",
        host_group="group_id",
        register_nature="unit_nature",
        gone_date="deregister_date",
    )
    joined = left_join_columns(
        allocations.join(dispatch_refunds, "refund_id"), hosts, "host_employer_id"
    )
    share = joined.in_full.ifelse(1.0, joined.agreement_share)
    planned = convert_to_cents(joined.planned_amount)
    return joined.select(
        "refund_id",
        "seq",
        "host_employer_id",
        "host_nature",
        "register_nature",
        "gone_date",
        "own_group",
        "refund_year",
        "dispatched_heads",
        "in_full",
        host_group=joined.host_group.fill_null(UNKNOWN),
        planned_cents=planned,
        due_cents=(planned * share).round().cast("int64"),
    )


@derived(key=("transfer_id",))
def refund_moves(refunds: refund_base, transfers: RefundTransfer, units: affiliates, *, as_of):
    """Transfers by the as-of date with the payee's group and the days since the refund was
    received.
    """
    dispatch_refunds = refunds.filter(refunds.is_dispatch).select(
        "refund_id", "refund_year", "received_date", own_group="group_id", unit_id="employer_id"
    )
    payees = units.select(payee_employer_id="employer_id", payee_group="group_id")
    joined = left_join_columns(
        transfers.filter(transfers.transfer_date <= as_of), payees, "payee_employer_id"
    )
    joined = joined.join(dispatch_refunds, "refund_id")
    return joined.select(
        "transfer_id",
        "refund_id",
        "refund_year",
        "payee_employer_id",
        "payee_bank_hash",
        "own_group",
        "unit_id",
        "transfer_date",
        "returned",
        payee_group=joined.payee_group.fill_null(UNKNOWN),
        move_cents=convert_to_cents(joined.amount),
        move_days=count_days_between(joined.transfer_date, joined.received_date),
        has_proof=joined.voucher_no.notnull() & joined.uploaded_at.notnull(),
    )


@derived(key=("refund_id", "host_group"))
def host_balances(shares: plan_shares, moves: refund_moves, *, as_of):
    """Per host group of a refund: due, net passed on (cents), and whether it could not be paid."""
    due = shares.group_by("refund_id", "host_group").agg(
        due_cents=shares.due_cents.sum(),
        planned_cents=shares.planned_cents.sum(),
        unknown_shares=shares.due_cents.isnull().cast("int64").sum(),
        gone_date=shares.gone_date.min(),
    )
    counted = moves.filter(~moves.returned)
    net = counted.group_by("refund_id", host_group=counted.payee_group).agg(
        net_cents=counted.move_cents.sum()
    )
    bounced = moves.filter(moves.returned).select("refund_id", host_group="payee_group").distinct()
    joined = left_join_columns(
        left_join_columns(due, net, "refund_id", "host_group"),
        bounced.mutate(has_bounced=True),
        "refund_id",
        "host_group",
    )
    passed = ibis.greatest(joined.net_cents.fill_null(0), 0)
    return joined.select(
        "refund_id",
        "host_group",
        "due_cents",
        "planned_cents",
        "unknown_shares",
        passed_cents=ibis.least(passed, joined.due_cents),
        is_gone=(joined.gone_date <= as_of).fill_null(False) | joined.has_bounced.fill_null(False),
    )


@derived(key=("refund_id",))
def pass_on_share(refunds: refund_base, balances: host_balances, moves: refund_moves):
    """R01, R03: share of the amounts due that reached the hosts, and the rest, after the deadline.

    A host counts with its group (a branch or treasury may receive for it), at most up to its due.
    Transfers to unknown payees count as passed on.
    """
    hosts = balances.group_by("refund_id").agg(
        host_count=balances.count(),
        due_cents=balances.due_cents.sum(),
        planned_cents=balances.planned_cents.sum(),
        to_hosts_cents=balances.passed_cents.sum(),
        gone_cents=balances.is_gone.ifelse(balances.due_cents - balances.passed_cents, 0).sum(),
        short_hosts=(balances.passed_cents < balances.due_cents).cast("int64").sum(),
        unknown_shares=balances.unknown_shares.sum(),
        has_unknown=(balances.host_group == UNKNOWN).any(),
    )
    counted = moves.filter(~moves.returned)
    money = counted.group_by("refund_id").agg(
        net_cents=counted.move_cents.sum(),
        unnamed_cents=(counted.payee_group == UNKNOWN).ifelse(counted.move_cents, 0).sum(),
        back_cents=(counted.move_cents < 0).ifelse(-counted.move_cents, 0).sum(),
        last_transfer_date=counted.transfer_date.max(),
    )
    deadline = look_up_by_year(refunds.refund_year, "refund_transfer_days", lambda v: v["deadline"])
    in_full = look_up_by_year(refunds.refund_year, "dispatch_refund_rule", lambda v: v["in_full"])
    base = refunds.mutate(is_over=refunds.days_since_received > deadline, is_in_full=in_full)
    joined = left_join_columns(base.join(hosts, "refund_id"), money, "refund_id")
    return _compute_left_with_unit(joined)


def _compute_left_with_unit(joined):
    unnamed = joined.has_unknown.ifelse(0, joined.unnamed_cents.fill_null(0))
    passed = ibis.least(joined.to_hosts_cents + unnamed, joined.due_cents)
    is_known = joined.is_over & (joined.unknown_shares == 0) & (joined.due_cents > 0)
    missing = joined.due_cents - passed
    unit_cents = joined.planned_cents - joined.due_cents  # by agreement, up to 2023
    own_staff_cents = convert_to_cents(joined.own_staff_yuan).fill_null(0)
    left = (
        convert_to_cents(joined.refund_amount)
        - own_staff_cents
        - unit_cents
        - joined.net_cents.fill_null(0)
    )
    return joined.select(
        "refund_id",
        "host_count",
        "short_hosts",
        "last_transfer_date",
        "is_in_full",
        due_yuan=convert_to_yuan(joined.due_cents),
        passed_yuan=convert_to_yuan(passed),
        back_yuan=convert_to_yuan(joined.back_cents.fill_null(0)),
        net_transfer_yuan=convert_to_yuan(joined.net_cents.fill_null(0)),
        missing_yuan=convert_to_yuan(missing),
        r01_passed_share=is_known.ifelse(passed / joined.due_cents, None),
        unexplained_missing_share=is_known.ifelse(
            ibis.greatest(missing - joined.gone_cents, 0) / joined.due_cents, None
        ),
        r03_yuan=(joined.is_over & (joined.unknown_shares == 0)).ifelse(
            convert_to_yuan(left), None
        ),
        # what is missing is missing at hosts that no longer exist or whose account bounced
        is_host_gone=(missing > 0) & (joined.gone_cents * 100 >= missing * 99),
    )


@derived(key=("refund_id",))
def transfer_delays(moves: refund_moves):
    """R02, R15: days from receipt to the last transfer, and share of transfers without proof.

    late_count and late_yuan are of transfers beyond the deadline; without any, of the slowest.
    r02_days, the model's feature, is longest_transfer_days where a transfer is late.
    """
    deadline = look_up_by_year(moves.refund_year, "refund_transfer_days", lambda v: v["deadline"])
    with_deadline = moves.mutate(deadline=deadline)
    bounced = with_deadline.filter(
        with_deadline.returned & (with_deadline.move_days <= with_deadline.deadline)
    )
    bounced = (
        bounced.select("refund_id", "payee_group", "move_cents").distinct().mutate(was_sent=True)
    )
    sent = left_join_columns(
        with_deadline.filter(~with_deadline.returned, with_deadline.move_cents > 0),
        bounced,
        "refund_id",
        "payee_group",
        "move_cents",
    )
    slowest = ibis.least(sent.move_days.max().over(group_by="refund_id"), sent.deadline + 1)
    sent = sent.mutate(slow_days=slowest)
    late = sent.move_days >= sent.slow_days
    resent = sent.was_sent.fill_null(False)
    delays = sent.group_by("refund_id").agg(
        transfer_count=sent.count(),
        longest_transfer_days=sent.move_days.max(),
        deadline=sent.deadline.max(),
        late_cents=late.ifelse(sent.move_cents, 0).sum(),
        late_count=late.cast("int64").sum(),
        late_unsent=(late & ~resent).cast("int64").sum(),
        unproved=(~sent.has_proof).cast("int64").sum(),
        weighted_days=(sent.move_days * sent.move_cents).sum() / sent.move_cents.sum(),
    )
    return delays.select(
        "refund_id",
        "transfer_count",
        "longest_transfer_days",
        "late_count",
        r02_days=(delays.longest_transfer_days > delays.deadline).ifelse(
            delays.longest_transfer_days, None
        ),
        mean_transfer_days=delays.weighted_days,
        late_yuan=convert_to_yuan(delays.late_cents),
        is_resent=(delays.late_count > 0) & (delays.late_unsent == 0),
        r15_unproved_share=delays.unproved / delays.transfer_count,
        shrunk_unproved_share=delays.unproved / (delays.transfer_count + FEW_TRANSFERS),
    )


@derived(key=("refund_id",))
def public_hosts(shares: plan_shares):
    """R05: yuan planned for government bodies and public institutions that the year's rule leaves
    out.
    """
    left_out = look_up_by_year(
        shares.refund_year, "dispatch_refund_rule", lambda v: v["public_hosts_left_out"]
    )
    stated = shares.host_nature.isin(PUBLIC)
    registered = shares.register_nature.isin(PUBLIC).fill_null(False)
    hit = shares.filter(left_out, shares.planned_cents > 0, stated | registered)
    with_flags = hit.mutate(
        is_converted=(hit.register_nature == ENTERPRISE).fill_null(False),
        is_stated=hit.host_nature.isin(PUBLIC),
    )
    counted = with_flags.group_by("refund_id").agg(
        public_count=with_flags.count(),
        hidden_count=(~with_flags.is_stated).cast("int64").sum(),
        public_heads=with_flags.dispatched_heads.sum(),
        public_cents=with_flags.planned_cents.sum(),
        converted_count=with_flags.is_converted.cast("int64").sum(),
    )
    return counted.select(
        "refund_id",
        "public_count",
        "hidden_count",
        "public_heads",
        r05_yuan=convert_to_yuan(counted.public_cents),
        is_converted_host=counted.converted_count == counted.public_count,
    )
