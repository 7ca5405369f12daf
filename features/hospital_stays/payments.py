"""What patients paid beside a stay, or did not pay: out-patient bills of the ward, free stays."""

import ibis

from contracts.derived import derived
from contracts.tables.claim_header import ClaimHeader
from features.common.calendar import is_in_last_days
from features.common.join_helpers import left_join_columns
from features.hospital_stays.peer_rates import COUNTED_PRIOR, add_ratio_to_peers
from features.hospital_stays.populations import YEAR_DAYS, hospital_year, year_stays

VISITS = ("11", "13", "14")  # codes of med_type: clinic, emergency, chronic disease
# less than that is a slip, or a meal card
LEAST_BILL_YUAN = 100
# rates below that many stays are those of a few patients
LEAST_FREE_BASE = 30
USUAL_RATIO = 2.0  # to the peers; below it others send their patients to the clinic as often
LEAST_ALIKE, ALIKE_SHARE = 20, 0.02
ONE_SUM = "2"  # code of hospital_pay_method: one sum for a disease
SESSIONS = r"^(N18|Z49|Z50|Z51)"  # dialysis, rehabilitation, chemotherapy


@derived(key=("stay_id", "setl_id"))
def clinic_bills_inside(stays: year_stays, headers: ClaimHeader, *, as_of):
    """Out-patient settlements of in-patients on days inside their stay, not fetched by others.

    is_same_place: at the hospital in which they lie. is_session: of dialysis, rehabilitation or
    chemotherapy. Yuan of all payers.
    """
    inner = stays.filter(stays.is_year, stays.nights > 1).select(
        "stay_id", "person_id", "admit_date", "discharge_date", home="institution_code"
    )
    back = headers.filter(headers.reversal_of.notnull()).select(setl_id="reversal_of").distinct()
    visits = headers.filter(
        headers.med_type.isin(VISITS),
        headers.reversal_of.isnull(),
        headers.collector_hash.isnull(),
        headers.settle_time.cast("date") <= as_of,
        is_in_last_days(headers.service_time, as_of, 2 * YEAR_DAYS),
    )
    visits = visits.anti_join(back, "setl_id").drop("admit_date", "discharge_date")
    joined = visits.join(inner, "person_id")
    day = joined.service_time.cast("date")
    inside = joined.filter((day > joined.admit_date) & (day < joined.discharge_date))
    return inside.select(
        "stay_id",
        "setl_id",
        "person_id",
        day=inside.service_time.cast("date"),
        home="home",
        place="institution_code",
        is_same_place=inside.institution_code == inside.home,
        is_session=inside.diag_code.re_search(SESSIONS).fill_null(False),
        yuan=inside.fund_amount + inside.account_amount + inside.cash_amount,
        fund_yuan=inside.fund_amount,
    )


@derived(key=("institution_code",))
def shifted_costs(bills: clinic_bills_inside, places: hospital_year):
    """H16: stays during which the hospital billed the patient 100 yuan and more as an out-patient.

    is_usual_clinic: no more of them than twice what other hospitals of the kind have. Sessions of
    dialysis and the like are H15's.
    """
    same = bills.filter(bills.is_same_place, ~bills.is_session)
    by_stay = same.group_by("stay_id", institution_code=same.home).agg(
        yuan=same.yuan.sum(), first=same.day.min(), last=same.day.max()
    )
    large = by_stay.filter(by_stay.yuan >= LEAST_BILL_YUAN)
    counted = large.group_by("institution_code").agg(
        h16_stays=large.count(),
        h16_yuan=large.yuan.sum(),
        h16_from=large["first"].min(),
        h16_to=large["last"].max(),
    )
    joined = left_join_columns(
        places.select("institution_code", "peer_kind", "year_stays"), counted, "institution_code"
    )
    joined = joined.mutate(h16_stays=joined.h16_stays.fill_null(0))
    rated = add_ratio_to_peers(
        joined, "h16_stays", "year_stays", by="peer_kind", name="h16", prior=COUNTED_PRIOR
    )
    return rated.select(
        "institution_code",
        "h16_stays",
        "h16_yuan",
        "h16_from",
        "h16_to",
        "h16_ratio",
        clinic_share=rated.h16_stays / rated.year_stays,
        is_usual_clinic=rated.h16_ratio < USUAL_RATIO,
    )


@derived(key=("institution_code", "setl_id"))
def shifted_bills(bills: clinic_bills_inside):
    """The out-patient settlements behind H16, and the stays."""
    same = bills.filter(bills.is_same_place, ~bills.is_session)
    out = same.select(institution_code=same.home, setl_id=same.setl_id)
    return out.union(same.select(institution_code=same.home, setl_id=same.stay_id), distinct=True)


@derived(key=("institution_code", "place"))
def sent_sessions(bills: clinic_bills_inside):
    """Sessions of in-patients by hospital and the place that billed them."""
    sessions = bills.filter(bills.is_session)
    return sessions.group_by(institution_code=sessions.home, place=sessions.place).agg(
        patients=sessions.person_id.nunique(), sessions=sessions.count()
    )


# a hospital without machines sends its patients to one that has them: five of them are a habit
SENT_PATIENTS = 5


@derived(key=("person_id",))
def sessions_inside(bills: clinic_bills_inside, sent: sent_sessions):
    """H15: sessions of dialysis, rehabilitation or chemotherapy billed as an out-patient inside a
    stay.

    is_sent_out: all at places to which the hospital sends five patients and more.
    """
    sessions = bills.filter(bills.is_session)
    habits = sent.select(home="institution_code", place="place", patients="patients")
    joined = sessions.join(habits, ["home", "place"])
    return joined.group_by("person_id").agg(
        h15_sessions=joined.count(),
        h15_yuan=joined.fund_yuan.sum(),
        h15_from=joined.day.min(),
        h15_to=joined.day.max(),
        h15_place=joined.home.min(),
        is_same_hospital=joined.is_same_place.any(),
        is_sent_out=(~joined.is_same_place & (joined.patients >= SENT_PATIENTS)).all(),
    )


@derived(key=("person_id", "setl_id"))
def session_bills(bills: clinic_bills_inside):
    """The settlements behind H15, and the stays."""
    sessions = bills.filter(bills.is_session)
    out = sessions.select("person_id", "setl_id")
    return out.union(sessions.select("person_id", setl_id="stay_id"), distinct=True)


@derived(key=("institution_code",))
def free_stays(stays: year_stays, places: hospital_year):
    """H33: share of stays for which the patient paid nothing although a part was due.

    Retired cadres and stays that a supplement paid are left out. is_usual_free: no more of them
    than twice what other hospitals of the kind have, where the poor are treated free.
    """
    due = stays.filter(stays.is_year, ~stays.has_supplement, stays.total_yuan > 0)
    is_free = (due.account_yuan <= 0) & (due.cash_yuan <= 0)
    counted = due.group_by("institution_code").agg(
        h33_base=due.count(),
        h33_stays=is_free.cast("int64").sum(),
        h33_patients=due.person_id.nunique(where=is_free),
        h33_yuan=due.fund_yuan.sum(where=is_free).fill_null(0),
    )
    joined = places.select("institution_code", "peer_kind").join(counted, "institution_code")
    rated = add_ratio_to_peers(joined, "h33_stays", "h33_base", by="peer_kind", name="h33")
    return rated.select(
        "institution_code",
        "h33_base",
        "h33_stays",
        "h33_patients",
        "h33_yuan",
        "h33_ratio",
        h33_share=(rated.h33_base >= LEAST_FREE_BASE).ifelse(
            rated.h33_stays / rated.h33_base, None
        ),
        free_share=rated.h33_stays / rated.h33_base,
        is_usual_free=rated.h33_ratio < USUAL_RATIO,
    )


@derived(key=("institution_code", "setl_id"))
def free_bills(stays: year_stays):
    """The first settlements of the stays behind H33."""
    free = stays.filter(
        stays.is_year,
        ~stays.has_supplement,
        stays.total_yuan > 0,
        stays.account_yuan <= 0,
        stays.cash_yuan <= 0,
    )
    return free.select("institution_code", setl_id="stay_id")


@derived(key=("institution_code", "icd3"))
def alike_costs(stays: year_stays):
    """Stays of one hospital and illness whose bill lies within 2 % of the commonest, in steps of
    1 %.

    One-day stays and those paid by the bed-day are packages by nature.
    """
    year = stays.filter(
        stays.is_year,
        stays.nights > 1,
        ~stays.is_bed_day,
        ~stays.is_birth,
        stays.total_yuan > 0,
        stays.icd3.notnull(),
    )
    steps = year.mutate(step=(year.total_yuan.cast("float64").ln() / ALIKE_SHARE).floor())
    by = ["institution_code", "icd3"]
    is_fixed = (steps.pay_method == ONE_SUM).fill_null(False)
    counted = steps.group_by(*by, "step").agg(
        same=steps.count(), yuan=steps.fund_yuan.sum(), fixed=is_fixed.cast("int64").sum()
    )
    # a band of 4 % reaches over two steps of 2 %
    window = ibis.window(group_by=by, order_by="step")
    after = counted.step.lead().over(window)
    is_next = (after - counted.step == 1).fill_null(False)
    both = counted.mutate(
        band=counted.same + is_next.ifelse(counted.same.lead().over(window), 0),
        band_yuan=counted.yuan + is_next.ifelse(counted.yuan.lead().over(window), 0),
    )
    sums = both.group_by(*by).agg(all_stays=both.same.sum(), most=both.band.max())
    sums = sums.filter(sums.all_stays >= LEAST_ALIKE)
    joined = both.join(sums, by).filter(lambda t: t.band == t.most)
    return joined.group_by(*by).agg(
        alike_stays=joined.most.max(),
        all_stays=joined.all_stays.max(),
        alike_yuan=joined.band_yuan.max(),
        step=joined.step.min(),
        fixed=joined.fixed.max(),
    )


@derived(key=("institution_code",))
def uniform_costs(alike: alike_costs):
    """H09: the largest share of stays of one illness with bills within two per cent."""
    ranked = alike.mutate(share=alike.alike_stays / alike.all_stays)
    rank = ibis.row_number().over(
        group_by="institution_code", order_by=[ibis.desc("share"), "icd3"]
    )
    worst = ranked.mutate(rank=rank).filter(lambda t: t["rank"] == 0)
    return worst.select(
        "institution_code",
        h09_share=worst.share,
        h09_stays=worst.alike_stays,
        h09_base=worst.all_stays,
        h09_illness=worst.icd3,
        h09_yuan=worst.alike_yuan,
        is_package=worst.fixed * 2 > worst.alike_stays,
    )


@derived(key=("institution_code", "setl_id"))
def uniform_bills(alike: alike_costs, stays: year_stays):
    """The first settlements of the stays behind H09."""
    joined = stays.join(
        alike.select("institution_code", "icd3", "step"), ["institution_code", "icd3"]
    )
    step = (joined.total_yuan.nullif(0).cast("float64").ln() / ALIKE_SHARE).floor()
    near = joined.filter(joined.is_year, joined.nights > 1, (step - joined.step).between(0, 1))
    return near.select("institution_code", setl_id="stay_id")
