"""Back-payments that an operator brought about: after resuming a benefit, and for many months at
once.
"""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.custody_record import CustodyRecord
from contracts.tables.death_record import DeathRecord
from contracts.tables.pension_approval import PensionApproval
from contracts.tables.qualification_check import QualificationCheck
from features.common.calendar import count_days_between, extract_month_index
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.operators.operator_money import FOLLOWS_WITHIN, pension_rows
from features.operators.operators import ACCEPTED, EDITED, operator_events, tally_facts

# field of the log; codes of biz_type and pension_pay_kind
STATUS_FIELD, BACK_PAY_BUSINESS, BACK_PAY = "benefit_status", "11", "2"
# days from the operator's act to the payment, a check, an approval, a release
HANDLED_WITHIN, CHECKED_WITHIN, APPROVED_WITHIN, RELEASED_WITHIN = 45, 60, 120, 400
LARGE_MONTHS, YEAR_DAYS = 12, 365  # a year at once is long; parts within a year count together
# of all who were paid in the month: a back-payment of so many on one day is a policy
BATCH_SHARE = 0.1
FACE, VISIT, COUNTER = "1", "3", "4"  # codes of check_method and match_confidence
SURE = "1"
RESUMED = ("log_id", "insurance_type", "benefit_month", "seq")  # key of a resumed payment
ROW = ["person_id", "insurance_type", "benefit_month", "seq"]


@derived(key=("person_id", "insurance_type", "benefit_month", "kind", "seq"))
def back_payments(payments: pension_rows):
    """Back-payments that stand, with whether so many were paid that day that it was a policy."""
    standing = payments.filter(~payments.reversed)
    standing = standing.mutate(month=extract_month_index(standing.paid_date))
    drawing = standing.group_by("month").agg(drawing_persons=standing.person_id.nunique())
    back = standing.filter(standing.kind == BACK_PAY)
    days = back.group_by("paid_date").agg(day_persons=back.person_id.nunique())
    joined = back.join(days, "paid_date").join(drawing, "month")
    return joined.mutate(is_batch_day=joined.day_persons >= BATCH_SHARE * joined.drawing_persons)


@derived(key=RESUMED)
def resumption_payments(
    payments: back_payments,
    events: operator_events,
    checks: OrEmpty[QualificationCheck],
    custody: OrEmpty[CustodyRecord],
    deaths: OrEmpty[DeathRecord],
    *,
    as_of,
):
    """O08: back-payments after an operator set a benefit's state, with proof that the person lives
    or is free.
    """
    edits = events.filter(
        events.action == EDITED, events.field_changed == STATUS_FIELD, ~events.is_service_account
    )
    edits = edits.select("log_id", "op_id", "person_id", "ts", set_day=edits.day)
    joined = payments.filter(~payments.is_batch_day).join(edits, "person_id")
    joined = joined.filter(
        joined.paid_date >= joined.set_day,
        count_days_between(joined.paid_date, joined.set_day) <= FOLLOWS_WITHIN,
    )
    place = ibis.row_number().over(
        group_by=ROW,
        order_by=[ibis.desc("ts"), ibis.desc("log_id")],
    )
    last = joined.mutate(place=place).filter(lambda t: t.place == 0)
    facts = last.select(
        "log_id",
        "op_id",
        *ROW,
        "kind",
        "paid_date",
        "set_day",
        "backpay_months",
        yuan=last.amount,
        day=last.paid_date,
    )
    facts = left_join_columns(facts, _find_proofs(facts, checks), *RESUMED)
    facts = left_join_columns(facts, _find_releases(facts, custody), *RESUMED)
    facts = left_join_columns(facts, _summarize_deaths(deaths, as_of), "person_id")
    is_sure = facts.sure_deaths.fill_null(0) > 0
    return facts.mutate(
        is_proved_alive=facts.has_proof.fill_null(False),
        is_released=facts.has_release.fill_null(False),
        is_wrong_match=(facts.weak_deaths.fill_null(0) > 0) & ~is_sure,
        is_recorded_dead=is_sure
        & (facts.first_death <= facts.set_day)
        & ~facts.has_proof.fill_null(False),
    ).drop("has_proof", "has_release", "sure_deaths", "weak_deaths", "first_death")


def _find_proofs(facts, checks):
    """A check by face, at home, or at the counter of another operator, from two months before the
    edit to the payment.
    """
    person_checks = checks.filter(checks.method.isin([FACE, VISIT, COUNTER])).select(
        "person_id", "method", check_day=checks.check_time.cast("date"), checker=checks.op_id
    )
    near = facts.join(person_checks, "person_id")
    near = near.filter(
        near.check_day <= near.paid_date,
        count_days_between(near.set_day, near.check_day) <= CHECKED_WITHIN,
        (near.method == FACE) | (near.checker != near.op_id).fill_null(False),
    )
    return near.select(*RESUMED, has_proof=ibis.literal(True)).distinct()


def _find_releases(facts, custody):
    near = facts.join(custody.select("person_id", "to_date"), "person_id")
    near = near.filter(
        near.to_date <= near.set_day,
        count_days_between(near.set_day, near.to_date) <= RELEASED_WITHIN,
    )
    return near.select(*RESUMED, has_release=ibis.literal(True)).distinct()


def _summarize_deaths(deaths, as_of):
    received_records = deaths.filter(deaths.received_date <= as_of)
    is_sure = (received_records.confidence == SURE).fill_null(False)
    return received_records.group_by("person_id").agg(
        sure_deaths=is_sure.sum(),
        weak_deaths=(~is_sure).sum(),
        first_death=received_records.death_date.min(where=is_sure),
    )


@derived(key=("op_id",))
def resumptions(facts: resumption_payments):
    """O08: persons and yuan paid back after the operator resumed the benefit."""
    explained = ("is_proved_alive", "is_released", "is_wrong_match")
    totals = tally_facts(facts, "o08", counted="person_id", explained=explained)
    dead = facts.group_by("op_id").agg(
        o08_dead=facts.person_id.nunique(where=facts.is_recorded_dead)
    )
    joined = totals.join(dead, "op_id")
    return joined.mutate(o08_has_dead=joined.o08_dead > 0).drop("o08_is_open")


@derived(key=("op_id", *ROW, "kind"))
def payments_with_operator(payments: back_payments, events: operator_events):
    """Back-payments with the operator who last accepted the business before the payment."""
    intakes = events.filter(
        events.biz_type == BACK_PAY_BUSINESS,
        events.action.isin([ACCEPTED, EDITED]),
        events.person_id.notnull(),
        ~events.is_service_account,
    )
    intakes = intakes.select(
        "op_id", "person_id", "log_id", taken_day=intakes.day, taken_at=intakes.ts
    )
    joined = payments.join(intakes, "person_id")
    joined = joined.filter(
        joined.paid_date >= joined.taken_day,
        count_days_between(joined.paid_date, joined.taken_day) <= HANDLED_WITHIN,
    )
    place = ibis.row_number().over(
        group_by=ROW, order_by=[ibis.desc("taken_at"), ibis.desc("log_id")]
    )
    return joined.mutate(place=place).filter(lambda t: t.place == 0).drop("place")


@derived(key=("op_id", "person_id", "paid_date"))
def large_payments(
    last: payments_with_operator, resumed: resumption_payments, approvals: OrEmpty[PensionApproval]
):
    """O09: back-payments that an operator accepted, with what explains their length."""
    rows = last.group_by("op_id", "person_id", "paid_date").agg(
        months=last.backpay_months.fill_null(0).sum(),
        yuan=last.amount.sum(),
        is_batch_day=last.is_batch_day.any(),
    )
    decided = approvals.select("person_id", "approve_date")
    near = rows.join(decided, "person_id").filter(
        lambda t: (
            (t.approve_date <= t.paid_date)
            & (count_days_between(t.paid_date, t.approve_date) <= APPROVED_WITHIN)
        )
    )
    near = near.select("op_id", "person_id", "paid_date").distinct().mutate(is_late_approval=True)
    proved = resumed.filter(resumed.is_proved_alive | resumed.is_released | resumed.is_wrong_match)
    proved = proved.select("person_id", "paid_date").distinct().mutate(is_late_proof=True)
    rows = left_join_columns(rows, near, "op_id", "person_id", "paid_date")
    rows = left_join_columns(rows, proved, "person_id", "paid_date")
    return rows.mutate(
        is_late_approval=rows.is_late_approval.fill_null(False),
        is_late_proof=rows.is_late_proof.fill_null(False),
    )


@derived(key=("op_id",))
def large_back_pay(rows: large_payments):
    """O09: the longest back-pay of a person within a year, at once or in parts, accepted by one
    operator.
    """
    explained = ("is_batch_day", "is_late_approval", "is_late_proof")
    rows = rows.mutate(is_open=~(rows.is_batch_day | rows.is_late_approval | rows.is_late_proof))
    earlier = rows.select(
        "op_id",
        "person_id",
        "is_open",
        early=rows.paid_date,
        early_months=rows.months,
        early_yuan=rows.yuan,
    )
    joined = rows.join(earlier, ["op_id", "person_id", "is_open"]).filter(
        lambda t: count_days_between(t.paid_date, t.early).between(0, YEAR_DAYS)
    )
    years = joined.group_by("op_id", "person_id", "paid_date", "is_open").agg(
        o09_months=joined.early_months.sum(),
        yuan=joined.early_yuan.sum(),
        first_paid=joined.early.min(),
        **{column: joined[column].any() for column in explained},
    )
    order = [
        ibis.desc("is_open"),
        ibis.desc("o09_months"),
        ibis.desc("yuan"),
        "person_id",
        "paid_date",
    ]
    best = select_first_per_group(years, "op_id", order)
    # persons with as much as the longest are counted, with the long ones where there are such: the
    # cut is O09's
    shown = years.filter(years.is_open)
    shown = shown.mutate(
        least_shown=ibis.least(shown.o09_months.max().over(group_by="op_id"), LARGE_MONTHS)
    )
    long = shown.filter(shown.o09_months >= shown.least_shown)
    long = select_first_per_group(
        long.mutate(pair=long.op_id + "|" + long.person_id),
        "pair",
        [ibis.desc("o09_months"), "paid_date"],
    )
    persons = long.group_by("op_id").agg(
        o09_persons=long.person_id.nunique(), long_yuan=long.yuan.sum()
    )
    with_persons = left_join_columns(best, persons, "op_id")
    return with_persons.select(
        "op_id",
        "o09_months",
        o09_persons=with_persons.o09_persons.fill_null(1),
        o09_yuan=with_persons.long_yuan.fill_null(with_persons.yuan),
        o09_from=with_persons.first_paid,
        o09_to=with_persons.paid_date,
        **{column: with_persons[column] & ~with_persons.is_open for column in explained},
    )
