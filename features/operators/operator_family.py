"""Business of an operator on himself, his household, or persons paid into his account."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.operator_account import OperatorAccount
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from features.common.join_helpers import left_join_columns
from features.operators.operators import ACTS, operator_events, tally_facts


@derived(key=("op_id", "person_id"))
def close_persons(
    accounts: OperatorAccount, persons: Person, payments: OrEmpty[PensionPayment], *, as_of
):
    """Insured persons close to an operator: himself, his household, those whose pension goes to his
    account.
    """
    holders = accounts.filter(~accounts.is_service_account)
    person_facts = persons.select("person_id", "id_hash", home=persons.household_hash)
    paid = payments.filter(payments.paid_date <= as_of, ~payments.reversed).group_by(
        "person_id", "bank_hash"
    )
    paid = paid.agg(paid_yuan=lambda t: t.amount.sum().cast("decimal(14,2)")).rename(
        paid_to="bank_hash"
    )
    nothing = ibis.literal(0).cast("decimal(14,2)")
    near = [
        holders.join(person_facts, holders.person_id_hash == person_facts.id_hash).mutate(
            nearness=3, paid_yuan=nothing
        ),
        holders.join(person_facts, holders.household_hash == person_facts.home).mutate(
            nearness=2, paid_yuan=nothing
        ),
        holders.join(paid, holders.bank_hash == paid.paid_to).mutate(nearness=1),
    ]
    every = ibis.union(
        *[part.select("op_id", "person_id", "nearness", "paid_yuan") for part in near]
    )
    return every.group_by("op_id", "person_id").agg(
        is_himself=every["nearness"].max() == 3, paid_yuan=every.paid_yuan.max()
    )


@derived(key=("log_id",))
def own_business(events: operator_events, near: close_persons):
    """O02: high-risk acts of an operator on a close person."""
    acts = events.filter(events.is_high_risk, events.action.isin(ACTS)).join(
        near, ["op_id", "person_id"]
    )
    return acts.select(
        "log_id",
        "op_id",
        "person_id",
        "biz_id",
        "day",
        "yuan",
        "paid_yuan",
        "is_himself",
        is_avoidance_waived=acts.is_ordered,
    )


@derived(key=("op_id",))
def own_family(acts: own_business):
    """O02: pieces of business on the operator or close persons, and whether one is his own."""
    # an act of each step names the same amount: a piece of business counts once
    pieces = acts.group_by("op_id", "person_id", "biz_id", "is_avoidance_waived").agg(
        day=acts.day.max(), yuan=acts.yuan.max()
    )
    totals = tally_facts(pieces, "o02", counted="biz_id", explained=("is_avoidance_waived",)).drop(
        "o02_is_open"
    )
    open_acts = acts.filter(~acts.is_avoidance_waived).group_by("op_id")
    persons = open_acts.agg(
        o02_persons=lambda t: t.person_id.nunique(), o02_is_own=lambda t: t.is_himself.any()
    )
    into_own = acts.select("op_id", "person_id", "paid_yuan").distinct().group_by("op_id")
    into_own = into_own.agg(o02_own_account_yuan=lambda t: t.paid_yuan.sum())
    joined = left_join_columns(totals, persons, "op_id").join(into_own, "op_id")
    return joined.mutate(
        o02_yuan=joined.o02_yuan + joined.o02_own_account_yuan,
        o02_is_own=joined.o02_is_own.fill_null(False),
        o02_persons=joined.o02_persons.fill_null(0),
    )
