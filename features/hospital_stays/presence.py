"""Patients who cannot have been in the ward: seen elsewhere, dead, in custody, in two hospitals."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.custody_record import CustodyRecord
from contracts.tables.exit_entry import ExitEntry
from contracts.tables.institution import Institution
from contracts.tables.person import Person
from contracts.tables.qualification_check import QualificationCheck
from features.common.calendar import count_days_between
from features.common.deaths import death_facts
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.hospital_stays.peer_rates import COUNTED_PRIOR, add_ratio_to_peers
from features.hospital_stays.populations import hospital_year, year_stays
from features.pharmacy.distances import compute_km_between

PHARMACY = "41"  # code of med_type
# codes of med_type: clinic and emergency; drugs for a chronic disease (14) a relative may fetch
VISITS = ("11", "13")
FACE = "4"  # code of credential_kind
# code of check_method: seen at home; a check by face is made on a phone, in bed as well
HOME_CHECK = "3"
FAR_KM = 20.0  # nobody walks out of the ward and back over such a distance
# one purchase in twenty is collected; among a thousand without any, nobody records collectors
LEAST_SALES = 1000
LEAST_DAYS = 2  # of a stay that a hospital's patients were elsewhere: one may be leave
USUAL_RATIO = 2.0  # to the peers; below it patients elsewhere go out as often


@derived(key=("stay_id", "event_id"))
def outside_events(
    stays: year_stays,
    headers: ClaimHeader,
    institutions: Institution,
    checks: OrEmpty[QualificationCheck],
):
    """What a patient did elsewhere on a day wholly inside a stay (not the first nor the last two).

    setl_id is null for a check of entitlement. is_seen: by face, or at home. is_referral: an
    examination at a hospital of a higher level on that day. is_far: 20 km away and more.
    """
    inner = stays.filter(stays.nights > 2).select(
        "stay_id", "person_id", "admit_date", "discharge_date", home="institution_code"
    )
    own = headers.filter(
        headers.reversal_of.isnull(),
        headers.med_type.isin([PHARMACY, *VISITS]),
        headers.collector_hash.isnull(),
        ~headers.is_online,
        ~headers.is_remote,
    ).semi_join(inner, "person_id")
    own = own.select(
        "person_id",
        "setl_id",
        "institution_code",
        "med_type",
        day=own.service_time.cast("date"),
        is_seen=own.credential_kind == FACE,
    )
    seen = checks.filter(checks.method == HOME_CHECK).semi_join(inner, "person_id")
    seen = seen.select(
        "person_id",
        setl_id=ibis.null("string"),
        institution_code=ibis.null("string"),
        med_type=ibis.null("string"),
        day=seen.check_time.cast("date"),
        is_seen=ibis.literal(True),
    )
    joined = own.union(seen).join(inner, "person_id")
    inside = joined.filter(
        count_days_between(joined.day, joined.admit_date) > 1,
        count_days_between(joined.discharge_date, joined.day) > 1,
        (joined.institution_code != joined.home).fill_null(True),
    )
    where = institutions.select("institution_code", "level", "lon", "lat")
    inside = left_join_columns(inside, where, "institution_code")
    inside = left_join_columns(
        inside,
        institutions.select(
            home="institution_code", home_level="level", home_lon="lon", home_lat="lat"
        ),
        "home",
    )
    km = compute_km_between(inside.lon, inside.lat, inside.home_lon, inside.home_lat)
    return inside.select(
        "stay_id",
        "person_id",
        "setl_id",
        "day",
        "is_seen",
        event_id=inside.setl_id.fill_null(inside.day.cast("string")),
        is_far=(km >= FAR_KM).fill_null(False),
        is_referral=(
            inside.med_type.isin(VISITS)
            & (inside.level.cast("int64") > inside.home_level.cast("int64"))
        ).fill_null(False),
        is_bought=(inside.med_type == PHARMACY).fill_null(False),
    )


@derived(key=("person_id",))
def days_outside(events: outside_events, stays: year_stays, headers: ClaimHeader):
    """H10: most days of one stay on which a patient was elsewhere in person, of two years.

    An examination at a higher hospital counts only where there is nothing else. is_seen_outside: by
    face on one of them. is_seen_far: that 20 km away. h10_yuan: what the fund paid for these stays.
    has_no_collectors: the city's shops record nobody who collects for others.
    """
    sales = headers.filter(headers.med_type == PHARMACY)
    records = sales.agg(sales=sales.count(), collected=sales.collector_hash.count())
    own = events.filter(~events.is_referral)
    by_stay = own.group_by("person_id", "stay_id").agg(days=own.day.nunique())
    most = by_stay.group_by("person_id").agg(own_days=by_stay.days.max())
    own_days = own.group_by("person_id").agg(
        is_seen_outside=own.is_seen.any(),
        is_seen_far=(own.is_seen & own.is_far).any(),
        has_only_purchases=own.is_bought.all(),
    )
    own_days = own_days.join(most, "person_id")
    all_days = events.group_by("person_id").agg(
        all_days=events.day.nunique(), h10_from=events.day.min(), h10_to=events.day.max()
    )
    paid = (
        events.select("person_id", "stay_id")
        .distinct()
        .join(stays.select("stay_id", "fund_yuan", "institution_code"), "stay_id")
    )
    paid = paid.group_by("person_id").agg(
        h10_stays=paid.count(),
        h10_yuan=paid.fund_yuan.sum(),
        h10_place=paid.institution_code.min(),
    )
    joined = left_join_columns(all_days.join(paid, "person_id"), own_days, "person_id")
    joined = joined.cross_join(records)
    is_unknown = (joined.collected == 0) & (joined.sales >= LEAST_SALES)
    has_own = joined.own_days.fill_null(0) > 0
    return joined.select(
        "person_id",
        "h10_from",
        "h10_to",
        "h10_stays",
        "h10_yuan",
        "h10_place",
        h10_days=has_own.ifelse(joined.own_days, joined.all_days),
        is_seen_outside=joined.is_seen_outside.fill_null(False),
        is_seen_far=joined.is_seen_far.fill_null(False),
        is_referral=~has_own,
        has_no_collectors=is_unknown & joined.has_only_purchases.fill_null(False),
    )


@derived(key=("person_id", "setl_id"))
def outside_bills(events: outside_events):
    """The settlements elsewhere and the stays behind H10."""
    bought = events.filter(events.setl_id.notnull()).select("person_id", "setl_id")
    return bought.union(events.select("person_id", setl_id="stay_id"), distinct=True)


@derived(key=("institution_code",))
def hospital_absences(events: outside_events, stays: year_stays, places: hospital_year):
    """H36: patients of a hospital who were elsewhere in person on two days and more of one stay.

    h36_share of the stays of three nights and more. is_usual_absence: no more than twice what other
    hospitals of the kind have.
    """
    own = events.filter(~events.is_referral)
    days = own.group_by("stay_id").agg(days=own.day.nunique())
    days = days.filter(days.days >= LEAST_DAYS)
    long = stays.filter(stays.nights > 2)
    joined = left_join_columns(long, days.mutate(was_outside=True), "stay_id")
    outside = joined.was_outside.fill_null(False)
    counted = joined.group_by("institution_code").agg(
        h36_persons=joined.person_id.nunique(where=outside),
        outside_stays=outside.cast("int64").sum(),
        long_stays=joined.count(),
        h36_yuan=joined.fund_yuan.sum(where=outside).fill_null(0),
        h36_from=joined.admit_date.min(where=outside),
        h36_to=joined.discharge_date.max(where=outside),
    )
    counted = places.select("institution_code", "peer_kind").join(counted, "institution_code")
    rated = add_ratio_to_peers(
        counted, "outside_stays", "long_stays", by="peer_kind", name="h36", prior=COUNTED_PRIOR
    )
    return rated.select(
        "institution_code",
        "h36_persons",
        "h36_yuan",
        "h36_from",
        "h36_to",
        h36_share=rated.outside_stays / rated.long_stays,
        is_usual_absence=rated.h36_ratio < USUAL_RATIO,
    )


@derived(key=("institution_code", "setl_id"))
def hospital_absence_bills(events: outside_events, stays: year_stays):
    """The first settlements of the stays behind H36."""
    own = events.filter(~events.is_referral)
    days = own.group_by("stay_id").agg(days=own.day.nunique())
    long = stays.semi_join(days.filter(days.days >= LEAST_DAYS), "stay_id")
    return long.select("institution_code", setl_id="stay_id")


@derived(key=("stay_id", "kind"))
def impossible_nights(
    stays: year_stays,
    dead: death_facts,
    persons: Person,
    custody: OrEmpty[CustodyRecord],
    journeys: OrEmpty[ExitEntry],
    *,
    as_of,
):
    """Nights of a stay after the patient's death, in custody, or abroad.

    Days of admission and discharge may be those of release, of return or of a late entry: of
    journeys only days strictly between count.
    """
    inner = stays.select(
        "stay_id",
        "person_id",
        "admit_date",
        "discharge_date",
        "fund_yuan",
        "institution_code",
        "has_died",
    )
    late = inner.join(
        dead.select("person_id", "known_death_date", "is_weak_death", "is_death_disputed"),
        "person_id",
    )
    after = late.filter(late.discharge_date > late.known_death_date, ~late.has_died)
    since = ibis.greatest(after.admit_date, after.known_death_date)
    after = after.select(
        "stay_id",
        "person_id",
        "fund_yuan",
        "institution_code",
        kind=ibis.literal("death"),
        night_from=since,
        nights=count_days_between(after.discharge_date, since),
        is_unsure=after.is_weak_death | after.is_death_disputed,
    )
    held = custody.filter(custody.stop_required).join(inner, "person_id")
    until = held.to_date.fill_null(ibis.literal(as_of))
    begin = ibis.greatest(held.from_date, held.admit_date)
    in_custody = held.select(
        "stay_id",
        "person_id",
        "fund_yuan",
        "institution_code",
        kind=ibis.literal("custody"),
        night_from=begin,
        nights=count_days_between(ibis.least(until, held.discharge_date), begin),
        is_unsure=ibis.literal(False),
    )
    abroad = journeys.join(persons.select("person_id", "id_hash"), "id_hash").join(
        inner, "person_id"
    )
    back = abroad.entry_date.fill_null(ibis.literal(as_of))
    begin = ibis.greatest(abroad.exit_date, abroad.admit_date)
    away = abroad.select(
        "stay_id",
        "person_id",
        "fund_yuan",
        "institution_code",
        kind=ibis.literal("abroad"),
        night_from=begin,
        # the night before the return counts, the days of the journey do not
        nights=count_days_between(ibis.least(back, abroad.discharge_date), begin) - 1,
        is_unsure=ibis.literal(False),
    )
    found = after.union(in_custody).union(away)
    found = found.filter(found.nights >= 1)
    return found.group_by("stay_id", "kind", "person_id", "institution_code").agg(
        nights=found.nights.sum(),
        fund_yuan=found.fund_yuan.max(),
        night_from=found.night_from.min(),
        is_unsure=found.is_unsure.all(),
    )


@derived(key=("person_id",))
def nights_impossible(nights: impossible_nights):
    """H13: nights in hospital after death, in custody or abroad; a certain death comes first."""
    order = ["is_unsure", ibis.desc("nights"), "kind"]
    counted = nights.group_by("person_id", "kind", "is_unsure").agg(
        nights=nights.nights.sum(),
        yuan=nights.fund_yuan.sum(),
        first=nights.night_from.min(),
        h13_place=nights.institution_code.min(),
        stays=nights.stay_id.nunique(),
    )
    worst = select_first_per_group(counted, "person_id", order)
    return worst.select(
        "person_id",
        "h13_place",
        h13_nights=worst.nights,
        h13_stays=worst.stays,
        h13_yuan=worst.yuan,
        h13_from=worst["first"],
        h13_what_zh=ibis.cases(
            (worst.kind == "death", "死亡之后"),
            (worst.kind == "custody", "羁押期间"),
            else_="出境期间",
        ),
        h13_what_en=ibis.cases(
            (worst.kind == "death", "after death"),
            (worst.kind == "custody", "in custody"),
            else_="abroad",
        ),
        is_death_unsure=worst.is_unsure,
    )


@derived(key=("person_id", "setl_id"))
def impossible_bills(nights: impossible_nights):
    """The first settlements of the stays behind H13."""
    return nights.select("person_id", setl_id="stay_id").distinct()
