"""Distances of institutions: neighbours, and journeys that are impossible."""

import ibis

from contracts.derived import derived
from contracts.tables.institution import Institution
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.pharmacy.joint_purchases import count_seconds_between
from features.pharmacy.purchases import YEAR_DAYS, is_in_last_days, purchases
from features.pharmacy.shop_books import closure_periods

KM_A_DEGREE = 111.195  # mean radius of the earth, 6,371 km
# in town clocks differ by minutes; above 150 km/h nobody drives; beyond three hours anybody may
# have travelled
LEAST_KM, TOO_FAST_KMH, WITHIN_SECONDS = 5.0, 150.0, 3 * 3600
NEXT_DOOR_KM = 1.0  # a walk
# words in an institution's specialty whose patients need costly drugs
SPECIALTIES = ("肿瘤", "透析", "血液", "肾病", "移植")


def compute_km_between(lon, lat, other_lon, other_lat):
    """Kilometres between two points of a city (flat earth, longitude shortened by the latitude)."""
    middle = (lat + other_lat) / 2
    east = (lon - other_lon) * (middle * ibis.pi / 180).cos() * KM_A_DEGREE
    north = (lat - other_lat) * KM_A_DEGREE
    return (east * east + north * north).sqrt()


def mark_outside_hours(table, institutions, place: str, time: str, *, name: str):
    """Add the boolean column `name`: whether a time is outside a place's opening hours (false if
    unknown).
    """
    hours = institutions.select(
        "open_from", "open_to", "open_24h", **{place: institutions.institution_code}
    )
    joined = left_join_columns(table, hours, place)
    clock = joined[time].strftime("%H:%M")
    is_out = ((clock < joined.open_from) | (clock > joined.open_to)) & ~joined.open_24h.fill_null(
        False
    )
    return joined.mutate(**{name: is_out.fill_null(False)}).drop("open_from", "open_to", "open_24h")


@derived(key=("setl_id",))
def far_apart(sold: purchases, institutions: Institution, *, as_of):
    """Purchases in person that follow one of the same person too far away to travel in the time.

    setl_id, before (the earlier one), person_id, km, minutes, is_clock_error (one of them outside
    opening hours).
    """
    present = sold.filter(
        is_in_last_days(sold.service_date, as_of, YEAR_DAYS),
        sold.collector_hash.isnull(),
        ~sold.is_online,
        sold.has_clock,
    )
    where = institutions.filter(institutions.lon.notnull(), institutions.lat.notnull())
    with_place = present.join(where.select("institution_code", "lon", "lat"), "institution_code")
    with_place = with_place.mutate(yuan=with_place.fund_yuan + with_place.account_yuan)
    window = {
        "group_by": with_place.person_id,
        "order_by": [with_place.service_time, with_place.setl_id],
    }
    columns = ("setl_id", "service_time", "lon", "lat", "yuan", "institution_code")
    last = with_place.mutate(**{f"last_{c}": with_place[c].lag().over(**window) for c in columns})
    km = compute_km_between(last.lon, last.lat, last.last_lon, last.last_lat)
    seconds = count_seconds_between(last.service_time, last.last_service_time)
    moved = last.mutate(km=km, seconds=seconds).filter(
        lambda t: (t.seconds <= WITHIN_SECONDS) & (t.km >= LEAST_KM)
    )
    fast = moved.filter(moved.km * 3600 > TOO_FAST_KMH * ibis.greatest(moved.seconds, 1))
    fast = mark_outside_hours(
        fast, institutions, "institution_code", "service_time", name="is_shut"
    )
    fast = mark_outside_hours(
        fast, institutions, "last_institution_code", "last_service_time", name="was_shut"
    )
    return fast.select(
        "setl_id",
        "person_id",
        "service_date",
        "km",
        before=fast.last_setl_id,
        minutes=fast.seconds / 60.0,
        yuan=fast.yuan + fast.last_yuan,
        is_clock_error=fast.is_shut | fast.was_shut,
    )


@derived(key=("person_id",))
def impossible_journeys(pairs: far_apart):
    """P12: impossible journeys; without any, those that a wrong clock explains."""
    counted = pairs.group_by("person_id", "is_clock_error").agg(
        p12_count=pairs.count(),
        p12_yuan=pairs.yuan.sum(),
        p12_km=pairs.km.max().round(1),
        p12_minutes=pairs.minutes.min().round(0),
        p12_from=pairs.service_date.min(),
        p12_to=pairs.service_date.max(),
    )
    return select_first_per_group(counted, "person_id", ["is_clock_error"])


@derived(key=("person_id", "setl_id"))
def journey_settlements(pairs: far_apart):
    """Both purchases of each journey behind P12."""
    later = pairs.select("person_id", "setl_id")
    return later.union(pairs.select("person_id", setl_id="before"), distinct=True)


@derived(key=("institution_code", "near_code"))
def neighbours(institutions: Institution):
    """Institutions within a kilometre, both ways: institution_code, near_code, near_kind,
    near_specialty.
    """
    left = institutions.filter(institutions.lon.notnull(), institutions.lat.notnull())
    right = left.select(
        near_code="institution_code",
        near_kind="kind",
        near_specialty="specialty",
        near_lon="lon",
        near_lat="lat",
    )
    # a box first, so that few pairs are measured
    box = NEXT_DOOR_KM / KM_A_DEGREE
    joined = left.join(
        right,
        [
            left.institution_code != right.near_code,
            (left.lat - right.near_lat).abs() <= box,
            (left.lon - right.near_lon).abs() <= 2 * box,
        ],
    )
    near = joined.filter(
        compute_km_between(joined.lon, joined.lat, joined.near_lon, joined.near_lat) <= NEXT_DOOR_KM
    )
    return near.select("institution_code", "near_code", "near_kind", "near_specialty")


@derived(key=("institution_code",))
def beside_specialists(near: neighbours):
    """Shops within a kilometre of a hospital for tumours, kidneys or transplants."""
    special = near.filter(near.near_kind == "H", near.near_specialty.isin(SPECIALTIES))
    return special.group_by("institution_code").agg(specialists=special.count())


@derived(key=("institution_code", "closed_from"))
def neighbour_closures(near: neighbours, periods: closure_periods):
    """The day on which a pharmacy next door stopped settling."""
    shops = near.filter(near.near_kind == "P").select("institution_code", "near_code")
    shut = periods.select(near_code="institution_code", closed_from="closed_from")
    return shops.join(shut, "near_code").select("institution_code", "closed_from").distinct()
