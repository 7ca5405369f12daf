"""Claimants with a common phone, account or device, and their ties."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.person import Person
from contracts.tables.unemployment_claim import UnemploymentClaim
from features.common.calendar import compute_month_index, extract_month_index
from features.common.employer_groups import join_known_units, known_units
from features.common.join_helpers import left_join_columns
from features.unemployment.employers import last_unit
from features.unemployment.rates_by_heads import GROUP, THOUSAND, body_heads

RECENT_MONTHS = 24  # claims of two years
SEVERAL = 3  # a couple or two neighbours help each other; three households have a common source
COUNTER = "2"  # code of channel
COUNTER_SHARE = 0.9  # a window's claims, but for the odd one that was keyed as filed online
# a window serves whoever comes: almost as many units as claimants
WINDOW_SPREAD = 0.7
WINDOW_CLAIMANTS = 20  # by the phone alone from as many units, filed in whatever way
# a default number of a whole city: the larger employers recur in it
HUB_CLAIMANTS, HUB_SPREAD = 60, 0.3
# of the online claims of a city that share a device and nothing else, over so many devices: there
# are kiosks or helpers, and a device alone tells nothing
KIOSK_SHARE, KIOSK_DEVICES = 0.05, 10
# a kiosk's users come from its quarter, where a few employers are large: two of a unit at most
KIOSK_SPREAD = 0.5
SMALL_HEADS = 10  # below it there is no personnel office that files for many
MOST = 0.5  # of a group's claimants
ROUNDS = 3  # ties followed from claim to claim: longer chains would join strangers
KINDS = {"phone": "phone_hash", "bank": "bank_hash", "device": "device_hash"}


@derived(key=("claim_id",))
def recent_claims(
    claims: UnemploymentClaim, units: known_units, persons: OrEmpty[Person], *, as_of
):
    """Claims of the last 24 months with household, group_id and is_counter.

    A person of whom nothing is known is a household of its own.
    """
    recent = claims.filter(
        claims.claim_date <= as_of,
        extract_month_index(claims.claim_date) > compute_month_index(as_of) - RECENT_MONTHS,
    )
    home = persons.select("person_id", household=persons.household_hash)
    joined = left_join_columns(recent, home, "person_id")
    joined = join_known_units(joined, units, "group_id", employer="last_employer_id")
    return joined.select(
        "claim_id",
        "person_id",
        "group_id",
        *KINDS.values(),
        household=joined.household.fill_null(joined.person_id),
        is_counter=joined.channel == COUNTER,
    )


@derived(key=("claim_id", "kind"))
def claim_contacts(claims: recent_claims):
    """claim_id, person_id, household, group_id, is_counter, kind, contact: known contacts of recent
    claims. The device of a claim at the counter is the counter's.
    """
    parts = [
        claims.filter(claims[column].notnull()).select(
            "claim_id",
            "person_id",
            "household",
            "group_id",
            "is_counter",
            kind=ibis.literal(kind),
            contact=claims[column],
        )
        for kind, column in KINDS.items()
    ]
    known = ibis.union(*parts)
    return known.filter(~(known.is_counter & (known.kind == "device")))


@derived(key=("kind", "contact"))
def contacts_across_units(contacts: claim_contacts):
    """Contacts of two households and two employer groups and more: households, groups, is_window.

    A phone is a window's (or a default number) where its claims come from almost as many units as
    persons and at most two households of them share anything else: at the counter in any number,
    from twenty claimants on in any way; beyond sixty from fewer units. An online device is one
    (a kiosk, a helper's tablet) from half as many units, where a twentieth of the city's online
    claims share a device so, over ten devices and more. An account never is one.
    """
    kiosks = _find_kiosks(contacts)
    # a kiosk ties nobody who used it
    telling = contacts.anti_join(kiosks, ["kind", "contact"])
    shared = left_join_columns(_count_shared(contacts, telling), kiosks, "kind", "contact")
    at_counter = shared.counter_share >= COUNTER_SHARE
    is_spread = (shared.spread >= WINDOW_SPREAD) & (
        at_counter | (shared.claimants >= WINDOW_CLAIMANTS)
    )
    is_hub = (shared.claimants > HUB_CLAIMANTS) & (shared.spread >= HUB_SPREAD)
    is_phone_window = (shared.kind == "phone") & shared.is_alone & (is_spread | is_hub)
    return shared.select(
        "kind",
        "contact",
        "households",
        "groups",
        is_window=is_phone_window | shared.is_kiosk.fill_null(False),
    )


def _find_kiosks(contacts):
    """Devices (kind, contact, is_kiosk) that claimants of many units share and nothing else.

    None where they are no habit of the city.
    """
    shared = _count_shared(contacts, contacts)
    alone = shared.filter(
        shared.kind == "device",
        shared.households >= SEVERAL,
        shared.is_alone,
        shared.spread >= KIOSK_SPREAD,
    )
    online = contacts.filter(contacts.kind == "device").agg(online=lambda t: t.count())
    whole = alone.agg(
        kiosks=alone.count(), kiosk_claimants=alone.claimants.sum().fill_null(0)
    ).cross_join(online)
    rated = alone.cross_join(whole)
    has_kiosks = (rated.kiosks >= KIOSK_DEVICES) & (
        rated.kiosk_claimants >= KIOSK_SHARE * rated.online
    )
    return rated.filter(has_kiosks).select("kind", "contact").mutate(is_kiosk=True)


def _count_shared(contacts, telling):
    """Contacts of two households and groups and more: households, groups, claimants, spread (groups
    a claimant), counter_share, and is_alone: hardly anybody is tied by another of the `telling`
    contacts.
    """
    with_ties = left_join_columns(contacts, _find_other_ties(contacts, telling), "claim_id", "kind")
    by_contact = with_ties.group_by("kind", "contact").agg(
        households=with_ties.household.nunique(),
        groups=with_ties.group_id.nunique(),
        claimants=with_ties.person_id.nunique(),
        tied_households=with_ties.household.nunique(where=with_ties.is_tied.fill_null(False)),
        counter_share=with_ties.is_counter.cast("float64").mean(),
    )
    shared = by_contact.filter((by_contact.households >= 2) & (by_contact.groups >= 2))
    return shared.mutate(
        spread=shared.groups / shared.claimants, is_alone=shared.tied_households < SEVERAL
    )


def _find_other_ties(contacts, telling):
    """claim_id, kind, is_tied: claims that share another kind of contact with three households."""
    sizes = telling.group_by("kind", "contact").agg(sharing=telling.household.nunique())
    several = telling.semi_join(sizes.filter(sizes.sharing >= SEVERAL), ["kind", "contact"])
    others = several.select("claim_id", other_kind="kind")
    pairs = contacts.select("claim_id", "kind").join(others, "claim_id")
    pairs = pairs.filter(pairs.kind != pairs.other_kind)
    return pairs.select("claim_id", "kind").distinct().mutate(is_tied=True)


@derived(key=("claim_id",))
def contacts_inside_unit(
    contacts: claim_contacts,
    across: contacts_across_units,
    recent: recent_claims,
    heads: body_heads,
):
    """Claims of one employer group that are tied by shared contacts, from claim to claim; a
    window's phone or a kiosk ties nobody.

    inside_households, inside_kinds of those tied to the claim; inside_account_households share the
    claim's account; is_most_of_small_unit: they are most of the claimants of a group with fewer
    than ten heads.
    """
    place = ["group_id", "kind", "contact"]
    rows = contacts.anti_join(across.filter(across.is_window), ["kind", "contact"])
    # no window: Spark counts distinct values in groups alone
    sizes = rows.group_by(place).agg(sharing=rows.household.nunique())
    rows = rows.join(sizes, place)
    rows = rows.mutate(tie=rows.claim_id)
    rows = rows.mutate(
        account_households=(rows.kind == "bank").ifelse(rows.sharing, 0),
        tie=(rows.sharing >= 2).ifelse(rows.tie, ibis.null("string")),
    )
    shared = rows.filter(rows.tie.notnull())
    for _ in range(ROUNDS):
        shared = shared.mutate(tie=shared.tie.min().over(group_by=place))
        shared = shared.mutate(tie=shared.tie.min().over(group_by="claim_id"))
    tied = shared.group_by("group_id", "tie").agg(
        inside_households=shared.household.nunique(), inside_kinds=shared.kind.nunique()
    )
    claims = shared.group_by("claim_id", "group_id", "tie").agg(
        inside_account_households=shared.account_households.max()
    )
    everyone = recent.group_by("group_id").agg(all_households=recent.household.nunique())
    joined = claims.join(tied, ["group_id", "tie"]).join(everyone, "group_id")
    groups = heads.filter(heads.body_kind == GROUP).select("heads_thousandths", group_id="body_id")
    joined = left_join_columns(joined, groups, "group_id")
    is_small = joined.heads_thousandths.fill_null(0) < SMALL_HEADS * THOUSAND
    return joined.select(
        "claim_id",
        "inside_households",
        "inside_kinds",
        "inside_account_households",
        is_small_unit=is_small,
        is_most_of_small_unit=is_small & (joined.inside_households >= MOST * joined.all_households),
    )


@derived(key=("claim_id",))
def common_contacts(
    contacts: claim_contacts,
    across: contacts_across_units,
    inside: contacts_inside_unit,
    units: last_unit,
):
    """U11: most households that share a contact with the claim: over several employer groups, or
    inside one. Households, not persons, so that a couple or a family counts once.

    is_several_households: three and more over two groups (no window's contact), or with one
    account, or most claimants of a small unit; others are weak. is_hub_contact: a window's phone
    or a kiosk alone. is_personnel_office: a reported layoff of a larger unit, and no account in
    common.
    """
    joined = contacts.join(across, ["kind", "contact"])
    outside = joined.group_by("claim_id").agg(
        tight_households=joined.households.max(where=~joined.is_window),
        tight_kinds=joined.kind.nunique(where=~joined.is_window),
        window_households=joined.households.max(where=joined.is_window),
        groups=joined.groups.max(),
    )
    claims = contacts.select("claim_id").distinct()
    claims = left_join_columns(claims, outside, "claim_id")
    claims = left_join_columns(claims, inside, "claim_id")
    claims = left_join_columns(claims, units.select("claim_id", "is_unit_layoff"), "claim_id")
    return _weigh_contacts(claims)


def _weigh_contacts(claims):
    within = claims.inside_households.fill_null(0)
    telling_within = claims.is_most_of_small_unit.fill_null(False).ifelse(
        within, claims.inside_account_households.fill_null(0)
    )
    telling = ibis.greatest(claims.tight_households.fill_null(0), telling_within)
    weak = ibis.greatest(within, claims.window_households.fill_null(0))
    is_several = telling >= SEVERAL
    persons = is_several.ifelse(telling, ibis.greatest(telling, weak))
    is_window_alone = ~is_several & (within < SEVERAL) & claims.window_households.notnull()
    found = claims.mutate(u11_persons=persons, is_several_households=is_several)
    found = found.mutate(
        is_hub_contact=is_window_alone,
        is_personnel_office=~is_several
        & (within >= SEVERAL)
        & ~claims.is_small_unit.fill_null(True)
        & claims.is_unit_layoff.fill_null(False),
    )
    return found.filter(found.u11_persons >= 2).select(
        "claim_id",
        "u11_persons",
        "is_several_households",
        "is_hub_contact",
        "is_personnel_office",
        u11_groups=found.groups.fill_null(1),
        u11_kinds=ibis.greatest(found.tight_kinds.fill_null(1), found.inside_kinds.fill_null(1), 1),
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
