"""Populations of stays in hospital: a hospital's, a patient's and a doctor's year."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.institution import Institution
from contracts.tables.medical_staff import MedicalStaff
from contracts.tables.person import Person
from contracts.tables.stay import Stay
from contracts.tables.stay_diagnosis import StayDiagnosis
from features.common.calendar import count_days_between, is_in_last_days, make_as_of_literal
from features.common.join_helpers import left_join_columns
from features.common.stays import in_patient_stays, stay_of_bill

# the year that is compared, and the two years within which a fine is possible
YEAR_DAYS, LOOK_BACK_DAYS = 365, 730
# fewer institutions of a kind are no measure: the next wider kind is taken
LEAST_PEERS = 8
# words in an institution's specialty whose patients stay for weeks and months, and come again
LONG_STAY_WORDS = ("精神", "康复", "护理", "老年")
TUMOUR_WORDS = ("肿瘤",)
BED_DAY = "5"  # code of hospital_pay_method
EMERGENCY = "1"  # code of admit_way
DIED = "5"  # code of discharge_way
MATERNITY = "52"  # code of med_type
# ICD-10: neoplasms and their treatment in courses, dialysis, birth, and planned further treatment
TUMOURS = r"^(C[0-9]{2}|D[0-3][0-9]|D4[0-8]|Z51)"
DIALYSIS = r"^(N18|Z49)"
BIRTHS = r"^[OP][0-9]{2}"
FOLLOW_UPS = r"^(Z47|Z48|Z49|Z51|Z95)"
COMPLICATIONS = r"^T8[0-8]"


@derived(key=("stay_id",))
def stay_sheets(sheets: Stay, stay_of: stay_of_bill):
    """What the settlement sheets say of a stay; of several the first admission, the last end."""
    return _sum_up_sheets(sheets, stay_of)


def _sum_up_sheets(sheets, stay_of):
    joined = sheets.join(stay_of.select("setl_id", "stay_id"), "setl_id")
    close_days = joined.special_nursing_days.fill_null(0) + joined.level1_nursing_days.fill_null(0)
    return joined.group_by("stay_id").agg(
        is_planned_further=joined.planned_readmission.fill_null(False).any(),
        is_bed_day=(joined.pay_method == BED_DAY).fill_null(False).any(),
        is_emergency=(joined.admit_way == EMERGENCY).fill_null(False).any(),
        has_died=(joined.discharge_way == DIED).fill_null(False).any(),
        discharge_way=joined.discharge_way.max(),
        admit_way=joined.admit_way.min(),
        pay_method=joined.pay_method.max(),
        group_code=joined.group_code.max(),
        group_yuan=joined.group_payment.sum(),
        admit_time=joined.admit_time.min(),
        discharge_time=joined.discharge_time.max(),
        ventilator_hours=joined.ventilator_hours.fill_null(0.0).max(),
        close_nursing_days=close_days.sum(),
    )


@derived(key=("stay_id",))
def year_stays(
    all_stays: in_patient_stays,
    stay_of: stay_of_bill,
    sheets: OrEmpty[Stay],
    diagnoses: OrEmpty[StayDiagnosis],
    *,
    as_of,
):
    """Stays that ended within two years, with what explains that one follows another.

    is_year: it ended within the last year. Without settlement sheets nothing is known to be
    planned, paid by the bed-day, an emergency or ended by death.
    """
    recent = all_stays.filter(is_in_last_days(all_stays.discharge_date, as_of, LOOK_BACK_DAYS))
    facts = _sum_up_sheets(sheets, stay_of).select(
        "stay_id",
        "is_planned_further",
        "is_bed_day",
        "is_emergency",
        "has_died",
        "discharge_way",
        "pay_method",
    )
    other = diagnoses.join(stay_of.select("setl_id", "stay_id"), "setl_id")
    other = other.group_by("stay_id").agg(
        has_tumour=other.diag_code.re_search(TUMOURS).any(),
        has_kidney=other.diag_code.re_search(DIALYSIS).any(),
    )
    joined = left_join_columns(left_join_columns(recent, facts, "stay_id"), other, "stay_id")
    code = joined.diag_code.fill_null("")
    return joined.mutate(
        is_year=is_in_last_days(joined.discharge_date, as_of, YEAR_DAYS),
        is_planned_further=joined.is_planned_further.fill_null(False),
        is_bed_day=joined.is_bed_day.fill_null(False),
        is_emergency=joined.is_emergency.fill_null(False),
        has_sheet=joined.has_died.notnull(),
        has_died=joined.has_died.fill_null(False),
        is_tumour=code.re_search(TUMOURS) | joined.has_tumour.fill_null(False),
        is_dialysis=code.re_search(DIALYSIS) | joined.has_kidney.fill_null(False),
        is_birth=code.re_search(BIRTHS) | (joined.med_type == MATERNITY),
        is_follow_up=code.re_search(FOLLOW_UPS),
        is_complication=code.re_search(COMPLICATIONS),
    ).drop("has_tumour", "has_kidney")


@derived(key=("institution_code",))
def hospital_year(institutions: Institution, stays: year_stays):
    """Population of hospitals: those where somebody lay in the last year, and sums of their year.

    peer_kind: trade, level and ownership; where fewer than eight hospitals are of one, the trade
    and level, the trade, or all together.
    """
    year = stays.filter(stays.is_year)
    sums = year.group_by("institution_code").agg(
        year_stays=year.count(),
        year_patients=year.person_id.nunique(),
        year_nights=year.nights.sum(),
        amount_involved=year.fund_yuan.sum(),
        total_yuan=year.total_yuan.sum(),
        period_from=year.admit_date.min(),
        period_to=year.discharge_date.max(),
    )
    joined = sums.join(institutions, "institution_code")
    trade = ibis.cases(
        (_has_word(joined.specialty, LONG_STAY_WORDS), "长期"),
        (_has_word(joined.specialty, TUMOUR_WORDS), "肿瘤"),
        else_="综合",
    )
    ranked = joined.mutate(
        kind_1=trade + "/" + joined.level.fill_null("0") + "/" + joined.ownership.fill_null("9"),
        kind_2=trade + "/" + joined.level.fill_null("0"),
        kind_3=trade,
    )
    sizes = {f"size_{n}": ranked.count().over(group_by=ranked[f"kind_{n}"]) for n in (1, 2, 3)}
    ranked = ranked.mutate(**sizes)
    peer_kind = ibis.cases(
        *[(ranked[f"size_{n}"] >= LEAST_PEERS, ranked[f"kind_{n}"]) for n in (1, 2, 3)],
        else_="全部",
    )
    return ranked.select(
        "institution_code",
        "year_stays",
        "year_patients",
        "amount_involved",
        "period_from",
        "period_to",
        "district",
        subject_id=ranked.institution_code,
        record_id=ranked.institution_code,
        peer_kind=peer_kind,
        yuan_per_stay=ranked.total_yuan.cast("float64") / ranked.year_stays,
        nights_per_stay=ranked.year_nights / ranked.year_stays,
        stays_per_patient=ranked.year_stays / ranked.year_patients,
    )


@derived(key=("person_id",))
def in_patient_year(
    institutions: Institution, stays: year_stays, persons: OrEmpty[Person], *, as_of
):
    """Population of patients: persons who lay in hospital within two years."""
    places = institutions.select("institution_code", place="district")
    joined = stays.join(places, "institution_code")
    sums = joined.group_by("person_id").agg(
        patient_stays=joined.count(where=joined.is_year),
        patient_nights=joined.nights.sum(where=joined.is_year).fill_null(0),
        patient_hospitals=joined.institution_code.nunique(where=joined.is_year),
        amount_involved=joined.fund_yuan.sum(),
        patient_yuan=joined.fund_yuan.sum(where=joined.is_year).fill_null(0).cast("float64"),
        period_from=joined.admit_date.min(),
        period_to=joined.discharge_date.max(),
        place=joined.place.min(),
    )
    facts = persons.select("person_id", "hukou_district", "birth_date")
    joined = left_join_columns(sums, facts, "person_id")
    age = count_days_between(make_as_of_literal(as_of), joined.birth_date) / 365.25
    return joined.select(
        *[c for c in sums.columns if c != "place"],
        subject_id=joined.person_id,
        record_id=joined.person_id,
        district=joined.hukou_district.fill_null(joined.place),
        age_band=((age / 20).floor().cast("int64") * 20).cast("string").fill_null("?"),
    )


@derived(key=("doctor_code",))
def doctor_year(staff: MedicalStaff, institutions: Institution, stays: year_stays):
    """Population of doctors: those of the register who discharged somebody in the last year."""
    year = stays.filter(stays.is_year, stays.doctor_code.notnull())
    sums = year.group_by("doctor_code").agg(
        doctor_stays=year.count(),
        amount_involved=year.fund_yuan.sum(),
        period_from=year.admit_date.min(),
        period_to=year.discharge_date.max(),
        doctor_nights=year.nights.mean(),
        doctor_yuan=year.total_yuan.sum(),
        works_at=year.institution_code.min(),
    )
    known = staff.select("staff_code").distinct()
    sums = sums.join(known, sums.doctor_code == known.staff_code).drop("staff_code")
    places = institutions.select(works_at="institution_code", district="district", level="level")
    joined = sums.join(places, "works_at")
    return joined.select(
        *[c for c in sums.columns if c != "doctor_yuan"],
        "district",
        subject_id=joined.doctor_code,
        record_id=joined.doctor_code,
        doctor_level=joined.level.fill_null("0"),
        doctor_stay_yuan=joined.doctor_yuan.cast("float64") / joined.doctor_stays,
    )


def _has_word(specialty, words):
    found = ibis.literal(False)
    for word in words:
        found = found | specialty.contains(word).fill_null(False)
    return found
