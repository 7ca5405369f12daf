"""Edits of personal data and of closed contribution months, by operator."""

import ibis

from contracts.derived import derived
from features.common.calendar import count_days_between
from features.common.join_helpers import left_join_columns
from features.operators.operator_money import pension_rows
from features.operators.operators import ACCEPTED, EDITED, operator_events, tally_facts

NAME, NUMBER = "name", "id_no"
CLOSED_MONTHS, MERGE = "02", "04"  # codes of biz_type
TOGETHER_DAYS = 90  # a quarter: two edits that far apart are two matters
LEAST_EDITS = 20  # fewer say nothing of a habit
USUAL_Z = 3.0  # edits without a work order below it are as at the same post
EXACT = 1_000_000  # whole millionths, so that a sum does not depend on its order
LEAST_SPREAD = 0.4  # on the logarithm: counts that differ by half are alike
IQR_OF_NORMAL = 1.349  # interquartile range of a normal distribution in standard deviations


@derived(key=("log_id",))
def identity_edits(events: operator_events):
    """Edits of name or identity number and merges.

    is_single_order: the work order was for that person alone.
    """
    is_merge = (events.biz_type == MERGE) & events.action.isin([ACCEPTED, EDITED])
    is_edit = (events.action == EDITED) & events.field_changed.isin([NAME, NUMBER])
    edits = events.filter(
        is_merge | is_edit, events.person_id.notnull(), ~events.is_service_account
    )
    orders = events.filter(events.work_order_no.notnull(), events.person_id.notnull())
    orders = orders.group_by("work_order_no").agg(order_persons=orders.person_id.nunique())
    joined = left_join_columns(edits, orders, "work_order_no")
    return joined.select(
        "log_id",
        "op_id",
        "person_id",
        "day",
        kind=(joined.biz_type == MERGE).ifelse("merge", joined.field_changed),
        is_confirmed=(joined.order_persons == 1).fill_null(False),
    )


@derived(key=("op_id", "person_id", "day"))
def double_edits(edits: identity_edits, payments: pension_rows):
    """O07: two of name, number and merge of one person within 90 days, one row an operator
    involved.
    """
    other = edits.select(
        "person_id", other_kind=edits.kind, other_day=edits.day, other_confirmed=edits.is_confirmed
    )
    pairs = edits.join(other, "person_id").filter(
        lambda t: (
            (t.kind != t.other_kind)
            & (count_days_between(t.day, t.other_day).abs() <= TOGETHER_DAYS)
        )
    )
    later = ibis.greatest(pairs.day, pairs.other_day)
    pairs = pairs.mutate(
        later_day=later, is_police_confirmed=pairs.is_confirmed & pairs.other_confirmed
    )
    facts = pairs.group_by("op_id", "person_id", "day").agg(
        later_day=pairs.later_day.min(),
        is_police_confirmed=pairs.is_police_confirmed.all(),
        is_merged=((pairs.kind == "merge") | (pairs.other_kind == "merge")).any(),
    )
    paid = payments.filter(~payments.reversed).select("person_id", "paid_date", "amount")
    after = facts.join(paid, "person_id").filter(lambda t: t.paid_date > t.later_day)
    money = after.group_by("op_id", "person_id", "day").agg(yuan=after.amount.sum())
    with_money = left_join_columns(facts, money, "op_id", "person_id", "day")
    return with_money.mutate(yuan=with_money.yuan.fill_null(0))


@derived(key=("op_id",))
def identity_changes(facts: double_edits):
    """O07: persons with name and number changed, or one of them beside a merge."""
    # a person with several pairs draws one pension: the largest counts
    persons = facts.group_by("op_id", "person_id", "is_police_confirmed").agg(
        day=facts.day.max(), yuan=facts.yuan.max(), is_merged=facts.is_merged.any()
    )
    totals = tally_facts(persons, "o07", counted="person_id", explained=("is_police_confirmed",))
    merged = persons.filter(~persons.is_police_confirmed).group_by("op_id")
    merged = merged.agg(o07_merged=lambda t: t.person_id.nunique(where=t.is_merged))
    joined = left_join_columns(totals, merged, "op_id")
    return joined.mutate(o07_merged=joined.o07_merged.fill_null(0)).drop("o07_is_open")


@derived(key=("log_id",))
def edits_in_closed_months(events: operator_events):
    """O10: edits of closed contribution months."""
    staff_edits = events.filter(
        events.biz_type == CLOSED_MONTHS, events.action == EDITED, ~events.is_service_account
    )
    return staff_edits.select(
        "log_id", "op_id", "post", "person_id", "day", "yuan", "is_ordered", "work_order_no"
    )


@derived(key=("op_id",))
def month_editors(edits: edits_in_closed_months, events: operator_events):
    """O10: edits without a work order as a robust z-score (logarithm, median, quartiles) within the
    post.
    """
    staff = (
        events.filter(~events.is_service_account)
        .group_by("op_id", "post")
        .agg(worked=lambda t: t.count())
    )
    counted = edits.group_by("op_id").agg(
        o10_edits=edits.count(),
        open_edits=(~edits.is_ordered).sum(),
        ordered_edits=edits.is_ordered.sum(),
        o10_persons=edits.person_id.nunique(),
        open_yuan=edits.yuan.sum(where=~edits.is_ordered),
        o10_from=edits.day.min(),
        o10_to=edits.day.max(),
    )
    table = left_join_columns(staff, counted, "op_id")
    table = table.mutate(
        o10_edits=table.o10_edits.fill_null(0),
        open_edits=table.open_edits.fill_null(0),
        ordered_edits=table.ordered_edits.fill_null(0),
    )
    table = table.mutate(size=_log_size(table.open_edits), all_size=_log_size(table.o10_edits))
    posts = table.group_by("post").agg(
        middle=table["size"].quantile(0.5),
        spread=table["size"].quantile(0.75) - table["size"].quantile(0.25),
        o10_peer_edits=table.open_edits.median(),
    )
    joined = table.join(posts, "post")
    spread = ibis.greatest(joined.spread / IQR_OF_NORMAL, LEAST_SPREAD)
    joined = joined.mutate(
        z_open=(joined["size"] - joined.middle) / spread,
        z_all=(joined.all_size - joined.middle) / spread,
    )
    is_many, all_many = joined.open_edits >= LEAST_EDITS, joined.o10_edits >= LEAST_EDITS
    # many edits in all, those without a work order as at the same post: the project is shown, and
    # explained
    is_project = ~(is_many & (joined.z_open >= USUAL_Z)) & all_many & (joined.z_all >= USUAL_Z)
    z = is_project.ifelse(joined.z_all, is_many.ifelse(joined.z_open, None))
    return joined.select(
        "op_id",
        "o10_edits",
        "ordered_edits",
        "open_edits",
        "o10_persons",
        "o10_peer_edits",
        "o10_from",
        "o10_to",
        # what is just below is not rounded up to it
        o10_z=(z >= USUAL_Z).ifelse(z.round(2), (z * 100).floor() / 100),
        o10_yuan=joined.open_yuan.fill_null(0),
        is_cleaning_project=is_project,
    )


def _log_size(count):
    return (count.cast("float64") + 1.0).ln()
