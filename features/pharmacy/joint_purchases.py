"""Joint purchases: runs at one till, groups that always come together, collectors."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.account_share import AccountShare
from contracts.tables.person import Person
from contracts.tables.whitelist import Whitelist
from features.common.calendar import extract_month_index
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.pharmacy.purchases import YEAR_DAYS, is_in_last_days, purchases

# a till serves a customer a minute; five in a row at one amount (±1 yuan) is a run
RUN_SECONDS, RUN_PERSONS, SAME_YUAN = 60, 5, 1
# within ten minutes on four days of the last ninety: couples and chance are fewer
TOGETHER_SECONDS, TOGETHER_DAYS, RECENT_DAYS = 600, 4, 90
# which of several groups or collectors stands for a shop, and which tie shops: the cut is the
# indicators' (P06, P22)
LARGE_GROUP, MANY_COLLECTED = 4, 5
HOME_SHARE = 0.8  # four of five at one address are a home


def count_seconds_between(later, earlier):
    """Seconds from `earlier` to `later`."""
    return later.delta(earlier, unit="second")


@derived(key=("setl_id",))
def till_runs(sold: purchases, *, as_of):
    """Settlements that follow within a minute at one till, other persons, same amount (±1 yuan).

    institution_code, run (its first settlement), setl_id, for runs of five persons and more in the
    last year. Tills without a name would make parallel tills one, and are left out.
    """
    recent = sold.filter(
        is_in_last_days(sold.service_date, as_of, YEAR_DAYS), sold.has_clock, sold.till_id != ""
    )
    window = {
        "group_by": [recent.institution_code, recent.till_id],
        "order_by": [recent.service_time, recent.setl_id],
    }
    before = {
        c: recent[c].lag().over(**window) for c in ("service_time", "person_id", "total_yuan")
    }
    after = {c: recent[c].lead().over(**window) for c in before}
    follows, is_followed = _is_run(before, recent), _is_run(recent, after)
    run_marks = recent.mutate(starts=(~follows).cast("int64"), is_followed=is_followed)
    run_marks = run_marks.filter(
        (run_marks.starts == 0) | run_marks.is_followed
    )  # few are of any run
    window = {
        "group_by": [run_marks.institution_code, run_marks.till_id],
        "order_by": [run_marks.service_time, run_marks.setl_id],
    }
    numbered = run_marks.mutate(run=run_marks.starts.sum().over(rows=(None, 0), **window))
    keys = ["institution_code", "till_id", "run"]
    runs = numbered.group_by(*keys).agg(run_persons=numbered.person_id.nunique())
    joined = numbered.join(runs.filter(runs.run_persons >= RUN_PERSONS), keys)
    return joined.select(
        "setl_id",
        "institution_code",
        "till_id",
        "run",
        "run_persons",
        "person_id",
        "service_time",
        "total_yuan",
    )


def _is_run(one, next_one):
    """Whether a settlement goes on where the one before it at the till (service_time, person_id,
    total_yuan) was.
    """
    follows = (
        (count_seconds_between(next_one["service_time"], one["service_time"]) <= RUN_SECONDS)
        & (next_one["person_id"] != one["person_id"])
        & ((next_one["total_yuan"] - one["total_yuan"]).abs() <= SAME_YUAN)
    )
    return follows.fill_null(False)


@derived(key=("institution_code",))
def swipe_runs(settled: till_runs):
    """P05: runs in the month with most of them.

    Persons of the longest run; runs and yuan of the year.
    """
    runs = settled.group_by("institution_code", "till_id", "run").agg(
        started=settled.service_time.min(),
        run_persons=settled.run_persons.max(),
        yuan=settled.total_yuan.sum(),
    )
    months = runs.group_by("institution_code", month=extract_month_index(runs.started)).agg(
        runs=runs.count(),
        persons=runs.run_persons.max(),
        yuan=runs.yuan.sum(),
        first=runs.started.min(),
        last=runs.started.max(),
    )
    return months.group_by("institution_code").agg(
        p05_runs=months.runs.max(),
        p05_year_runs=months.runs.sum(),
        p05_persons=months.persons.max(),
        p05_yuan=months.yuan.sum(),
        p05_from=months["first"].min().cast("date"),
        p05_to=months["last"].max().cast("date"),
    )


@derived(key=("institution_code", "one", "other"))
def companions(sold: purchases, *, as_of):
    """Persons who bought within ten minutes of each other in one shop on four of the last ninety
    days.

    Both directions of a pair are rows. Only persons with that many days are compared.
    """
    recent = sold.filter(
        is_in_last_days(sold.service_date, as_of, RECENT_DAYS), sold.has_clock, ~sold.is_online
    )
    regulars = recent.group_by("institution_code", "person_id").agg(
        days=recent.service_date.nunique()
    )
    recent = recent.semi_join(
        regulars.filter(regulars.days >= TOGETHER_DAYS), ["institution_code", "person_id"]
    )
    left = recent.select("institution_code", "service_date", one="person_id", at="service_time")
    right = recent.select(
        other_shop="institution_code",
        other_date="service_date",
        other="person_id",
        other_at="service_time",
    )
    near = left.join(
        right,
        [
            left.institution_code == right.other_shop,
            left.service_date == right.other_date,
            left.one != right.other,
            count_seconds_between(right.other_at, left["at"]).between(
                -TOGETHER_SECONDS, TOGETHER_SECONDS
            ),
        ],
    )
    pairs = near.group_by("institution_code", "one", "other").agg(
        shared_days=near.service_date.nunique(),
        first=near.service_date.min(),
        last=near.service_date.max(),
    )
    return pairs.filter(pairs.shared_days >= TOGETHER_DAYS)


@derived(key=("institution_code", "one", "other"))
def strangers_together(pairs: companions, persons: Person, shares: OrEmpty[AccountShare]):
    """Companions neither of one household nor of a linked account; is_same_home: one address."""
    homes = persons.select("person_id", "household_hash", "address_hash")
    joined = left_join_columns(pairs, homes.rename(one="person_id"), "one")
    second = homes.select(
        other="person_id", other_household="household_hash", other_address="address_hash"
    )
    joined = left_join_columns(joined, second, "other")
    joined = joined.filter((joined.household_hash != joined.other_household).fill_null(True))
    ties = ibis.union(
        shares.select(one=shares.owner_person_id, other=shares.member_person_id),
        shares.select(one=shares.member_person_id, other=shares.owner_person_id),
        distinct=True,
    )
    return joined.anti_join(ties, ["one", "other"]).select(
        "institution_code",
        "one",
        "other",
        "shared_days",
        "first",
        "last",
        is_same_home=(joined.address_hash == joined.other_address).fill_null(False),
    )


@derived(key=("institution_code", "person_id"))
def group_members(pairs: strangers_together):
    """Size of a person's group in a shop (with the person): a large one, else the largest."""
    counted = pairs.group_by("institution_code", person_id=pairs.one).agg(
        group_persons=pairs.other.nunique() + 1,
        apart_persons=pairs.other.nunique(where=~pairs.is_same_home) + 1,
        shared_days=pairs.shared_days.max(),
        first=pairs["first"].min(),
        last=pairs["last"].max(),
    )
    largest = counted.group_persons.max().over(group_by="institution_code")
    counted = counted.mutate(least_shown=ibis.least(largest, LARGE_GROUP))
    return counted.filter(counted.group_persons >= counted.least_shown).drop("least_shown")


@derived(key=("institution_code", "setl_id"))
def group_purchases(members: group_members, sold: purchases, *, as_of):
    """Purchases of the members of groups in the last ninety days."""
    recent = sold.filter(is_in_last_days(sold.service_date, as_of, RECENT_DAYS))
    joined = recent.semi_join(members, ["institution_code", "person_id"])
    return joined.select(
        "institution_code", "setl_id", "fund_yuan", "account_yuan", "collector_hash"
    )


@derived(key=("institution_code",))
def buyer_groups(
    members: group_members, bought: group_purchases, whitelist: OrEmpty[Whitelist], *, as_of
):
    """P06: persons in the largest group of a shop, and yuan of its members.

    p06_persons, the model's feature, is the same where the group is large.
    """
    allowed = select_approved_collectors(whitelist, as_of).rename(collector_hash="collector")
    with_approval = left_join_columns(bought, allowed, "collector_hash")
    money = with_approval.group_by("institution_code").agg(
        p06_yuan=(with_approval.fund_yuan + with_approval.account_yuan).sum(),
        approved=with_approval.is_approved.fill_null(False).all(),
    )
    counted = members.group_by("institution_code").agg(
        p06_group_persons=members.group_persons.max(),
        apart=members.apart_persons.max(),
        p06_days=members.shared_days.max(),
        p06_from=members["first"].min(),
        p06_to=members["last"].max(),
    )
    joined = left_join_columns(counted, money, "institution_code")
    return joined.select(
        "institution_code",
        "p06_group_persons",
        "p06_days",
        "p06_yuan",
        "p06_from",
        "p06_to",
        p06_persons=(joined.p06_group_persons >= LARGE_GROUP).ifelse(
            joined.p06_group_persons, None
        ),
        # it is small without those of one home: a small group of strangers is none
        is_home_group=(joined.apart < LARGE_GROUP) & (joined.apart < joined.p06_group_persons),
        is_approved_group=joined.approved.fill_null(False),
    )


def select_approved_collectors(whitelist, as_of):
    """collector, is_approved: collectors on the white list of P22 or of all rules on the as-of
    date.
    """
    valid = whitelist.filter(
        whitelist.subject_kind == "collector",
        whitelist.rule_id.isin(["P22", "*"]),
        whitelist.valid_from <= as_of,
        whitelist.valid_to.isnull() | (whitelist.valid_to >= as_of),
    )
    return valid.select(collector="subject_id").distinct().mutate(is_approved=True)


@derived(key=("institution_code", "collector"))
def collectors(sold: purchases, persons: Person, whitelist: OrEmpty[Whitelist], *, as_of):
    """Persons for whom someone collected at a shop in ninety days, and their homes.

    Same household left out.
    """
    recent = sold.filter(
        is_in_last_days(sold.service_date, as_of, RECENT_DAYS), sold.collector_hash.notnull()
    ).rename(collector="collector_hash")
    homes = persons.select(
        "person_id",
        household=persons.household_hash,
        home=persons.address_hash.fill_null(persons.household_hash).fill_null(persons.person_id),
    )
    joined = recent.join(homes, "person_id")
    collector_households = persons.select(
        collector=persons.id_hash, own_household=persons.household_hash
    )
    joined = left_join_columns(joined, collector_households.distinct(), "collector")
    others = joined.filter((joined.household != joined.own_household).fill_null(True))
    counted = others.group_by("institution_code", "collector").agg(
        collected_persons=others.person_id.nunique(),
        households=others.household.nunique(),
        homes=others.home.nunique(),
        yuan=(others.fund_yuan + others.account_yuan).sum(),
        first=others.service_date.min(),
        last=others.service_date.max(),
    )
    counted = left_join_columns(counted, select_approved_collectors(whitelist, as_of), "collector")
    is_one_home = (
        ibis.least(counted.homes, counted.households)
        <= (1 - HOME_SHARE) * counted.collected_persons + 1
    )
    return counted.mutate(is_approved=counted.is_approved.fill_null(False), is_one_home=is_one_home)


@derived(key=("institution_code",))
def largest_collectors(collector_rows: collectors):
    """P22: most persons for whom one collector signed, neither approved nor of one home.

    An explained collector for many ranks before an unexplained one for few.
    """
    ranked = collector_rows.mutate(is_few=collector_rows.collected_persons < MANY_COLLECTED)
    order = ["is_few", "is_approved", "is_one_home", ibis.desc("collected_persons"), "collector"]
    worst = select_first_per_group(ranked, "institution_code", order)
    return worst.select(
        "institution_code",
        p22_persons=worst.collected_persons,
        p22_homes=worst.homes,
        p22_yuan=worst.yuan,
        p22_collector=worst.collector,
        p22_from=worst["first"],
        p22_to=worst["last"],
        is_approved_collector=worst.is_approved,
        is_care_home=worst.is_one_home,
    )


@derived(key=("institution_code", "setl_id"))
def collector_purchases(worst: largest_collectors, sold: purchases, *, as_of):
    """The purchases behind P22."""
    recent = sold.filter(is_in_last_days(sold.service_date, as_of, RECENT_DAYS))
    worst_collectors = worst.select("institution_code", collector_hash="p22_collector")
    return recent.semi_join(worst_collectors, ["institution_code", "collector_hash"]).select(
        "institution_code", "setl_id"
    )


@derived(key=("subject_kind", "subject_id", "link_kind", "link_id"))
def buyer_links(pairs: strangers_together, collector_rows: collectors):
    """Ties of shops by common collectors."""
    many = collector_rows.filter(
        collector_rows.collected_persons >= MANY_COLLECTED,
        ~collector_rows.is_approved,
        ~collector_rows.is_one_home,
    )
    return many.select(
        subject_kind=ibis.literal("institution"),
        subject_id=many.institution_code,
        link_kind=ibis.literal("collector"),
        link_id=many.collector,
    ).distinct()
