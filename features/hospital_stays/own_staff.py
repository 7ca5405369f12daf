"""Staff of a hospital who lie in it as patients."""

from contracts.derived import derived
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.institution import Institution
from features.common.calendar import (
    compute_month_index,
    compute_window_start,
    count_days_between,
    extract_month_index,
)
from features.common.join_helpers import left_join_columns
from features.hospital_stays.peer_rates import add_ratio_to_peers
from features.hospital_stays.populations import hospital_year, year_stays

EMPLOYEE_MEDICAL = "310"  # code of insurance_type
YEAR_MONTHS, LOOK_BACK_MONTHS = 12, 24
# in a small practice one sick nurse is a fifth of the staff
LEAST_STAFF = 5
# a unit has ten to thirty staff: with more, half of them in bed would not stand out
PRIOR_PATIENTS = 1.0
NEW_DAYS = 30  # hired a month before at most (an aide was admitted the day after)
OPERATION_OR_INJURY = r"^([OP][0-9]{2}|[ST][0-9]{2}|C[0-9]{2})"


@derived(key=("institution_code", "person_id"))
def hospital_staff(places: Institution, contributions: ContributionMonth, *, as_of):
    """Persons insured by a hospital's unit in the last year, with their first month there.

    Months of two years are looked at; who was there in the first of them is no new staff.
    """
    known = places.filter(places.employer_id.notnull()).select("institution_code", "employer_id")
    months = contributions.filter(
        contributions.insurance_type == EMPLOYEE_MEDICAL,
        contributions.contrib_month >= compute_window_start(as_of, LOOK_BACK_MONTHS),
        contributions.contrib_month <= as_of,
    ).join(known, "employer_id")
    staff = months.group_by("institution_code", "person_id").agg(
        first_month=months.contrib_month.min(), last_month=months.contrib_month.max()
    )
    year_start = compute_month_index(as_of) - YEAR_MONTHS
    return staff.filter(extract_month_index(staff.last_month) > year_start)


@derived(key=("stay_id",))
def staff_stays(staff: hospital_staff, stays: year_stays):
    """Stays of a year of staff in their own hospital; births, injuries and tumours left out.

    is_new: admitted within 30 days after the first day of the first month.
    """
    year = stays.filter(
        stays.is_year, ~stays.is_birth, ~stays.diag_code.re_search(OPERATION_OR_INJURY)
    )
    joined = year.join(staff, ["institution_code", "person_id"])
    hired = count_days_between(joined.admit_date, joined.first_month)
    inside = joined.filter(hired >= 0)
    return inside.select(
        "stay_id",
        "person_id",
        "institution_code",
        "nights",
        "fund_yuan",
        "admit_date",
        "discharge_date",
        is_new=(count_days_between(inside.admit_date, inside.first_month) <= NEW_DAYS),
    )


@derived(key=("institution_code",))
def staff_in_beds(places: hospital_year, staff: hospital_staff, own: staff_stays):
    """H12: staff with a stay in their own hospital, beside other hospitals of the kind.

    h12_ratio is null below five staff. has_new_staff: two and more were admitted within a month of
    being hired.
    """
    heads = staff.group_by("institution_code").agg(h12_staff=staff.count())
    counted = own.group_by("institution_code").agg(
        h12_patients=own.person_id.nunique(),
        h12_nights=own.nights.sum(),
        h12_yuan=own.fund_yuan.sum(),
        h12_from=own.admit_date.min(),
        h12_to=own.discharge_date.max(),
        h12_new=own.person_id.nunique(where=own.is_new),
    )
    joined = places.select("institution_code", "peer_kind").join(heads, "institution_code")
    joined = left_join_columns(joined, counted, "institution_code")
    joined = joined.mutate(
        h12_patients=joined.h12_patients.fill_null(0), h12_new=joined.h12_new.fill_null(0)
    )
    rated = add_ratio_to_peers(
        joined, "h12_patients", "h12_staff", by="peer_kind", name="h12", prior=PRIOR_PATIENTS
    )
    return rated.select(
        "institution_code",
        "h12_staff",
        "h12_patients",
        "h12_nights",
        "h12_yuan",
        "h12_from",
        "h12_to",
        "h12_new",
        h12_ratio=(rated.h12_staff >= LEAST_STAFF).ifelse(rated.h12_ratio, None),
    )


@derived(key=("institution_code", "setl_id"))
def staff_bills(own: staff_stays):
    """The first settlements of the stays behind H12."""
    return own.select("institution_code", setl_id="stay_id")
