"""What records cannot show: pictures twice, doctors in two places, diagnoses without evidence."""

import ibis

from contracts.derived import derived
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.drug_catalog import DrugCatalog
from contracts.tables.exam_report import ExamReport
from contracts.tables.institution import Institution
from contracts.tables.medical_staff import MedicalStaff
from contracts.tables.person import Person
from contracts.tables.stay_diagnosis import StayDiagnosis
from contracts.tables.stay_operation import StayOperation
from features.common.calendar import count_days_between
from features.common.join_helpers import left_join_columns
from features.common.stays import stay_of_bill
from features.hospital_stays.items import stay_items
from features.hospital_stays.peer_rates import COUNTED_PRIOR, add_ratio_to_peers
from features.hospital_stays.populations import hospital_year, year_stays
from features.pharmacy.distances import compute_km_between

FILLED_HOURS, FULL_DAY_MINUTES = 600, 1440  # ten hours of hands-on work, and a whole day
FILLER_DAYS = 200  # a code that never rests is a department's, not a person's
FAR_KM = 5.0
HBA1C = "糖化血红蛋白"
REPEAT_DAYS, LEAST_TESTS = 30, 100
# pregnancy with diabetes, and anaemias in which the test misleads
HBA1C_REASONS = r"^(O24|D5[5-9])"
# severe diagnosis → words of which each group must stand among the items of the stay
EVIDENCE = (
    (r"^J96", (("血气",), ("吸氧", "氧疗", "呼吸机"))),
    (r"^A41", (("培养",),)),
    (r"^E43", (("营养",),)),
    (r"^I50\.9", (("脑钠肽", "BNP", "超声心动"),)),
    (r"^D62", (("输血", "血红蛋白", "血常规"),)),
)
USUAL_RATIO = 2.0  # to the peers
LEAST_ITEMS = 5  # with fewer rows the items of a stay were not delivered in full


@derived(key=("image_hash", "report_id"))
def reused_images(reports: ExamReport, headers: ClaimHeader):
    """Reports whose picture stands in another person's or another day's report.

    One visit may quote an old picture.
    """
    visits = (
        headers.filter(headers.reversal_of.isnull())
        .group_by("mdtrt_id")
        .agg(
            person_id=lambda t: t.person_id.min(),
            institution_code=lambda t: t.institution_code.min(),
            setl_id=lambda t: t.setl_id.min(),
        )
    )
    seen = reports.filter(reports.image_hash.notnull())
    repeated = seen.group_by("image_hash").agg(
        visits=seen.mdtrt_id.nunique(), days=seen.reported_at.cast("date").nunique()
    )
    repeated = repeated.filter(repeated.visits > 1).select("image_hash")
    return (
        seen.semi_join(repeated, "image_hash")
        .join(visits, "mdtrt_id")
        .select(
            "image_hash",
            "report_id",
            "person_id",
            "institution_code",
            "setl_id",
            day=lambda t: t.reported_at.cast("date"),
        )
    )


@derived(key=("institution_code",))
def image_reuse(images: reused_images, stays: year_stays):
    """H22: reports of a hospital with the picture of another visit."""
    paid = left_join_columns(
        images.select("institution_code", "setl_id").distinct(),
        stays.select("fund_yuan", setl_id="stay_id"),
        "setl_id",
    )
    money = paid.group_by("institution_code").agg(h22_yuan=paid.fund_yuan.fill_null(0).sum())
    counted = images.group_by("institution_code").agg(
        h22_reports=images.count(),
        h22_pictures=images.image_hash.nunique(),
        h22_persons=images.person_id.nunique(),
        h22_from=images.day.min(),
        h22_to=images.day.max(),
    )
    return counted.join(money, "institution_code")


@derived(key=("institution_code", "setl_id"))
def image_bills(images: reused_images):
    """The settlements behind H22."""
    return images.select("institution_code", "setl_id").distinct()


@derived(key=("institution_code", "exec_staff_code", "day"))
def working_days(items: stay_items, catalogue: DrugCatalog):
    """Minutes of hands-on work of each therapist or technician by day."""
    timed = catalogue.filter(catalogue.unit_minutes.notnull()).select("item_code", "unit_minutes")
    done = items.filter(items.exec_staff_code.notnull(), items.qty > 0).join(timed, "item_code")
    done = done.mutate(minutes=(done.qty * done.unit_minutes).round().cast("int64"))
    return done.group_by("institution_code", "exec_staff_code", "day").agg(
        minutes=done.minutes.sum(), yuan=done.amount.sum()
    )


@derived(key=("institution_code",))
def impossible_work(days: working_days):
    """H23: the fullest day of one member of staff in minutes; a code that never rests is a filler.

    h23_days counts all days above ten hours.
    """
    full = days.mutate(is_full=days.minutes > FILLED_HOURS)
    staff = full.group_by("institution_code", "exec_staff_code").agg(
        most=full.minutes.max(),
        full_days=full.is_full.cast("int64").sum(),
        worked_days=full.count(),
        yuan=full.yuan.sum(where=full.is_full).fill_null(0),
        first=full.day.min(where=full.is_full),
        last=full.day.max(where=full.is_full),
    )
    staff = staff.mutate(is_filler=staff.full_days >= FILLER_DAYS)
    order = ["is_filler", ibis.desc("most"), "exec_staff_code"]
    rank = ibis.row_number().over(group_by="institution_code", order_by=order)
    worst = staff.mutate(rank=rank).filter(lambda t: t["rank"] == 0)
    return worst.select(
        "institution_code",
        h23_minutes=worst.most,
        h23_days=worst.full_days,
        h23_staff=worst.exec_staff_code,
        h23_yuan=worst.yuan,
        h23_from=worst["first"],
        h23_to=worst["last"],
        is_whole_day=worst.most > FULL_DAY_MINUTES,
        is_filler_code=worst.is_filler,
    )


@derived(key=("doctor_code", "setl_id"))
def impossible_operations(
    operations: StayOperation,
    staff: MedicalStaff,
    stay_of: stay_of_bill,
    stays: year_stays,
    institutions: Institution,
):
    """Operations of one surgeon that overlap in time at institutions 5 km apart, or after the end
    of the doctor's registration. Days without a time are no times.
    """
    where = institutions.select("institution_code", "lon", "lat")
    bills = stay_of.select("setl_id", "stay_id").join(
        stays.select("stay_id", "institution_code", "fund_yuan"), "stay_id"
    )
    done = operations.filter(operations.surgeon_code.notnull()).join(bills, "setl_id")
    done = done.join(where, "institution_code")
    done = done.select(
        "setl_id",
        "institution_code",
        "fund_yuan",
        "start_time",
        "end_time",
        "lon",
        "lat",
        doctor_code=done.surgeon_code,
        day=done.operation_date,
    )
    timed = done.filter(
        done.start_time.notnull(),
        done.end_time.notnull(),
        done.start_time != done.start_time.truncate("D"),
    )
    other = timed.select(
        "doctor_code",
        other_start="start_time",
        other_end="end_time",
        other_place="institution_code",
        other_lon="lon",
        other_lat="lat",
    )
    both = timed.join(other, "doctor_code").filter(
        lambda t: (
            (t.institution_code != t.other_place)
            & (t.start_time < t.other_end)
            & (t.end_time > t.other_start)
            & (compute_km_between(t.lon, t.lat, t.other_lon, t.other_lat) >= FAR_KM)
        )
    )
    apart = both.select("doctor_code", "setl_id", "fund_yuan", "day", is_ended=ibis.literal(False))
    ends = staff.group_by(doctor_code=staff.staff_code).agg(
        until=staff.valid_to.max(), open_rows=staff.valid_to.isnull().cast("int64").sum()
    )
    late = done.join(ends.filter(ends.open_rows == 0), "doctor_code").filter(
        lambda t: t.day > t.until
    )
    late = late.select("doctor_code", "setl_id", "fund_yuan", "day", is_ended=ibis.literal(True))
    found = apart.union(late)
    return found.group_by("doctor_code", "setl_id").agg(
        fund_yuan=found.fund_yuan.max(), day=found.day.min(), is_ended=found.is_ended.any()
    )


@derived(key=("doctor_code",))
def doctors_in_two_places(found: impossible_operations):
    """H24: operations that a doctor cannot have done."""
    return found.group_by("doctor_code").agg(
        h24_count=found.count(),
        h24_yuan=found.fund_yuan.sum(),
        h24_from=found.day.min(),
        h24_to=found.day.max(),
        is_code_ended=found.is_ended.any(),
    )


@derived(key=("stay_id", "diag_code"))
def unsupported_diagnoses(
    diagnoses: StayDiagnosis,
    stay_of: stay_of_bill,
    stays: year_stays,
    items: stay_items,
    catalogue: DrugCatalog,
):
    """Severe diagnoses of stays among whose items the least evidence of them is missing.

    Patients sent on from elsewhere, and those who died, may have been tested there.
    """
    named = catalogue.select("item_code", "generic_name")
    charged = items.select("stay_id", "item_code").distinct().join(named, "item_code")
    flags = {
        f"rule_{n}_{k}": _has_words(charged.generic_name, words).any()
        for n, (_, groups) in enumerate(EVIDENCE)
        for k, words in enumerate(groups)
    }
    shown = charged.group_by("stay_id").agg(kinds=charged.count(), **flags)
    shown = shown.filter(shown.kinds >= LEAST_ITEMS)
    coded = diagnoses.join(stay_of.select("setl_id", "stay_id"), "setl_id")
    coded = coded.select("stay_id", "diag_code").distinct()
    own = stays.filter(stays.is_year, ~stays.has_died, stays.nights > 1)
    own = own.select("stay_id", "institution_code", "fund_yuan", "admit_date", "discharge_date")
    joined = coded.join(shown, "stay_id").join(own, "stay_id")
    is_bare = ibis.literal(False)
    for n, (pattern, groups) in enumerate(EVIDENCE):
        has_all = ibis.literal(True)
        for k in range(len(groups)):
            has_all = has_all & joined[f"rule_{n}_{k}"]
        is_bare = is_bare | (joined.diag_code.re_search(pattern) & ~has_all)
    return joined.filter(is_bare).select(
        "stay_id",
        "diag_code",
        "institution_code",
        "fund_yuan",
        "admit_date",
        "discharge_date",
    )


@derived(key=("institution_code",))
def upcoded_stays(found: unsupported_diagnoses, places: hospital_year):
    """H25: stays of a hospital coded with a severe diagnosis that no item supports.

    is_usual_coding: no more of them than twice what other hospitals of the kind have, whose items
    may go by other names.
    """
    stays = found.group_by("stay_id", "institution_code").agg(
        fund_yuan=found.fund_yuan.max(),
        diag=found.diag_code.min(),
        first=found.admit_date.min(),
        last=found.discharge_date.max(),
    )
    counted = stays.group_by("institution_code").agg(
        h25_stays=stays.count(),
        h25_yuan=stays.fund_yuan.sum(),
        h25_illness=stays.diag.min(),
        h25_from=stays["first"].min(),
        h25_to=stays["last"].max(),
    )
    joined = left_join_columns(
        places.select("institution_code", "peer_kind", "year_stays"), counted, "institution_code"
    )
    joined = joined.mutate(h25_stays=joined.h25_stays.fill_null(0))
    rated = add_ratio_to_peers(
        joined, "h25_stays", "year_stays", by="peer_kind", name="h25", prior=COUNTED_PRIOR
    )
    return rated.mutate(is_usual_coding=rated.h25_ratio < USUAL_RATIO).drop(
        "peer_kind", "year_stays", "h25_ratio", "h25_peer_share"
    )


@derived(key=("institution_code", "setl_id"))
def upcoded_bills(found: unsupported_diagnoses):
    """The first settlements of the stays behind H25."""
    return found.select("institution_code", setl_id="stay_id").distinct()


@derived(key=("stay_id", "item_code"))
def wrong_patients(items: stay_items, catalogue: DrugCatalog, persons: Person, stays: year_stays):
    """Items that sex or age of the patient exclude; bills of a birth are mother's and child's."""
    limited = catalogue.filter(
        catalogue.restrict_sex.notnull()
        | catalogue.restrict_age_min.notnull()
        | catalogue.restrict_age_max.notnull()
    ).select("item_code", "restrict_sex", "restrict_age_min", "restrict_age_max")
    paid = items.filter(items.fund_scope_amount > 0).join(limited, "item_code")
    own = stays.filter(~stays.is_birth).select("stay_id", "dept_code", "admit_date")
    joined = paid.join(own, "stay_id").join(
        persons.select("person_id", "sex", "birth_date"), "person_id"
    )
    age = (count_days_between(joined.admit_date, joined.birth_date) / 365.25).floor()
    is_wrong = (
        (joined.sex.isin(["1", "2"]) & (joined.sex != joined.restrict_sex))
        | (age < joined.restrict_age_min)
        | (age > joined.restrict_age_max)
    ).fill_null(False)
    wrong = joined.filter(is_wrong)
    return wrong.group_by("stay_id", "item_code", "institution_code", "person_id", "dept_code").agg(
        yuan=wrong.fund_scope_amount.sum(), day=wrong.day.min()
    )


@derived(key=("institution_code",))
def wrong_patient_items(wrong: wrong_patients):
    """H27: patients of one department and month whose items their sex or age exclude, the most.

    is_picklist_slip: one or two all year.
    """
    dated = wrong.mutate(month=wrong.day.truncate("M"), dept=wrong.dept_code.fill_null("?"))
    months = dated.group_by("institution_code", "dept", "month").agg(
        persons=dated.person_id.nunique()
    )
    most = months.group_by("institution_code").agg(h27_persons=months.persons.max())
    sums = wrong.group_by("institution_code").agg(
        h27_yuan=wrong.yuan.sum(),
        h27_year_persons=wrong.person_id.nunique(),
        h27_from=wrong.day.min(),
        h27_to=wrong.day.max(),
    )
    joined = most.join(sums, "institution_code")
    return joined.mutate(is_picklist_slip=joined.h27_year_persons <= 2)


@derived(key=("institution_code", "setl_id"))
def wrong_patient_bills(wrong: wrong_patients):
    """The first settlements of the stays behind H27."""
    return wrong.select("institution_code", setl_id="stay_id").distinct()


@derived(key=("institution_code", "person_id", "day"))
def hba1c_tests(items: stay_items, catalogue: DrugCatalog, stays: year_stays):
    """Tests of HbA1c by day, with is_repeat: another at the hospital within 30 days before."""
    tests = catalogue.filter(catalogue.generic_name.contains(HBA1C)).select("item_code")
    done = items.semi_join(tests, "item_code")
    apart = stays.filter(stays.diag_code.re_search(HBA1C_REASONS).fill_null(False))
    done = done.anti_join(apart.select("stay_id"), "stay_id")
    days = done.group_by("institution_code", "person_id", "day").agg(
        yuan=done.amount.sum(), stay_id=done.stay_id.min()
    )
    before = days.day.lag().over(group_by=["institution_code", "person_id"], order_by="day")
    gap = count_days_between(days.day, before)
    return days.mutate(is_repeat=(gap <= REPEAT_DAYS).fill_null(False))


@derived(key=("institution_code",))
def hba1c_repeats(tests: hba1c_tests, places: hospital_year):
    """H28: repeats of HbA1c within 30 days over all, beside other hospitals of the kind."""
    counted = tests.group_by("institution_code").agg(
        h28_tests=tests.count(),
        h28_repeats=tests.is_repeat.cast("int64").sum(),
        h28_yuan=tests.yuan.sum(where=tests.is_repeat).fill_null(0),
    )
    joined = places.select("institution_code", "peer_kind").join(counted, "institution_code")
    rated = add_ratio_to_peers(joined, "h28_repeats", "h28_tests", by="peer_kind", name="h28")
    return rated.select(
        "institution_code",
        "h28_tests",
        "h28_repeats",
        "h28_yuan",
        h28_ratio=(rated.h28_tests >= LEAST_TESTS).ifelse(rated.h28_ratio, None),
    )


@derived(key=("institution_code", "setl_id"))
def hba1c_bills(tests: hba1c_tests):
    """The first settlements of the stays behind H28."""
    repeats = tests.filter(tests.is_repeat)
    return repeats.select("institution_code", setl_id="stay_id").distinct()


def _has_words(name, words):
    found = ibis.literal(False)
    for word in words:
        found = found | name.contains(word).fill_null(False)
    return found
