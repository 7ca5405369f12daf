"""Habits of an operator: review times, idle looks, terminals, agents, checks on behalf."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.operator_account import OperatorAccount
from contracts.tables.pension_approval import PensionApproval
from contracts.tables.person import Person
from contracts.tables.qualification_check import QualificationCheck
from features.common.calendar import compute_window_start, extract_month_index
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.operators.operator_back_pay import large_back_pay
from features.operators.operator_edits import double_edits
from features.operators.operator_money import (
    WIDE_POOL,
    account_swap_totals,
    payee_moves,
    pension_rows,
)
from features.operators.operators import ACTS, DECIDED, LOOKED_UP, WINDOW_MONTHS, operator_events

# ten seconds do not suffice to open the papers; fewer reviews than fifty say nothing
QUICK_SECONDS, LEAST_REVIEWS = 10, 50
LOOKS_A_MONTH = 200  # a share of fewer looks in a month is chance
# a terminal with less than 3 % and fewer than 25 of the operator's events is not the usual one
STRANGE_SHARE, STRANGE_EVENTS = 0.03, 25
# fewer pieces are chance; a lift below two in the office's own business is a lone window
AGENT_CASES, USUAL_TIMES = 15, 2.0
# checks of persons of eighty and more; on behalf: code of check_method; a hundred at least
OLD_YEARS, ON_BEHALF, LEAST_CHECKS = 80, "5", 100
BY_STAFF = ("3", "4", "5")  # codes of check_method: entered by staff
PLACE_SHARE = 0.8  # a visiting team notes the place in four of five checks


@derived(key=("op_id",))
def quick_reviews(events: operator_events):
    """O04: share of reviews within ten seconds of the reviewer's last act (50 reviews and more)."""
    window = ibis.window(group_by="op_id", order_by=["ts", "log_id"])
    timed = events.filter(~events.is_service_account).mutate(last_ts=events.ts.lag().over(window))
    reviews = timed.filter(timed.action.isin(DECIDED), timed.is_high_risk)
    seconds = reviews.ts.delta(reviews.last_ts, unit="second")
    counted = reviews.mutate(is_quick=(seconds < QUICK_SECONDS).fill_null(False)).group_by("op_id")
    counted = counted.agg(review_count=lambda t: t.count(), quick_count=lambda t: t.is_quick.sum())
    share = counted.quick_count.cast("float64") / counted.review_count
    return counted.mutate(o04_share=(counted.review_count >= LEAST_REVIEWS).ifelse(share, None))


@derived(key=("op_id",))
def idle_looks(events: operator_events):
    """O11: share of looks at persons without business within a day, in the worst busy month."""
    person_events = events.filter(~events.is_service_account, events.person_id.notnull())
    # a day's business of one person once, before it is spread over three days
    done = (
        person_events.filter(person_events.action != LOOKED_UP)
        .select("op_id", "person_id", "day")
        .distinct()
    )
    near = [
        done.select("op_id", "person_id", day=done.day + ibis.interval(days=n)) for n in (-1, 0, 1)
    ]
    near = ibis.union(*near, distinct=True).mutate(has_business=True)
    looks = person_events.filter(person_events.action == LOOKED_UP).select(
        "op_id", "person_id", "day", "log_id"
    )
    with_business = left_join_columns(looks, near, "op_id", "person_id", "day").mutate(
        month=extract_month_index(looks.day)
    )
    months = with_business.group_by("op_id", "month").agg(
        looks=with_business.count(), idle=with_business.has_business.isnull().sum()
    )
    all_months = months.group_by("op_id").agg(
        idle_looks=months.idle.sum(), look_count=months.looks.sum()
    )
    busy = months.filter(months.looks >= LOOKS_A_MONTH)
    busy = busy.mutate(share=busy.idle.cast("float64") / busy.looks)
    worst = select_first_per_group(busy, "op_id", [ibis.desc("share"), ibis.desc("month")])
    worst = worst.select("op_id", o11_share=worst.share, o11_looks=worst.looks)
    total = all_months.mutate(
        idle_share=all_months.idle_looks.cast("float64") / all_months.look_count
    )
    return left_join_columns(total, worst, "op_id")


@derived(key=("log_id",))
def strange_terminals(events: operator_events):
    """O12: high-risk acts from a terminal that the operator hardly ever used."""
    terminal_events = events.filter(~events.is_service_account, events.terminal_hash.notnull())
    used = terminal_events.group_by("op_id", "terminal_hash").agg(used=terminal_events.count())
    total = terminal_events.group_by("op_id").agg(total=terminal_events.count())
    with_usage = terminal_events.join(used, ["op_id", "terminal_hash"]).join(total, "op_id")
    is_rare = (with_usage.used <= STRANGE_EVENTS) & (
        with_usage.used < STRANGE_SHARE * with_usage.total
    )
    acts = with_usage.filter(is_rare, with_usage.is_high_risk, with_usage.action.isin(ACTS))
    return acts.select("log_id", "op_id", "terminal_hash", "ip_segment", "day", "yuan")


@derived(key=("op_id",))
def terminal_totals(
    acts: strange_terminals, swapped: account_swap_totals, back_paid: large_back_pay
):
    """O12: high-risk acts from strange terminals; has_money_sign: unexplained hits of O05 or O09
    too.
    """
    counted = acts.group_by("op_id").agg(
        o12_count=acts.log_id.nunique(),
        o12_terminals=acts.terminal_hash.nunique(),
        o12_yuan=acts.yuan.sum(),
        o12_from=acts.day.min(),
        o12_to=acts.day.max(),
    )
    is_swap = ~(
        swapped.is_money_returned | swapped.is_family_account | swapped.is_corrected_account
    )
    is_long = (back_paid.o09_months >= 12) & ~(
        back_paid.is_batch_day | back_paid.is_late_approval | back_paid.is_late_proof
    )
    money = ibis.union(
        swapped.filter(is_swap).select("op_id"),
        back_paid.filter(is_long).select("op_id"),
        distinct=True,
    )
    with_money_sign = left_join_columns(counted, money.mutate(has_money_sign=True), "op_id")
    return with_money_sign.mutate(has_money_sign=with_money_sign.has_money_sign.fill_null(False))


@derived(key=("record", "op_id"))
def agent_business(
    cases: InjuryCase,
    payments: InjuryPayment,
    accounts: OperatorAccount,
    appraisals: OrEmpty[CapacityAppraisal],
    approvals: OrEmpty[PensionApproval],
    *,
    as_of,
):
    """Business with an operator: record, op_id, district of the operator, agent (if any), day, yuan
    paid.
    """
    paid = payments.filter(~payments.reversed, payments.paid_date <= as_of)
    paid = paid.group_by("case_id").agg(paid_yuan=paid.amount.sum())
    with_money = left_join_columns(cases, paid, "case_id")
    parts = [
        with_money.select(
            record=ibis.literal("injury_case|") + with_money.case_id,
            op_id=with_money.handler_op,
            agent=with_money.agent_phone_hash,
            day=with_money.apply_date,
            yuan=with_money.paid_yuan.fill_null(0).cast("decimal(14,2)"),
        ),
        _select_agent_rows(appraisals, "appraisal_id", "handler_op", "capacity_appraisal|"),
        _select_agent_rows(approvals, "approval_id", "accept_op", "pension_approval|"),
    ]
    since = compute_window_start(as_of, WINDOW_MONTHS)
    every = ibis.union(*parts).filter(lambda t: t.op_id.notnull() & t.day.between(since, as_of))
    return every.join(accounts.select("op_id", "district"), "op_id")


def _select_agent_rows(table, key, operator, prefix):
    return table.select(
        record=ibis.literal(prefix) + table[key],
        op_id=table[operator],
        agent=table.agent_phone_hash,
        day=table.apply_date,
        yuan=ibis.literal(0).cast("decimal(14,2)"),
    )


@derived(key=("record", "op_id"))
def agent_ties(business: agent_business):
    """Pieces of an agent's business, with the lift of the operator's share over his share of all
    business.
    """
    total = business.aggregate(all_cases=business.count())
    by_operator = business.group_by("op_id").agg(own_cases=business.count())
    by_district = business.group_by("district").agg(district_cases=business.count())
    served = business.filter(business.agent.notnull())
    by_agent = served.group_by("agent").agg(agent_cases=served.count())
    by_agent_here = served.group_by("agent", "district").agg(agent_here=served.count())
    ties = served.group_by("agent", "op_id", "district").agg(tie_cases=served.count())
    tie_shares = (
        ties.join(by_operator, "op_id").join(by_district, "district").join(by_agent, "agent")
    )
    tie_shares = tie_shares.join(by_agent_here, ["agent", "district"]).cross_join(total)
    share = tie_shares.tie_cases.cast("float64") / tie_shares.agent_cases
    # without the agent's own business, else a large agent would be the yardstick of itself
    others = (tie_shares.own_cases - tie_shares.tie_cases + 1).cast("float64")
    usual = others / (tie_shares.all_cases - tie_shares.agent_cases + 1)
    here = tie_shares.tie_cases.cast("float64") / tie_shares.agent_here
    usual_here = others / (tie_shares.district_cases - tie_shares.agent_here + 1)
    tie_shares = tie_shares.mutate(lift=share / usual, tie_share=share, lift_here=here / usual_here)
    tie_shares = tie_shares.filter(tie_shares.tie_cases >= AGENT_CASES)
    columns = ["agent", "op_id", "tie_cases", "tie_share", "lift", "lift_here"]
    return served.select("record", "op_id", "agent", "day", "yuan").join(
        tie_shares.select(*columns), ["agent", "op_id"]
    )


@derived(key=("op_id",))
def agent_favours(ties: agent_ties):
    """O14: the agent with the largest lift at the operator.

    A lone window has none within its office.
    """
    pairs = ties.group_by("op_id", "agent", "tie_cases", "tie_share", "lift", "lift_here").agg(
        o14_yuan=ties.yuan.sum(), o14_from=ties.day.min(), o14_to=ties.day.max()
    )
    pairs = pairs.mutate(is_only_window=pairs.lift_here < USUAL_TIMES)
    best = select_first_per_group(pairs, "op_id", ["is_only_window", ibis.desc("lift"), "agent"])
    return best.select(
        "op_id",
        "o14_yuan",
        "o14_from",
        "o14_to",
        "is_only_window",
        o14_cases=best.tie_cases,
        o14_agent_share=best.tie_share,
        o14_lift=best.lift.round(2),
    )


@derived(key=("person_id", "check_time"))
def old_checks(checks: QualificationCheck, persons: Person, *, as_of):
    """Checks of persons of eighty and more entered by an operator: counter, home, or on behalf."""
    since = compute_window_start(as_of, WINDOW_MONTHS)
    staff_checks = checks.filter(
        checks.method.isin(BY_STAFF),
        checks.op_id.notnull(),
        checks.check_time.cast("date").between(since, as_of),
    )
    joined = staff_checks.join(persons.select("person_id", "birth_date"), "person_id")
    joined = joined.mutate(
        day=joined.check_time.cast("date"), is_on_behalf=joined.method == ON_BEHALF
    )
    return joined.filter(joined.day.year() - joined.birth_date.year() >= OLD_YEARS)


@derived(key=("op_id",))
def checks_on_behalf(checks: old_checks, payments: pension_rows, *, as_of):
    """O16: share of checks on behalf among those of the very old (100 and more).

    is_visiting_team: most of them note a place.
    """
    counted = checks.group_by("op_id").agg(
        all_checks=checks.count(),
        o16_checks=checks.is_on_behalf.sum(),
        o16_persons=checks.person_id.nunique(where=checks.is_on_behalf),
        placed=(checks.is_on_behalf & checks.place.notnull()).sum(),
        o16_from=checks.day.min(),
        o16_to=checks.day.max(),
    )
    persons = checks.filter(checks.is_on_behalf).select("op_id", "person_id").distinct()
    since = compute_window_start(as_of, 12)
    paid = payments.filter(~payments.reversed, payments.paid_date >= since)
    money = persons.join(paid.select("person_id", "amount"), "person_id").group_by("op_id")
    counted = left_join_columns(counted, money.agg(paid_yuan=lambda t: t.amount.sum()), "op_id")
    share = counted.o16_checks.cast("float64") / counted.all_checks
    is_many = counted.o16_checks >= LEAST_CHECKS
    return counted.select(
        "op_id",
        "o16_checks",
        "o16_persons",
        "o16_from",
        "o16_to",
        o16_yuan=counted.paid_yuan.fill_null(0),
        behalf_share=share,
        o16_behalf_share=is_many.ifelse(share, None),
        is_visiting_team=(counted.placed >= PLACE_SHARE * counted.o16_checks) & is_many,
    )


@derived(key=("subject_kind", "subject_id", "link_kind", "link_id"))
def operator_links(moved: payee_moves, edits: double_edits, ties: agent_ties):
    """Ties of operators: persons moved into one wide account, edits of one person in turn, one
    agent.
    """
    operator, moved = ibis.literal("operator"), moved.filter(moved.pool_households >= WIDE_POOL)
    link_sources = (
        ("bank", moved, moved.bank_hash),
        ("person", edits, edits.person_id),
        ("agent", ties, ties.agent),
    )
    parts = [
        table.select(
            subject_kind=operator,
            subject_id=table.op_id,
            link_kind=ibis.literal(kind),
            link_id=link,
        )
        for kind, table, link in link_sources
    ]
    return ibis.union(*parts, distinct=True)
