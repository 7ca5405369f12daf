"""Items sold against the catalogue's restrictions by sex, age and insurance."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.account_share import AccountShare
from contracts.tables.claim_line import ClaimLine
from contracts.tables.drug_catalog import DrugCatalog
from contracts.tables.person import Person
from features.common.calendar import count_days_between
from features.common.join_helpers import left_join_columns
from features.pharmacy.purchases import YEAR_DAYS, is_in_last_days, purchase_lines, purchases
from features.pharmacy.standing_out import (
    STANDS_OUT,
    add_sums_of_others,
    compute_excess_rarity,
    compute_rate_of_others,
)

KNOWN_SEXES = ("1", "2")  # codes of sex, without 9 = not stated
# a line or two of a year and a small sum are slips in a pick-list
# (docs/scenarios/pharmacy_billing.md)
SLIP_LINES, SLIP_YUAN = 2, 300


@derived(key=("feedetl_sn",))
def restricted_lines(
    lines: purchase_lines,
    sold: purchases,
    every_line: ClaimLine,
    catalog: DrugCatalog,
    persons: Person,
    shares: OrEmpty[AccountShare],
    *,
    as_of,
):
    """Lines of a year of items with a restriction, where it binds the pooled fund.

    Bought by the insured person himself (no collector, no relative's account) with pooled money, or
    on a prescription made out to that person; without one, not where a linked member of the family
    fits the restriction. is_injury_item, is_other_sex, is_other_age: against which it was sold.
    """
    limited = catalog.filter(
        catalog.only_injury
        | catalog.restrict_sex.notnull()
        | catalog.restrict_age_min.notnull()
        | catalog.restrict_age_max.notnull()
    ).select("item_code", "restrict_sex", "restrict_age_min", "restrict_age_max", "only_injury")
    recent = lines.filter(is_in_last_days(lines.service_date, as_of, YEAR_DAYS)).join(
        limited, "item_code"
    )
    prescribed = every_line.filter(every_line.rx_flag).semi_join(recent, "feedetl_sn")
    recent = left_join_columns(
        recent, prescribed.select("feedetl_sn", is_prescribed="rx_flag"), "feedetl_sn"
    )
    joined = recent.join(persons.select("person_id", "sex", "birth_date"), "person_id")
    paid = sold.select("setl_id", "fund_yuan", "collector_hash", "payer_person_id")
    joined = joined.join(paid, "setl_id")
    is_prescribed = joined.is_prescribed.fill_null(False)
    # where a settlement was paid from the pool, its lines outside the policy scope were not
    in_scope = joined.fund_scope_amount.abs().sum().over(group_by=joined.setl_id) > 0
    is_pooled = (joined.fund_yuan > 0) & ((joined.fund_scope_amount > 0) | ~in_scope)
    is_for_another = joined.collector_hash.notnull() | (
        joined.payer_person_id != joined.person_id
    ).fill_null(False)
    with_breaches = joined.mutate(
        is_prescribed=is_prescribed,
        is_pooled=is_pooled,
        is_injury_item=joined.only_injury & is_pooled,
        is_other_sex=_is_other_sex(joined, joined.sex),
        is_other_age=_is_other_age(joined, joined.birth_date),
    ).filter((is_pooled | is_prescribed) & ~is_for_another)
    family = _find_fitting_family(with_breaches, persons, shares, as_of)
    with_breaches = left_join_columns(with_breaches, family, "feedetl_sn")
    is_for_family = with_breaches.has_fitting_member.fill_null(False) & ~with_breaches.is_prescribed
    return with_breaches.select(
        "feedetl_sn",
        "institution_code",
        "person_id",
        "service_date",
        "amount",
        "generic_name",
        "is_injury_item",
        is_other_sex=with_breaches.is_other_sex & ~is_for_family,
        is_other_age=with_breaches.is_other_age & ~is_for_family,
    )


def _is_other_sex(lines, sex):
    return (sex.isin(KNOWN_SEXES) & (sex != lines.restrict_sex)).fill_null(False)


def _is_other_age(lines, birth_date):
    age = count_days_between(lines.service_date, birth_date) / 365.25
    return (age < lines.restrict_age_min).fill_null(False) | (
        age >= lines.restrict_age_max + 1
    ).fill_null(False)


def _find_fitting_family(lines, persons, shares, as_of):
    """Lines against a restriction that a member of the buyer's linked account would fit."""
    against = lines.filter(lines.is_other_sex | lines.is_other_age)
    valid = shares.filter(
        shares.from_date <= as_of, shares.to_date.isnull() | (shares.to_date >= as_of)
    )
    ties = ibis.union(
        valid.select(person_id=valid.owner_person_id, other=valid.member_person_id),
        valid.select(person_id=valid.member_person_id, other=valid.owner_person_id),
        distinct=True,
    )
    others = ties.join(
        persons.select(other="person_id", other_sex="sex", other_birth_date="birth_date"), "other"
    )
    joined = against.join(others, "person_id")
    fits = ~_is_other_sex(joined, joined.other_sex) & ~_is_other_age(
        joined, joined.other_birth_date
    )
    fitting = joined.filter(fits).select("feedetl_sn").distinct()
    return fitting.mutate(has_fitting_member=True)


@derived(key=("feedetl_sn",))
def restriction_lines(restricted: restricted_lines):
    """The lines among them that were sold against the restriction."""
    return restricted.filter(
        restricted.is_injury_item | restricted.is_other_sex | restricted.is_other_age
    )


@derived(key=("institution_code",))
def against_restrictions(restricted: restricted_lines):
    """P19: such lines by shop. is_picklist_slip: one or two cheap ones of sex or age alone.

    is_usual_share: as many as the other shops' rate among lines of restricted items leads to
    expect, or a single one, and none for work injury alone.
    """
    marked = restricted.mutate(
        is_limit=restricted.is_other_sex | restricted.is_other_age,
        is_wrong=restricted.is_injury_item | restricted.is_other_sex | restricted.is_other_age,
    )
    shops = marked.group_by("institution_code").agg(
        restricted_lines=marked.count(), limit_lines=marked.is_limit.cast("int64").sum()
    )
    shops = shops.mutate(compared=shops.count().over())
    shops = add_sums_of_others(
        shops, ("restricted_lines", "limit_lines"), cases="limit_lines", unit="institution_code"
    )
    rate = compute_rate_of_others(shops.limit_lines_elsewhere, shops.restricted_lines_elsewhere)
    rarity = compute_excess_rarity(shops.limit_lines, shops.restricted_lines, rate, shops.compared)
    shops = shops.select("institution_code", "restricted_lines", is_usual=rarity < STANDS_OUT)
    wrong = marked.filter(marked.is_wrong)
    counted = wrong.group_by("institution_code").agg(
        p19_lines=wrong.count(),
        p19_injury=wrong.is_injury_item.cast("int64").sum(),
        p19_sex=wrong.is_other_sex.cast("int64").sum(),
        p19_age=wrong.is_other_age.cast("int64").sum(),
        p19_drug=wrong.generic_name.min(),
        p19_persons=wrong.person_id.nunique(),
        p19_yuan=wrong.amount.sum(),
        p19_from=wrong.service_date.min(),
        p19_to=wrong.service_date.max(),
    )
    joined = counted.join(shops, "institution_code")
    is_injury = joined.p19_injury > 0
    is_slip = (joined.p19_lines <= SLIP_LINES) & (joined.p19_yuan <= SLIP_YUAN) & ~is_injury
    return joined.mutate(
        has_injury_item=is_injury,
        is_picklist_slip=is_slip,
        is_usual_share=joined.is_usual & ~is_injury & ~is_slip,
    ).drop("is_usual")


@derived(key=("institution_code", "feedetl_sn"))
def wrong_item_lines(wrong: restriction_lines):
    """The lines behind P19."""
    return wrong.select("institution_code", "feedetl_sn")
