"""Operators and their log, and the counting of events with their explanations."""

import ibis

from contracts.derived import derived
from contracts.tables.operator_account import OperatorAccount
from contracts.tables.operator_log import OperatorLog
from features.common.calendar import compute_window_start

WINDOW_MONTHS = 24  # two years of the log
LAST_HIGH_RISK = "15"  # kinds of business 02 to 15 are high-risk
FIRST_HIGH_RISK = "02"
# codes of operator_action
ACCEPTED, REVIEWED, APPROVED, SENT_BACK, LOOKED_UP, EDITED, CANCELLED, OVERRIDDEN = "12345678"
DECIDED = (REVIEWED, APPROVED)
ACTS = (ACCEPTED, REVIEWED, APPROVED, EDITED, OVERRIDDEN)
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
