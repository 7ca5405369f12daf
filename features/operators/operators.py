"""Operators and their log, and the counting of events with their explanations."""

from datetime import timedelta

import ibis

from contracts.derived import derived
from contracts.tables.operator_account import OperatorAccount
from contracts.tables.operator_log import OperatorLog
from contracts.workdays import is_workday
from features.common.calendar import compute_window_start, extract_month_index
from features.common.join_helpers import select_first_per_group

WINDOW_MONTHS = 24  # two years of the log
LAST_HIGH_RISK = "15"  # kinds of business 02 to 15 are high-risk
FIRST_HIGH_RISK = "02"
# codes of operator_action
ACCEPTED, REVIEWED, APPROVED, SENT_BACK, LOOKED_UP, EDITED, CANCELLED, OVERRIDDEN = "12345678"
DECIDED = (REVIEWED, APPROVED)
ACTS = (ACCEPTED, REVIEWED, APPROVED, EDITED, OVERRIDDEN)
EVENING, MORNING = 20, 7  # hours outside of which no office is open
# of a month's staff of the whole agency: a day off on which so many work is worked by order; a
# working day on which so few do is none. A small office alone has quiet days
BUSY_SHARE, QUIET_SHARE = 0.5, 0.2
LEAST_STAFF = 10  # of fewer in the whole agency an ordinary absence would look like a quiet day
COLLEAGUES = 3  # more than three at work in an hour are overtime of the office
HANDOVER_DAYS = 14  # a long holiday may lie between
NO_YUAN = "decimal(14,2)"  # type of amounts where no money is known


@derived(key=("log_id",))
def operator_events(log: OperatorLog, accounts: OperatorAccount, *, as_of):
    """The log of 24 months with post and district of the account.

    is_high_risk by kind of business.
    """
    recent = log.filter(
        log.ts.cast("date") >= compute_window_start(as_of, WINDOW_MONTHS),
        log.ts.cast("date") <= as_of,
    )
    account_facts = accounts.select("op_id", "post", "district", "active_to", "is_service_account")
    joined = recent.drop("updated_at", "row_status").join(account_facts, "op_id")
    return joined.mutate(
        day=joined.ts.cast("date"),
        yuan=joined.amount.fill_null(0).cast(NO_YUAN),
        is_high_risk=joined.biz_type.between(FIRST_HIGH_RISK, LAST_HIGH_RISK),
        is_ordered=joined.work_order_no.notnull(),
    )


@derived(key=("op_id",))
def operator_base(events: operator_events, accounts: OperatorAccount):
    """Population: one row an account with a log; indicators bring the money."""
    worked = events.group_by("op_id").agg(
        period_from=events.day.min(),
        period_to=events.day.max(),
        event_count=events.count(),
        high_risk_events=events.is_high_risk.sum(),
    )
    joined = worked.join(accounts, "op_id")
    return joined.select(
        "op_id",
        "post",
        "event_count",
        "high_risk_events",
        "period_from",
        "period_to",
        "active_to",
        "is_service_account",
        subject_id=joined.op_id,
        record_id=joined.op_id,
        district=joined.district,
        amount_involved=ibis.literal(0).cast(NO_YUAN),
    )


def tally_facts(
    facts,
    name: str,
    *,
    counted: str,
    explained: tuple[str, ...] = (),
    by: tuple[str, ...] = ("op_id",),
):
    """Facts (op_id, day, yuan, `counted`, boolean `explained`) summed by operator.

    Columns <name>_count (distinct `counted`), <name>_yuan, <name>_from, <name>_to of the
    unexplained facts; where all are explained, of all, with the explanations that apply set to
    true.
    """
    is_explained = ibis.literal(False)
    for column in explained:
        is_explained = is_explained | facts[column].fill_null(False)
    with_open_flag = facts.mutate(is_open=~is_explained)
    is_open = with_open_flag.is_open
    grouped = with_open_flag.group_by(*by).agg(
        open_count=with_open_flag[counted].nunique(where=is_open),
        all_count=with_open_flag[counted].nunique(),
        open_yuan=with_open_flag.yuan.sum(where=is_open),
        all_yuan=with_open_flag.yuan.sum(),
        open_from=with_open_flag.day.min(where=is_open),
        all_from=with_open_flag.day.min(),
        open_to=with_open_flag.day.max(where=is_open),
        all_to=with_open_flag.day.max(),
        **{column: with_open_flag[column].fill_null(False).any() for column in explained},
    )
    any_open = grouped.open_count > 0
    return grouped.select(
        *by,
        **{
            f"{name}_{part}": any_open.ifelse(grouped[f"open_{part}"], grouped[f"all_{part}"])
            for part in ("count", "from", "to")
        },
        **{
            f"{name}_yuan": any_open.ifelse(grouped.open_yuan, grouped.all_yuan)
            .fill_null(0)
            .cast(NO_YUAN)
        },
        **{column: grouped[column] & ~any_open for column in explained},
        **{f"{name}_is_open": any_open},
    )


@derived(key=("log_id",))
def one_hand(events: operator_events):
    """O01: high-risk business that one account accepted (or edited) and reviewed or approved.

    One row a step.
    """
    steps = events.filter(events.is_high_risk, events.biz_id.notnull())
    began = steps.filter(steps.action.isin([ACCEPTED, EDITED]))
    began = began.group_by("op_id", "biz_type", "biz_id").agg(begun=began.ts.min())
    decided = steps.filter(steps.action.isin(DECIDED))
    joined = decided.join(began, ["op_id", "biz_type", "biz_id"])
    return joined.select(
        "log_id", "op_id", "day", "yuan", "biz_id", "is_service_account", "is_ordered"
    )


@derived(key=("op_id",))
def both_hands(steps: one_hand):
    """O01: pieces of high-risk business without a second person."""
    pieces = steps.group_by("op_id", "biz_id").agg(
        day=steps.day.max(),
        yuan=steps.yuan.max(),
        is_system_step=steps.is_service_account.any(),
        is_authorised=steps.is_ordered.all(),
    )
    return tally_facts(
        pieces, "o01", counted="biz_id", explained=("is_system_step", "is_authorised")
    ).drop("o01_is_open")


@derived(key=("log_id",))
def off_hours(events: operator_events, *, as_of):
    """O03: high-risk acts at night or on closed days, with the number of colleagues at work.

    Closed is a weekend or public holiday, unless half of the agency works, and a day on which the
    whole agency is quiet.
    """
    persons = events.filter(~events.is_service_account)
    persons = persons.mutate(month=extract_month_index(persons.day), hour=persons.ts.hour())
    by_day = persons.group_by("month", "day").agg(day_staff=persons.op_id.nunique())
    by_month = persons.group_by("month").agg(month_staff=persons.op_id.nunique())
    by_hour = persons.group_by("district", "day", "hour").agg(hour_staff=persons.op_id.nunique())
    acts = persons.filter(persons.is_high_risk, persons.action.isin(ACTS))
    joined = acts.join(by_day, ["month", "day"]).join(by_month, ["month"])
    joined = joined.join(by_hour, ["district", "day", "hour"])
    is_night = (joined.hour >= EVENING) | (joined.hour < MORNING)
    first = compute_window_start(as_of, WINDOW_MONTHS)
    window = [first + timedelta(n) for n in range((as_of - first).days + 1)]
    days_off = [ibis.literal(day) for day in window if not is_workday(day)]
    is_busy = joined.day_staff >= BUSY_SHARE * joined.month_staff
    is_quiet = (joined.month_staff >= LEAST_STAFF) & (
        joined.day_staff < QUIET_SHARE * joined.month_staff
    )
    is_closed = (joined.day.isin(days_off) & ~(is_busy & (joined.day_staff > 1))) | is_quiet
    off_hour_acts = joined.filter(is_night | is_closed)
    return off_hour_acts.select(
        "log_id",
        "op_id",
        "day",
        "month",
        "yuan",
        is_office_overtime=off_hour_acts.hour_staff > COLLEAGUES,
        is_night_order=off_hour_acts.is_ordered,
    )


@derived(key=("op_id",))
def night_work(acts: off_hours):
    """O03: high-risk acts outside office hours in the month with most of them."""
    explained = ("is_office_overtime", "is_night_order")
    months = tally_facts(acts, "o03", counted="log_id", explained=explained, by=("op_id", "month"))
    order = [ibis.desc("o03_is_open"), ibis.desc("o03_count"), ibis.desc("month")]
    return select_first_per_group(months, "op_id", order).drop("o03_is_open", "month")


@derived(key=("log_id",))
def acts_after_closure(events: operator_events):
    """O13: log rows of an account after the day it was closed."""
    late = events.filter(
        ~events.is_service_account, events.active_to.notnull(), events.day > events.active_to
    )
    return late.select("log_id", "op_id", "day", "yuan", "active_to", "is_high_risk")


@derived(key=("op_id",))
def post_closure_totals(events: acts_after_closure):
    """O13: events after closure; looks and routine within two weeks are handover."""
    counted = events.group_by("op_id").agg(
        o13_count=events.log_id.nunique(),
        o13_high_risk=events.is_high_risk.sum(),
        o13_yuan=events.yuan.sum(),
        o13_from=events.day.min(),
        o13_to=events.day.max(),
        left_date=events.active_to.max(),
    )
    is_soon = counted.o13_to <= counted.left_date + ibis.interval(days=HANDOVER_DAYS)
    return counted.mutate(is_handover=is_soon & (counted.o13_high_risk == 0))


@derived(key=("log_id",))
def override_reversals(events: operator_events):
    """O15: overridden warnings whose business was cancelled or sent back later."""
    undone = events.filter(events.action.isin([CANCELLED, SENT_BACK]), events.biz_id.notnull())
    undone = undone.group_by("biz_type", "biz_id").agg(undone_at=undone.ts.max())
    forced = events.filter(events.action == OVERRIDDEN, ~events.is_service_account)
    joined = forced.join(undone, ["biz_type", "biz_id"]).filter(lambda t: t.undone_at > t.ts)
    return joined.select(
        "log_id", "op_id", "day", "yuan", "biz_id", is_known_false_warning=joined.is_ordered
    )


@derived(key=("op_id",))
def override_reversal_totals(overrides: override_reversals):
    """O15: overrides undone later; those on a ticket (a known false warning) are explained."""
    totals = tally_facts(overrides, "o15", counted="log_id", explained=("is_known_false_warning",))
    return totals.drop("o15_is_open")
