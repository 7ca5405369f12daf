"""Pension accounts after an operator's edits: swapped for a payment, or shared by many."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.employer import Employer
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.operator_account import OperatorAccount
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from contracts.tables.whitelist import Whitelist
from features.common.calendar import compute_window_start, count_days_between
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.operators.operators import EDITED, operator_events, tally_facts
from features.operators.own_accounts import fund_payments

ACCOUNT_FIELD = "bank_account"
TO_PERSON = "1"  # code of injury_payee
# days from an edit to a payment, to the next edit, and to the first payment of an account
PAID_WITHIN, BACK_WITHIN, FOLLOWS_WITHIN = 35, 60, 62
YEAR = 12  # months
SWAPPED_PERSONS = 3  # one wrong account is corrected now and then, three of one hand are a habit
# households on one account, persons led into it: two are the least of either
SHARED, MOVED_PERSONS = 2, 2
# households: which accounts stand for an operator, and which tie operators; the cut is O06's
WIDE_POOL = 3


@derived(key=("person_id", "insurance_type", "benefit_month", "kind", "seq"), view=True)
def pension_rows(payments: PensionPayment, *, as_of):
    """Pension payments of the window made by the as-of date, without reversals."""
    since = compute_window_start(as_of, 2 * YEAR)
    return payments.filter(
        payments.reversal_of.isnull(), payments.paid_date.between(since, as_of)
    ).drop("updated_at", "row_status")


@derived(key=("log_id",))
def account_edits(events: operator_events):
    """Edits of a person's bank account, with the time of the person's next edit."""
    edits = events.filter(
        events.action == EDITED, events.field_changed == ACCOUNT_FIELD, events.person_id.notnull()
    )
    window = ibis.window(group_by="person_id", order_by=["ts", "log_id"])
    return edits.select(
        "log_id", "op_id", "person_id", "ts", "day", next_day=edits.day.lead().over(window)
    )


@derived(key=("log_id",))
def account_swaps(
    edits: account_edits,
    payments: pension_rows,
    ever: PensionPayment,
    persons: Person,
    accounts: OperatorAccount,
    of_funds: fund_payments,
):
    """O05: an edit, a payment to the account within 35 days, and another edit within 60 days.

    The account before an edit is known from any earlier pension, within the window or not.
    is_others_account: a payment of any fund to another person went to the account between too, or
    it is an operator's.
    """
    swaps = edits.filter(count_days_between(edits.next_day, edits.day) <= BACK_WITHIN)
    paid = payments.select("person_id", "paid_date", "bank_hash", "amount", "reversed")
    paid = paid.filter(paid.bank_hash.notnull())
    joined = swaps.join(paid, "person_id")
    between = joined.filter(
        joined.paid_date >= joined.day,
        joined.paid_date <= joined.next_day,
        count_days_between(joined.paid_date, joined.day) <= PAID_WITHIN,
    )
    newest = [ibis.desc("paid_date"), "bank_hash"]
    earlier = swaps.join(
        ever.filter(ever.bank_hash.notnull(), ever.reversal_of.isnull()).select(
            "person_id", "paid_date", "bank_hash"
        ),
        "person_id",
    )
    earlier = earlier.filter(earlier.paid_date < earlier.day)
    before = select_first_per_group(earlier, "log_id", newest)
    after = select_first_per_group(
        joined.filter(joined.paid_date > joined.next_day), "log_id", ["paid_date", "bank_hash"]
    )
    ends = before.select("log_id", bank_before=before.bank_hash).join(
        after.select("log_id", bank_after=after.bank_hash), "log_id"
    )
    went = between.join(ends, "log_id").filter(
        lambda t: (t.bank_hash != t.bank_before) & (t.bank_hash != t.bank_after)
    )
    went = went.group_by(
        "log_id", "op_id", "person_id", "day", "bank_hash", "bank_before", "bank_after"
    ).agg(
        yuan=went.amount.sum(),
        last_paid=went.paid_date.max(),
        is_money_returned=went.reversed.all(),
    )
    homes = persons.select("person_id", "household_hash")
    users = of_funds.filter(of_funds.person_id.notnull()).select("person_id", "bank_hash")
    users = users.union(paid.select("person_id", "bank_hash"), distinct=True)
    users = users.join(homes, "person_id")
    users = users.select("bank_hash", user_id=users.person_id, user_home=users.household_hash)
    went = went.join(homes, "person_id")
    others = went.join(users, "bank_hash").filter(lambda t: t.user_id != t.person_id)
    others = others.group_by("log_id").agg(
        is_in_family=(others.user_home == others.household_hash).fill_null(False).any(),
        has_other_user=others.user_id.notnull().any(),
    )
    of_operators = accounts.filter(accounts.bank_hash.notnull()).select("bank_hash").distinct()
    went = left_join_columns(went, of_operators.mutate(is_of_operator=True), "bank_hash")
    with_others = left_join_columns(went, others, "log_id")
    return with_others.select(
        "log_id",
        "op_id",
        "person_id",
        "bank_hash",
        "yuan",
        "last_paid",
        "is_money_returned",
        day=with_others.day,
        is_family_account=with_others.is_in_family.fill_null(False),
        is_corrected_account=(with_others.bank_after != with_others.bank_before)
        & with_others.has_other_user.isnull()
        & with_others.is_of_operator.isnull(),
        is_others_account=with_others.has_other_user.fill_null(False)
        | with_others.is_of_operator.fill_null(False),
    )


@derived(key=("op_id",))
def account_swap_totals(facts: account_swaps):
    """O05: persons whose account was changed, paid to and changed back.

    is_swap_pattern: three persons of one operator, or an account between that is somebody else's.
    """
    explained = ("is_money_returned", "is_family_account", "is_corrected_account")
    totals = tally_facts(facts, "o05", counted="person_id", explained=explained)
    is_open = ~(facts.is_money_returned | facts.is_family_account | facts.is_corrected_account)
    others = facts.group_by("op_id").agg(has_others=(is_open & facts.is_others_account).any())
    joined = totals.join(others, "op_id").drop("o05_is_open")
    is_pattern = joined.has_others | (joined.o05_count >= SWAPPED_PERSONS)
    return joined.mutate(is_swap_pattern=is_pattern).drop("has_others")


@derived(key=("op_id", "person_id", "insurance_type", "benefit_month", "kind", "seq"))
def swap_payments(facts: account_swaps, payments: pension_rows):
    """The pensions paid into the account while it was swapped."""
    went = facts.select("op_id", "person_id", "bank_hash", "day", "last_paid").join(
        payments, ["person_id", "bank_hash"]
    )
    went = went.filter(went.paid_date.between(went.day, went.last_paid))
    return went.select(
        "op_id", "person_id", "insurance_type", "benefit_month", "kind", "seq"
    ).distinct()


@derived(key=("bank_hash",))
def common_accounts(
    pensions: pension_rows,
    injuries: InjuryPayment,
    persons: Person,
    units: Employer,
    whitelist: OrEmpty[Whitelist],
    *,
    as_of,
):
    """O06: accounts into which several households were paid in the last year, and their owners."""
    since = compute_window_start(as_of, YEAR)
    paid = collect_payee_payments(pensions, injuries, as_of=as_of).filter(
        lambda t: t.paid_date >= since
    )
    paid = left_join_columns(paid, persons.select("person_id", "household_hash"), "person_id")
    pools = paid.group_by("bank_hash").agg(
        pool_households=paid.household_hash.fill_null(paid.person_id).nunique(),
        pool_persons=paid.person_id.nunique(),
    )
    pools = pools.filter(pools.pool_households >= SHARED)
    of_units = units.filter(units.bank_hash.notnull()).select("bank_hash").distinct()
    approved_accounts = whitelist.filter(
        whitelist.subject_kind == "bank",
        whitelist.rule_id.isin(["O06", "*"]),
        whitelist.valid_from <= as_of,
        whitelist.valid_to.isnull() | (whitelist.valid_to >= as_of),
    )
    approved_accounts = approved_accounts.select(bank_hash=approved_accounts.subject_id).distinct()
    with_flags = left_join_columns(pools, of_units.mutate(of_unit=True), "bank_hash")
    with_flags = left_join_columns(with_flags, approved_accounts.mutate(on_list=True), "bank_hash")
    return with_flags.select(
        "bank_hash",
        "pool_households",
        "pool_persons",
        is_unit_account=with_flags.of_unit.fill_null(False),
        is_approved_account=with_flags.on_list.fill_null(False),
    )


def collect_payee_payments(pensions, injuries, *, as_of):
    """Payments to persons that stand: person_id, bank_hash, paid_date, yuan, op_id where the row
    names one.
    """
    standing = pensions.filter(~pensions.reversed, pensions.bank_hash.notnull())
    cash = injuries.filter(
        ~injuries.reversed,
        injuries.payee_kind == TO_PERSON,
        injuries.bank_hash.notnull(),
        injuries.paid_date <= as_of,
    )
    return ibis.union(
        standing.select(
            "person_id", "bank_hash", "paid_date", yuan=standing.amount, op_id=ibis.null("string")
        ),
        cash.select("person_id", "bank_hash", "paid_date", yuan=cash.amount, op_id=cash.op_id),
    )


@derived(key=("op_id", "person_id", "bank_hash"))
def payee_moves(
    pools: common_accounts,
    edits: account_edits,
    pensions: pension_rows,
    injuries: InjuryPayment,
    *,
    as_of,
):
    """O06: persons whom an operator moved into a shared account, by an edit or by a payment."""
    paid = collect_payee_payments(pensions, injuries, as_of=as_of).join(pools, "bank_hash")
    entered = paid.group_by("person_id", "bank_hash").agg(first_paid=paid.paid_date.min())
    led = edits.join(entered, "person_id")
    led = led.filter(
        led.first_paid >= led.day, count_days_between(led.first_paid, led.day) <= FOLLOWS_WITHIN
    ).select("op_id", "person_id", "bank_hash")
    direct = paid.filter(paid.op_id.notnull()).select("op_id", "person_id", "bank_hash")
    leaders = ibis.union(led, direct, distinct=True)
    since = compute_window_start(as_of, YEAR)
    money = paid.filter(paid.paid_date >= since).group_by("person_id", "bank_hash")
    money = money.agg(
        yuan=lambda t: t.yuan.sum(),
        first_paid=lambda t: t.paid_date.min(),
        day=lambda t: t.paid_date.max(),
    )
    return leaders.join(money, ["person_id", "bank_hash"]).join(pools, "bank_hash")


@derived(key=("op_id", "person_id", "bank_hash"))
def pooled_payees(moved: payee_moves):
    """Persons moved into wide accounts by an operator who moved two and more into one.

    Without a wide account, those of the widest. led: persons whom the operator moved into that
    account.
    """
    own = moved.group_by("op_id", "bank_hash").agg(led=moved.person_id.nunique())
    joined = moved.join(own, ["op_id", "bank_hash"])
    led = joined.filter(joined.led >= MOVED_PERSONS)
    widest = led.group_by("op_id").agg(least_shown=ibis.least(led.pool_households.max(), WIDE_POOL))
    shown = joined.join(widest, "op_id")
    return shown.filter(shown.pool_households >= shown.least_shown).drop("least_shown")


@derived(key=("op_id", "person_id", "insurance_type", "benefit_month", "kind", "seq"))
def pool_payments(moved: pooled_payees, payments: pension_rows, *, as_of):
    """Pensions of the last year paid into these accounts."""
    led = moved.select("op_id", "person_id", "bank_hash")
    went = payments.filter(payments.paid_date >= compute_window_start(as_of, YEAR)).join(
        led, ["person_id", "bank_hash"]
    )
    return went.select(
        "op_id", "person_id", "insurance_type", "benefit_month", "kind", "seq"
    ).distinct()


@derived(key=("op_id",))
def largest_pool(moved: pooled_payees):
    """O06: the largest shared account into which the operator moved two persons and more.

    Yuan of all of them.

    o06_moved_count, the model's feature, is o06_moved_persons where an account is wide.
    """
    facts = moved.filter(moved.led >= MOVED_PERSONS)
    explained = ("is_unit_account", "is_approved_account")
    totals = tally_facts(facts, "o06_moved", counted="person_id", explained=explained)
    is_open = ~(facts.is_unit_account | facts.is_approved_account)
    pools = facts.group_by("op_id").agg(
        open_households=facts.pool_households.max(where=is_open),
        all_households=facts.pool_households.max(),
    )
    joined = totals.join(pools, "op_id")
    counted = joined.mutate(
        o06_households=joined.open_households.fill_null(joined.all_households),
        o06_moved_persons=joined.o06_moved_count,
    )
    is_wide = counted.all_households >= WIDE_POOL
    counted = counted.mutate(o06_moved_count=is_wide.ifelse(counted.o06_moved_count, None))
    return counted.drop("open_households", "all_households", "o06_moved_is_open")
