"""Sums, heads, numbers and intervals alike among refunds and their transfers."""

from contracts.derived import OrEmpty, derived
from contracts.tables.refund_allocation import RefundAllocation
from contracts.tables.refund_transfer import RefundTransfer
from contracts.tables.stabilization_refund import StabilizationRefund
from features.common.calendar import count_days_between
from features.common.coincidences import (
    add_runs,
    compute_coincidence_rarity,
    compute_group_rarity,
    compute_trait_rarity,
)
from features.common.join_helpers import left_join_columns
from features.dispatch_refund.refunds import convert_to_cents, refund_base

HANDS = ("accept_op", "review_op", "group_id")
VALUES = ("refund_sum", "premium_sum", "heads_y1", "heads_y2", "handling_days")
ROUND_CENTS = 1_000_000  # ten thousand yuan: a share by heads or premium hardly ever falls on it


@derived(key=("refund_id",))
def refund_coincidences(refunds: refund_base, raw: StabilizationRefund):
    """same_rarity: sums, heads or days of handling alike with one operator or group of units."""
    hands = raw.select("refund_id", "accept_op", "review_op", "apply_date")
    joined = left_join_columns(refunds, hands, "refund_id")
    joined = joined.mutate(
        refund_sum=joined.refund_amount.nullif(0),
        premium_sum=joined.premium_paid_prev_year.nullif(0),
        handling_days=count_days_between(joined.approve_date, joined.apply_date),
    )
    return compute_coincidence_rarity(
        joined, subject="refund_id", values=VALUES, groups=HANDS, name="same_rarity"
    )


@derived(key=("refund_id",))
def transfer_coincidences(
    refunds: refund_base,
    transfers: OrEmpty[RefundTransfer],
    allocations: OrEmpty[RefundAllocation],
):
    """same_transfer_rarity: transfers or planned sums and heads of one refund alike, or vouchers in
    a row; round_transfer_rarity: transfers of whole ten thousands.
    """
    sent = transfers.filter(~transfers.returned).semi_join(refunds, "refund_id")
    sent = add_runs(sent, number="voucher_no", group="refund_id", name="voucher_run")
    sent = sent.mutate(is_round=(convert_to_cents(sent.amount) % ROUND_CENTS == 0))
    alike = compute_group_rarity(
        sent,
        subject="transfer_id",
        values=("amount", "voucher_run"),
        group="refund_id",
        name="transfer_rarity",
    )
    planned = compute_group_rarity(
        allocations.semi_join(refunds, "refund_id"),
        subject="seq",
        values=("dispatched_heads", "planned_amount"),
        group="refund_id",
        name="plan_rarity",
    )
    rounded = compute_trait_rarity(
        sent, trait="is_round", group="refund_id", name="round_transfer_rarity"
    )
    joined = left_join_columns(refunds.select("refund_id"), alike, "refund_id")
    joined = left_join_columns(joined, planned, "refund_id")
    joined = left_join_columns(joined, rounded, "refund_id")
    larger = (joined.plan_rarity > joined.transfer_rarity.fill_null(0)).ifelse(
        joined.plan_rarity, joined.transfer_rarity
    )
    return joined.select("refund_id", "round_transfer_rarity", same_transfer_rarity=larger)
