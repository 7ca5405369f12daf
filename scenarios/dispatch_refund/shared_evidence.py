"""dispatch_refund: evidence, provisions and texts that its indicators share."""

from datetime import date

from contracts.bilingual_text import BilingualText
from contracts.tables.employer import Employer
from contracts.tables.refund_allocation import RefundAllocation
from contracts.tables.refund_transfer import RefundTransfer
from contracts.tables.stabilization_refund import StabilizationRefund
from scenarios.framework.definition import Evidence

RULE_DAY = date(2026, 1, 1)  # thresholds follow the rules in force on this day
BY_REFUND = {"refund_id": "refund_id"}
BY_UNIT = {"employer_id": "employer_id"}
REFUND_ROW = Evidence(StabilizationRefund, on=BY_REFUND)
UNIT_ROW = Evidence(Employer, on=BY_UNIT)
PLAN = Evidence(RefundAllocation, on=BY_REFUND)
TRANSFERS = Evidence(RefundTransfer, on=BY_REFUND)
FRAUD_LAWS = ("handling-55", "social-insurance-88")
PASS_ON_LAWS = (
    "stabilization-2024",
    "zhejiang-stabilization-2024",
    "dispatch-split-before-2024",
    "handling-45",
)
TAKEN_OVER = BilingualText(
    "单位在上年初至核定之间整体并入他单位或接收了他单位的全部职工，须合并两户台账核对",
    "the unit was taken over, or took over another, with the whole staff: two ledgers to add",
)
CONDITION_LAWS = ("zhejiang-stabilization-2024", *FRAUD_LAWS)

BOOKS = BilingualText(
    zh="调取返还到账后的银行流水、与用工单位的往来账和收据；向用工单位核对实收金额和日期",
    en=(
        "get the bank statements since the refund arrived and the hosts' receipts; ask the hosts "
        "what they got and when"
    ),
)
