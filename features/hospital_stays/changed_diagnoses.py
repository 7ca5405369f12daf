"""Readmissions under another main diagnosis while all else stays the same."""

from contracts.derived import derived
from contracts.tables.stay_diagnosis import StayDiagnosis
from features.common.stays import stay_of_bill
from features.hospital_stays.readmissions import readmissions

ALIKE_SHARE = 0.8  # of the other diagnoses of both stays together
# one secondary diagnosis alone is often hypertension: two agree by chance
LEAST_OTHERS = 2


@derived(key=("stay_id",))
def relabelled_stays(pairs: readmissions, diagnoses: StayDiagnosis, stay_of: stay_of_bill):
    """Readmissions within 15 days to the same doctor and department under another main diagnosis.

    At least 80 % of the other diagnoses (three characters) of both stays are the same.
    """
    changed = pairs.filter(
        pairs.is_year,
        pairs.reason.isnull(),
        ~pairs.is_same_illness,
        pairs.is_same_dept,
        pairs.doctor_code.notnull(),
    )
    others = diagnoses.filter(~diagnoses.is_main).join(
        stay_of.select("setl_id", "stay_id"), "setl_id"
    )
    others = others.select("stay_id", icd3=others.diag_code.substr(0, 3)).distinct()
    keys = changed.select("stay_id", "last_stay_id")
    own = keys.join(others, "stay_id").select("stay_id", "icd3", is_own=1, is_last=0)
    last = keys.join(others.rename(last_stay_id="stay_id"), "last_stay_id")
    last = last.select("stay_id", "icd3", is_own=0, is_last=1)
    both = own.union(last).group_by("stay_id", "icd3")
    both = both.agg(is_own=lambda t: t.is_own.max(), is_last=lambda t: t.is_last.max())
    alike = both.group_by("stay_id").agg(
        shared=(both.is_own * both.is_last).sum(), all_codes=both.count()
    )
    alike = alike.filter(
        alike.shared >= LEAST_OTHERS, alike.shared >= ALIKE_SHARE * alike.all_codes
    )
    return changed.join(alike, "stay_id").select(
        "stay_id",
        "last_stay_id",
        "doctor_code",
        "institution_code",
        "person_id",
        "admit_date",
        "discharge_date",
        "fund_yuan",
    )


@derived(key=("doctor_code",))
def relabelling_doctors(stays: relabelled_stays):
    """H26: a doctor's readmissions of the year under another main diagnosis, all else the same."""
    return stays.group_by("doctor_code").agg(
        h26_pairs=stays.count(),
        h26_patients=stays.person_id.nunique(),
        h26_yuan=stays.fund_yuan.sum(),
        h26_from=stays.admit_date.min(),
        h26_to=stays.discharge_date.max(),
        h26_place=stays.institution_code.min(),
    )


@derived(key=("doctor_code", "setl_id"))
def relabelled_bills(stays: relabelled_stays):
    """The first settlements of both stays behind H26."""
    later = stays.select("doctor_code", setl_id="stay_id")
    return later.union(stays.select("doctor_code", setl_id="last_stay_id"), distinct=True)
