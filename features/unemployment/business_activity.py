"""Businesses of claimants during benefit, by the market regulator's register."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.business_role import BusinessRole
from contracts.tables.death_record import DeathRecord
from contracts.tables.employer import Employer
from contracts.tables.person import Person
from features.common.calendar import convert_index_to_month, count_days_between, extract_month_index
from features.common.deaths import deaths
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.common.spells import employment_months
from features.unemployment.claims import net_benefit

REPRESENTATIVE, HOLDER, TRADER = "1", "2", "4"  # codes of business_role_kind
LEAST_SHARE_PCT = 10  # a tenth of a business: below, it is savings
INHERITED_DAYS = 365  # a share that began within a year of a death in the family may be inherited
VILLAGE = "70"  # code of unit_nature


@derived(key=("claim_id", "month", "uscc_hash", "role"))
def months_in_business(benefit: net_benefit, roles: BusinessRole, persons: Person, *, as_of):
    """claim_id, month, yuan, uscc_hash, role: paid months as head or holder of a tenth of a
    business.
    """
    business_roles = roles.filter(
        roles.role.isin([REPRESENTATIVE, TRADER])
        | ((roles.role == HOLDER) & (roles.share_pct >= LEAST_SHARE_PCT).fill_null(False)),
        roles.active_from <= as_of,
    )
    people = persons.select("person_id", "id_hash", "household_hash")
    business_roles = business_roles.join(people, "id_hash")
    joined = benefit.join(business_roles.drop("id_hash"), "person_id")
    until = extract_month_index(joined.active_to)
    # whole months alone: a role that begins or ends in a month says nothing of it
    inside = joined.filter(
        (joined.month > extract_month_index(joined.active_from))
        & (until.isnull() | (joined.month < until))
    )
    return inside.group_by("claim_id", "month", "uscc_hash", "role").agg(
        person_id=inside.person_id.min(),
        household_hash=inside.household_hash.min(),
        yuan=inside.yuan.max(),
        active_from=inside.active_from.min(),
    )


@derived(key=("claim_id", "month", "uscc_hash", "role"))
def months_with_trade(months: months_in_business, employers: Employer, insured: employment_months):
    """The same with is_trading: the business insured staff in that month, or is an individual's."""
    units = employers.filter(employers.uscc_hash.notnull()).select(
        "uscc_hash", "employer_id", "unit_nature"
    )
    staffed = insured.select("employer_id", "month").distinct().mutate(has_staff=True)
    with_units = left_join_columns(months, units, "uscc_hash")
    joined = left_join_columns(with_units, staffed, "employer_id", "month")
    return joined.mutate(
        is_trading=joined.has_staff.fill_null(False) | (joined.role == TRADER),
        is_village=(joined.unit_nature == VILLAGE).fill_null(False),
    )


@derived(key=("claim_id",))
def claims_in_business(
    months: months_with_trade, persons: Person, records: OrEmpty[DeathRecord], *, as_of
):
    """U16: paid months with a business, of the business with the fewest explanations."""
    dead = deaths(records, as_of=as_of)
    lost = dead.join(persons.select("person_id", "household_hash"), "person_id").filter(
        lambda t: t.household_hash.notnull()
    )
    lost = lost.select("death_date", dead_home="household_hash", dead_person="person_id")
    near = months.select(
        "claim_id", "uscc_hash", "role", "active_from", "household_hash", "person_id"
    ).distinct()
    left = near.join(
        lost, [near.household_hash == lost.dead_home, near.person_id != lost.dead_person]
    )
    since = count_days_between(left.active_from, left.death_date)
    left = left.filter(left.role == HOLDER, since.between(0, INHERITED_DAYS))
    left = left.select("claim_id", "uscc_hash").distinct().mutate(is_left=True)
    by_firm = months.group_by("claim_id", "uscc_hash").agg(
        u16_months=months.month.nunique(),
        trading_months=months.month.nunique(where=months.is_trading),
        u16_from=convert_index_to_month(months.month.min()),
        u16_to=convert_index_to_month(months.month.max()),
        role=months.role.min(),
        is_village=months.is_village.any(),
    )
    once = months.select("claim_id", "uscc_hash", "month", "yuan").distinct()
    money = once.group_by("claim_id", "uscc_hash").agg(u16_yuan=once.yuan.sum())
    joined = left_join_columns(
        by_firm.join(money, ["claim_id", "uscc_hash"]), left, "claim_id", "uscc_hash"
    )
    joined = joined.mutate(
        is_dormant_firm=joined.trading_months == 0,
        is_inherited_share=joined.is_left.fill_null(False),
    )
    joined = joined.mutate(
        explained=joined.is_dormant_firm | joined.is_inherited_share | joined.is_village
    )
    worst = select_first_per_group(
        joined, "claim_id", ["explained", ibis.desc("u16_months"), "uscc_hash"]
    )
    return worst.select(
        "claim_id",
        "u16_months",
        "u16_from",
        "u16_to",
        "is_dormant_firm",
        "is_inherited_share",
        u16_yuan=worst.u16_yuan,
        is_village_body=worst.is_village,
        u16_role=worst.role.cases(
            (REPRESENTATIVE, "法定代表人"), (HOLDER, "持股10%以上股东"), else_="个体户经营者"
        ),
        u16_role_en=worst.role.cases(
            (REPRESENTATIVE, "legal representative"),
            (HOLDER, "holder of a tenth and more"),
            else_="owner",
        ),
    )
