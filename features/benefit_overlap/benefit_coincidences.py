"""Starts, sums, invoices and stays alike on one account, at one hospital, of one operator."""

from contracts.derived import derived
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.pension_payment import PensionPayment
from features.benefit_overlap.reimbursements import reimbursements
from features.common.benefit_recipients import REGULAR, select_standing_pensions
from features.common.calendar import count_days_between, extract_month_index
from features.common.coincidences import compute_coincidence_rarity
from features.common.join_helpers import left_join_columns

PLACES = ("institution_code", "operator_code", "doctor_code")
SUMS = ("total_amount", "fund_cents")


@derived(key=("person_id",))
def pension_coincidences(pensions: PensionPayment, *, as_of):
    """same_pension_rarity: pensions of one account of one sum, first paid in one month, or with
    equally many months of back-pay.
    """
    paid = select_standing_pensions(pensions, as_of).filter(lambda t: t.bank_hash.notnull())
    months = extract_month_index(paid.benefit_month)
    by_account = paid.group_by("person_id", "bank_hash").agg(
        start_month=months.min(),
        monthly_yuan=(paid.kind == REGULAR).ifelse(paid.amount, None).max(),
        back_months=paid.backpay_months.max().nullif(0),
    )
    return compute_coincidence_rarity(
        by_account,
        subject="person_id",
        values=("start_month", "monthly_yuan", "back_months"),
        groups=("bank_hash",),
        name="same_pension_rarity",
    )


@derived(key=("setl_id",))
def reimbursement_coincidences(stays: reimbursements, headers: ClaimHeader):
    """same_sum_rarity: bills of different persons alike at one hospital, operator or doctor;
    same_interval_rarity: stays and delays of settlement alike, or settled in one minute.
    """
    facts = headers.select("setl_id", "total_amount", "fund_amount", "operator_code", "doctor_code")
    joined = left_join_columns(stays, facts, "setl_id")
    values = joined.select(
        "setl_id",
        *PLACES,
        total_amount=joined.total_amount.nullif(0),
        fund_cents=joined.fund_amount.nullif(0),
        stay_and_delay=count_days_between(joined.period_to, joined.period_from).cast("string")
        + "/"
        + joined.settle_delay_days.cast("string"),
        minute=joined.settle_time.truncate("minute").cast("string"),
    )
    sums = compute_coincidence_rarity(
        values, subject="setl_id", values=SUMS, groups=PLACES, name="same_sum_rarity"
    )
    intervals = compute_coincidence_rarity(
        values,
        subject="setl_id",
        values=("stay_and_delay", "minute"),
        groups=PLACES,
        name="same_interval_rarity",
    )
    return left_join_columns(intervals, sums, "setl_id")
