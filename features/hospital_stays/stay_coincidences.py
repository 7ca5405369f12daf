"""Sums and lengths alike among stays: of a hospital, of a doctor, and of a patient's fellows."""

from contracts.derived import derived
from features.common.coincidences import compute_coincidence_rarity, compute_group_rarity
from features.hospital_stays.populations import year_stays

VALUES = ("stay_sum", "stay_length")


@derived(key=("stay_id",))
def stay_values(stays: year_stays):
    """One row a stay of two years: its sum and its nights, each with its diagnosis, as every
    illness has its own.
    """
    return stays.select(
        "stay_id",
        "institution_code",
        "person_id",
        "doctor_code",
        stay_sum=stays.icd3 + "/" + stays.total_yuan.cast("string"),
        stay_length=stays.icd3 + "/" + stays.nights.cast("string"),
    )


@derived(key=("institution_code",))
def hospital_coincidences(stays: stay_values):
    """hospital_same_rarity: the rarest sum or length that a hospital's stays have in common."""
    return compute_group_rarity(
        stays,
        subject="stay_id",
        values=VALUES,
        group="institution_code",
        name="hospital_same_rarity",
    )


@derived(key=("doctor_code",))
def doctor_coincidences(stays: stay_values):
    """doctor_same_rarity: the rarest sum or length that a doctor's stays have in common."""
    return compute_group_rarity(
        stays,
        subject="stay_id",
        values=VALUES,
        group="doctor_code",
        name="doctor_same_rarity",
    )


@derived(key=("person_id",))
def patient_coincidences(stays: stay_values):
    """patient_same_rarity: sums or lengths that a patient shares with others of one hospital or
    doctor.
    """
    return compute_coincidence_rarity(
        stays,
        subject="person_id",
        values=VALUES,
        groups=("institution_code", "doctor_code"),
        name="patient_same_rarity",
    )
