"""What goes on in the wards: beds, reasons of admission, days without treatment, whom they take."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.capacity_month import CapacityMonth
from contracts.tables.drug_catalog import DrugCatalog
from contracts.tables.stay_operation import StayOperation
from features.common.calendar import extract_month_index
from features.common.join_helpers import left_join_columns
from features.common.stays import stay_of_bill
from features.hospital_stays.items import count_itemized, itemized_stays, stay_items
from features.hospital_stays.peer_rates import COUNTED_PRIOR, add_ratio_to_peers
from features.hospital_stays.populations import hospital_year, stay_sheets, year_stays

OVER_BEDS = 1.1  # extra beds in the corridor
RISE = 1.3  # of the city's usual census: an epidemic fills every house
CLINIC = "2"  # code of admit_way: sent by the out-patient department
SHORT_NIGHTS, LONG_NIGHTS = 3, 10
LEAST_LOW_BASE, LEAST_AREA_STAYS = 100, 50
# illnesses that are treated without a bed unless something else is said
LOW_ILLNESSES = ("I10", "E11", "M47", "M51", "M54", "K29", "H81", "R42", "J06", "G45")
LEAST_IDLE_NIGHTS, IDLE_SHARE = 4, 0.5
USUAL_RATIO = 2.0
RESIDENT = "390"  # code of medical_insurance


@derived(key=("institution_code", "night"))
def nightly_census(stays: year_stays, *, as_of):
    """Patients in the house by night of the last year; day cases and newborns left out."""
    inner = stays.filter(
        stays.nights > 1, ~stays.diag_code.re_search(r"^(P[0-9]{2}|Z38)").fill_null(False)
    )
    nights = ibis.range(0, 365).unnest().name("back").as_table()
    nights = nights.select(night=(ibis.literal(as_of) - nights.back.as_interval("D")).cast("date"))
    joined = inner.join(
        nights, [nights.night >= inner.admit_date, nights.night < inner.discharge_date]
    )
    return joined.group_by("institution_code", "night").agg(patients=joined.person_id.nunique())


@derived(key=("institution_code",))
def overfull_wards(census: nightly_census, beds: CapacityMonth):
    """H05: nights of a year with more patients than 1.1 times the open beds.

    Nights on which the whole city has 1.3 times its usual number are those of an epidemic.
    """
    city = census.group_by("night").agg(all_patients=census.patients.sum())
    usual = city.agg(usual=city.all_patients.median())
    city = city.cross_join(usual)
    ordinary = city.filter(city.all_patients <= RISE * city.usual).select("night")
    open_beds = beds.filter(beds.beds_open.notnull())
    open_beds = open_beds.select(
        "institution_code", "beds_open", month_index=extract_month_index(open_beds.month)
    )
    dated = census.semi_join(ordinary, "night")
    dated = dated.mutate(month_index=extract_month_index(dated.night))
    joined = dated.join(open_beds, ["institution_code", "month_index"])
    over = joined.filter(joined.patients > OVER_BEDS * joined.beds_open)
    return over.group_by("institution_code").agg(
        h05_days=over.count(),
        h05_most=over.patients.max(),
        h05_beds=over.beds_open.min(),
        h05_from=over.night.min(),
        h05_to=over.night.max(),
    )


@derived(key=("institution_code", "setl_id"))
def overfull_bills(over: overfull_wards, stays: year_stays):
    """The first settlements of a year's stays behind H05."""
    joined = stays.filter(stays.is_year).join(over, "institution_code")
    inside = joined.filter(
        joined.admit_date <= joined.h05_to, joined.discharge_date >= joined.h05_from
    )
    return inside.select("institution_code", setl_id="stay_id")


@derived(key=("stay_id",))
def needless_stays(
    stays: year_stays,
    sheets: stay_sheets,
    stay_of: stay_of_bill,
    operations: OrEmpty[StayOperation],
):
    """Stays of a year with is_low: short, from the clinic, without operation or close nursing, for
    an illness that needs no bed.
    """
    operated = operations.join(stay_of.select("setl_id", "stay_id"), "setl_id")
    operated = operated.select("stay_id").distinct().mutate(has_operation=True)
    facts = sheets.select("stay_id", "admit_way", "ventilator_hours", "close_nursing_days")
    joined = stays.filter(stays.is_year).join(facts, "stay_id")
    joined = left_join_columns(joined, operated, "stay_id")
    is_low = (
        (joined.admit_way == CLINIC)
        & joined.nights.between(SHORT_NIGHTS, LONG_NIGHTS)
        & ~joined.has_operation.fill_null(False)
        & (joined.ventilator_hours == 0)
        & (joined.close_nursing_days == 0)
        & joined.icd3.isin(LOW_ILLNESSES)
    )
    return joined.select(
        "stay_id",
        "institution_code",
        "person_id",
        "fund_yuan",
        is_low=is_low.fill_null(False),
    )


@derived(key=("institution_code",))
def needless_rates(low: needless_stays, places: hospital_year):
    """H07: share of stays that needed no bed, beside other hospitals of the kind."""
    counted = low.group_by("institution_code").agg(
        h07_base=low.count(),
        h07_stays=low.is_low.cast("int64").sum(),
        h07_yuan=low.fund_yuan.sum(where=low.is_low).fill_null(0),
    )
    joined = places.select("institution_code", "peer_kind").join(counted, "institution_code")
    rated = add_ratio_to_peers(joined, "h07_stays", "h07_base", by="peer_kind", name="h07")
    return rated.select(
        "institution_code",
        "h07_base",
        "h07_stays",
        "h07_yuan",
        h07_share=rated.h07_stays / rated.h07_base,
        h07_ratio=(rated.h07_base >= LEAST_LOW_BASE).ifelse(rated.h07_ratio, None),
    )


@derived(key=("institution_code", "setl_id"))
def needless_bills(low: needless_stays):
    """The first settlements of the stays behind H07."""
    return low.filter(low.is_low).select("institution_code", setl_id="stay_id")


@derived(key=("institution_code",))
def resident_shares(stays: year_stays):
    """H08: share of a hospital's stays of the insured of the resident scheme."""
    year = stays.filter(stays.is_year)
    counted = year.group_by("institution_code").agg(
        area_stays=year.count(), h08_stays=year.count(where=year.insutype == RESIDENT)
    )
    return counted.select(
        "institution_code",
        "h08_stays",
        h08_share=(counted.area_stays >= LEAST_AREA_STAYS).ifelse(
            counted.h08_stays / counted.area_stays, None
        ),
    )


@derived(key=("stay_id",))
def idle_stays(items: stay_items, catalogue: DrugCatalog, itemized: itemized_stays):
    """Stays of four nights and more: days on which only the bed and its care were charged.

    Not computed for stays posted in one go, whose days are unknown, nor for bed-day payment, whose
    items are a package.
    """
    daily = catalogue.filter(catalogue.daily.fill_null(False)).select("item_code")
    acts = items.anti_join(daily, "item_code").filter(lambda t: t.qty > 0)
    worked = acts.group_by("stay_id").agg(busy_days=acts.day.nunique())
    long = itemized.filter(
        itemized.nights >= LEAST_IDLE_NIGHTS, ~itemized.is_batch_posted, ~itemized.is_bed_day
    )
    joined = left_join_columns(long, worked, "stay_id")
    days = joined.nights + 1
    share = (days - joined.busy_days.fill_null(0)) / days
    return joined.select(
        "stay_id", "fund_yuan", "admit_date", "discharge_date", is_idle=share >= IDLE_SHARE
    )


@derived(key=("institution_code",))
def idle_wards(
    idle: idle_stays, stays: year_stays, places: hospital_year, itemized: itemized_stays
):
    """H11: stays of a hospital with nothing done on half of their days.

    is_usual_idle: no more of them than twice what other hospitals of the kind have.
    """
    where = stays.select("stay_id", "institution_code")
    joined = idle.join(where, "stay_id")
    counted = joined.group_by("institution_code").agg(
        h11_base=joined.count(),
        h11_stays=joined.is_idle.cast("int64").sum(),
        h11_yuan=joined.fund_yuan.sum(where=joined.is_idle).fill_null(0),
        h11_from=joined.admit_date.min(where=joined.is_idle),
        h11_to=joined.discharge_date.max(where=joined.is_idle),
    )
    joined = places.select("institution_code", "peer_kind").join(counted, "institution_code")
    rated = add_ratio_to_peers(
        joined, "h11_stays", "h11_base", by="peer_kind", name="h11", prior=COUNTED_PRIOR
    )
    rated = left_join_columns(rated, count_itemized(itemized, stays), "institution_code")
    return rated.select(
        "institution_code",
        "h11_base",
        "h11_stays",
        "h11_yuan",
        "h11_from",
        "h11_to",
        h11_batch_stays=rated.batch_stays,
        is_usual_idle=rated.h11_ratio < USUAL_RATIO,
    )


@derived(key=("institution_code", "setl_id"))
def idle_bills(idle: idle_stays, stays: year_stays):
    """The first settlements of the stays behind H11."""
    joined = stays.join(idle.filter(idle.is_idle).select("stay_id"), "stay_id")
    return joined.select("institution_code", setl_id="stay_id")
