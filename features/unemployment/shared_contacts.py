"""Claimants with a common phone, account or device, and their ties."""

import ibis

from contracts.derived import derived
from contracts.tables.person import Person
from contracts.tables.unemployment_claim import UnemploymentClaim
from features.common.calendar import compute_month_index, extract_month_index
from features.common.employer_groups import affiliates

RECENT_MONTHS = 24  # claims of two years
HUB_CLAIMANTS = 60  # a street window or a village cadre enters its own number for everyone it helps
# in a small place: many, and almost as many units, by the phone alone
WINDOW_CLAIMANTS, WINDOW_SPREAD = 20, 0.7
KINDS = {"phone": "phone_hash", "bank": "bank_hash", "device": "device_hash"}


@derived(key=("claim_id", "kind"))
def claim_contacts(claims: UnemploymentClaim, persons: Person, units: affiliates, *, as_of):
    """claim_id, person_id, household, group_id, kind, contact: known contacts of recent claims."""
    recent = claims.filter(
        claims.claim_date <= as_of,
        extract_month_index(claims.claim_date) > compute_month_index(as_of) - RECENT_MONTHS,
    )
    home = persons.select(
        "person_id", household=persons.household_hash.fill_null(persons.person_id)
    )
    joined = recent.join(home, "person_id").join(
        units.select("employer_id", "group_id"), recent.last_employer_id == units.employer_id
    )
    parts = [
        joined.filter(joined[column].notnull()).select(
            "claim_id",
            "person_id",
            "household",
            "group_id",
            kind=ibis.literal(kind),
            contact=joined[column],
        )
        for kind, column in KINDS.items()
    ]
    return ibis.union(*parts)


@derived(key=("claim_id",))
def common_contacts(contacts: claim_contacts):
    """U11: most households behind one contact of the claim, across two employer groups and more.

    Households, not persons, so that a couple or a family counts once.
    """
    by_contact = contacts.group_by("kind", "contact").agg(
        households=contacts.household.nunique(),
        groups=contacts.group_id.nunique(),
        claimants=contacts.person_id.nunique(),
    )
    shared = by_contact.filter((by_contact.households >= 2) & (by_contact.groups >= 2))
    joined = contacts.join(shared, ["kind", "contact"])
    is_window = (
        (joined.kind == "phone")
        & (joined.claimants >= WINDOW_CLAIMANTS)
        & (joined.groups >= WINDOW_SPREAD * joined.claimants)
    )
    small = joined.filter((joined.claimants <= HUB_CLAIMANTS) & ~is_window)
    worst = joined.group_by("claim_id").agg(
        u11_persons=joined.households.max(),
        u11_groups=joined.groups.max(),
        widest=joined.claimants.max(),
    )
    tight = small.group_by("claim_id").agg(
        tight_persons=small.households.max(), tight_kinds=small.kind.nunique()
    )
    both = worst.left_join(tight, "claim_id")
    return both.select(
        "claim_id",
        "u11_groups",
        u11_persons=both.tight_persons.fill_null(0)
        .cast("int64")
        .nullif(0)
        .fill_null(both.u11_persons),
        u11_kinds=both.tight_kinds.fill_null(1),
        is_hub_contact=both.tight_persons.isnull(),
    )


@derived(key=("subject_kind", "subject_id", "link_kind", "link_id"))
def claim_links(contacts: claim_contacts, claims: UnemploymentClaim, *, as_of):
    """Ties of claimants by contact, and of claimants with their last employer."""
    by_contact = contacts.select(
        subject_kind=ibis.literal("person"),
        subject_id=contacts.person_id,
        link_kind=contacts.kind,
        link_id=contacts.contact,
    )
    past_claims = claims.filter(claims.claim_date <= as_of)
    persons = past_claims.select(
        subject_kind=ibis.literal("person"),
        subject_id=past_claims.person_id,
        link_kind=ibis.literal("employer"),
        link_id=past_claims.last_employer_id,
    )
    units = past_claims.select(
        subject_kind=ibis.literal("employer"),
        subject_id=past_claims.last_employer_id,
        link_kind=ibis.literal("employer"),
        link_id=past_claims.last_employer_id,
    )
    return ibis.union(by_contact, persons, units, distinct=True)
