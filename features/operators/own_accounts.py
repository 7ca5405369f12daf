"""Money of any fund that goes into an operator's own account."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.operator_account import OperatorAccount
from contracts.tables.pension_approval import PensionApproval
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from contracts.tables.refund_transfer import RefundTransfer
from contracts.tables.stabilization_refund import StabilizationRefund
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from features.common.calendar import compute_window_start
from features.operators.operators import WINDOW_MONTHS, tally_facts

PAYMENT = ("table", "row_id", "person_id", "bank_hash", "day", "yuan", "first_op", "second_op")


@derived(key=("table", "row_id"))
def fund_payments(
    claims: OrEmpty[UnemploymentClaim],
    benefits: OrEmpty[UnemploymentPayment],
    cases: OrEmpty[InjuryCase],
    injuries: OrEmpty[InjuryPayment],
    pensions: OrEmpty[PensionPayment],
    refunds: OrEmpty[StabilizationRefund],
    transfers: OrEmpty[RefundTransfer],
    *,
    as_of,
):
    """Payments of all funds in the log's window with their account and who handled the business.

    A benefit without an account of its own went to that of the claim. Pensions have no handler
    here: their approvals may be older than what is delivered.
    """
    of_claims = benefits.join(
        claims.select(
            "claim_id", "person_id", "accept_op", "review_op", claim_bank=claims.bank_hash
        ),
        "claim_id",
    )
    of_cases = injuries.left_join(
        cases.select("case_id", "handler_op", "approver_op"), "case_id"
    ).drop("case_id_right")
    of_refunds = transfers.join(refunds.select("refund_id", "accept_op", "review_op"), "refund_id")
    nobody = ibis.null("string")
    parts = [
        of_claims.filter(of_claims.reversal_of.isnull(), ~of_claims.reversed).select(
            table=ibis.literal("unemployment_payment"),
            row_id=of_claims.claim_id
            + "|"
            + of_claims.benefit_month.cast("string")
            + "|"
            + of_claims.seq.cast("string"),
            person_id=of_claims.person_id,
            bank_hash=of_claims.bank_hash.fill_null(of_claims.claim_bank),
            day=of_claims.paid_date,
            yuan=of_claims.paid_amount,
            first_op=of_claims.accept_op,
            second_op=of_claims.review_op,
        ),
        of_cases.filter(of_cases.reversal_of.isnull(), ~of_cases.reversed).select(
            table=ibis.literal("injury_payment"),
            row_id=of_cases.payment_id,
            person_id=of_cases.dependant_person_id.fill_null(of_cases.person_id),
            bank_hash=of_cases.bank_hash,
            day=of_cases.paid_date,
            yuan=of_cases.amount,
            first_op=of_cases.op_id.fill_null(of_cases.handler_op),
            second_op=of_cases.approver_op,
        ),
        pensions.filter(pensions.reversal_of.isnull(), ~pensions.reversed).select(
            table=ibis.literal("pension_payment"),
            row_id=pensions.person_id
            + "|"
            + pensions.insurance_type
            + "|"
            + pensions.benefit_month.cast("string")
            + "|"
            + pensions.kind
            + "|"
            + pensions.seq.cast("string"),
            person_id=pensions.person_id,
            bank_hash=pensions.bank_hash,
            day=pensions.paid_date,
            yuan=pensions.amount,
            first_op=nobody,
            second_op=nobody,
        ),
        of_refunds.filter(of_refunds.amount > 0, ~of_refunds.returned.fill_null(False)).select(
            table=ibis.literal("refund_transfer"),
            row_id=of_refunds.transfer_id,
            person_id=nobody,
            bank_hash=of_refunds.payee_bank_hash,
            day=of_refunds.transfer_date,
            yuan=of_refunds.amount,
            first_op=of_refunds.accept_op,
            second_op=of_refunds.review_op,
        ),
    ]
    money = [p.mutate(yuan=p.yuan.cast("decimal(14,2)"), day=p.day.cast("date")) for p in parts]
    every = ibis.union(*[p.select(*PAYMENT) for p in money])
    return every.filter(
        every.bank_hash.notnull(),
        every.day.between(compute_window_start(as_of, WINDOW_MONTHS), as_of),
    )


@derived(key=("op_id", "table", "row_id"))
def payments_to_operators(
    payments: fund_payments,
    accounts: OperatorAccount,
    persons: OrEmpty[Person],
    approvals: OrEmpty[PensionApproval],
):
    """O20: payments into an operator's account; is_household where they are for his household.

    is_handled: he accepted, reviewed, paid or approved the business (of a pension: any approval).
    """
    holders = accounts.filter(~accounts.is_service_account, accounts.bank_hash.notnull())
    holders = holders.select("op_id", "person_id_hash", "household_hash", "bank_hash")
    known = persons.select("person_id", "id_hash", home=persons.household_hash)
    joined = payments.join(holders, "bank_hash").left_join(known, "person_id")
    joined = joined.drop("person_id_right")
    handled = (
        approvals.select("person_id", op_id="accept_op")
        .union(approvals.select("person_id", op_id="review_op"))
        .union(approvals.select("person_id", op_id="approve_op"))
        .distinct()
    )
    handled = handled.filter(handled.op_id.notnull()).mutate(has_approved=True)
    marked = joined.left_join(
        handled,
        [
            joined.op_id == handled.op_id,
            joined.person_id == handled.person_id,
            joined.table == "pension_payment",
        ],
    )
    is_operator = (marked.first_op == marked.op_id) | (marked.second_op == marked.op_id)
    return marked.select(
        "op_id",
        "table",
        "row_id",
        "day",
        "yuan",
        is_household=(marked.home == marked.household_hash).fill_null(False)
        | (marked.id_hash == marked.person_id_hash).fill_null(False),
        is_handled=is_operator.fill_null(False) | marked.has_approved.fill_null(False),
    )


@derived(key=("op_id",))
def money_to_operators(payments: payments_to_operators):
    """O20: payments of any fund into an operator's own account, his household's apart."""
    rows = payments.mutate(fact=payments.table + payments.row_id)
    totals = tally_facts(rows, "o20", counted="fact", explained=("is_household",)).drop(
        "o20_is_open"
    )
    handled = rows.group_by("op_id").agg(
        o20_is_handled=(rows.is_handled & ~rows.is_household).any()
    )
    return totals.join(handled, "op_id")


def _select_to_operators(rows, accounts, *key):
    """Rows whose account is an operator's, with op_id: the evidence of O20."""
    holders = accounts.filter(~accounts.is_service_account, accounts.bank_hash.notnull())
    return rows.join(holders.select("op_id", "bank_hash"), "bank_hash").select("op_id", *key)


@derived(key=("op_id", "claim_id", "benefit_month", "seq"))
def benefits_to_operators(
    claims: UnemploymentClaim, benefits: UnemploymentPayment, accounts: OperatorAccount
):
    """O20: unemployment benefits into an operator's account, their own or that of the claim."""
    joined = benefits.join(claims.select("claim_id", claim_bank="bank_hash"), "claim_id")
    rows = joined.mutate(bank_hash=joined.bank_hash.fill_null(joined.claim_bank))
    return _select_to_operators(rows, accounts, "claim_id", "benefit_month", "seq")


@derived(key=("op_id", "payment_id"))
def injury_money_to_operators(payments: InjuryPayment, accounts: OperatorAccount):
    """O20: work-injury payments into an operator's account."""
    return _select_to_operators(payments, accounts, "payment_id")


@derived(key=("op_id", "transfer_id"))
def transfers_to_operators(transfers: RefundTransfer, accounts: OperatorAccount):
    """O20: transfers of refunds into an operator's account."""
    rows = transfers.mutate(bank_hash=transfers.payee_bank_hash)
    return _select_to_operators(rows, accounts, "transfer_id")


@derived(key=("op_id", "person_id", "insurance_type", "benefit_month", "kind", "seq"))
def pensions_to_operators(payments: PensionPayment, accounts: OperatorAccount):
    """O20: pensions into an operator's account."""
    key = PensionPayment.contract.key
    return _select_to_operators(payments, accounts, *key)
