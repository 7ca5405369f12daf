"""Assistance grants of 2020 to 2023, looked at again: first enrolments just before the grant."""

import ibis

from contracts.derived import derived
from contracts.tables.person import Person
from features.common.tail_probability import compute_binomial_rarity
from features.unemployment.claims import ASSISTANCE, claim_base
from features.unemployment.rates_by_heads import (
    RARE,
    THOUSAND,
    add_rarity,
    body_heads,
    join_counts_to_heads,
    join_telling_body,
    list_bodies,
)

FIRST_MONTHS = 3  # first insured at most so many months before the separation
NEW_MONTHS = (1, 11)  # months paid: less than the year that the benefit asks for
USUAL_HEADS = 60  # one such grant on sixty heads, known beforehand
# three newcomers of ten grants, known beforehand: graduates and migrants are meant by the policy
USUAL_NEW, USUAL_GRANTS = 3, 10
UNUSUAL = 2.0  # -log10: a share of newcomers that one unit in a hundred has


@derived(key=("claim_id",))
def assistance_grants(claims: claim_base, persons: Person):
    """Grants with is_new: one to eleven months paid, first insured up to three months before."""
    grants = claims.filter(claims.benefit_kind == ASSISTANCE).semi_join(persons, "person_id")
    is_new = grants.paid_months_total.between(*NEW_MONTHS) & (
        grants.months_enrolled <= FIRST_MONTHS
    )
    return grants.select(
        "claim_id",
        "person_id",
        "group_id",
        employer_id=grants.last_employer_id,
        is_new=is_new.fill_null(False).cast("int64"),
    )


@derived(key=("body_kind", "body_id"))
def grants_by_body(grants: assistance_grants, heads: body_heads):
    """Grants of units and groups: grants, cases (newcomers), their rarity by heads and among the
    grants.

    Most grants are older than the ledger. A body has therefore at least as many heads as it has
    grants. share_rarity: -log10 of the chance of as many newcomers among its grants, at the share
    of all others.
    """
    rows = list_bodies(grants, "person_id", "is_new")
    counted = rows.group_by("body_kind", "body_id").agg(
        grants=rows.person_id.nunique(), cases=rows.is_new.sum()
    )
    counted = counted.mutate(weight_thousandths=counted.cases * THOUSAND)
    bodies = join_counts_to_heads(heads, counted)
    bodies = bodies.mutate(
        grants=bodies.grants.fill_null(0),
        heads_thousandths=ibis.greatest(
            bodies.heads_thousandths, bodies.grants.fill_null(0) * THOUSAND
        ),
    )
    whole = ibis.window(group_by=bodies.body_kind)
    other_new = bodies.cases.sum().over(whole) - bodies.cases
    other_grants = bodies.grants.sum().over(whole) - bodies.grants
    usual = (other_new + USUAL_NEW) / (other_grants + USUAL_GRANTS)
    share_rarity = compute_binomial_rarity(bodies.cases, bodies.grants, usual)
    return add_rarity(bodies.mutate(share_rarity=share_rarity), usual_heads=USUAL_HEADS)


@derived(key=("claim_id",))
def grant_look_back(grants: assistance_grants, bodies: grants_by_body):
    """U07: assistance grants of newcomers; is_grant_cluster: more of them than the unit's (or its
    group's) heads and its other grants lead to expect.
    """
    joined = join_telling_body(grants, bodies, "cases", "grants", "heads", "share_rarity")
    is_cluster = (joined.rarity >= RARE) & (joined.share_rarity >= UNUSUAL)
    return joined.select(
        "claim_id",
        unit_grants=joined.grants,
        unit_new=joined.cases,
        unit_heads=joined.heads,
        u07_new=joined.is_new,
        is_grant_cluster=is_cluster.fill_null(False),
    )
