"""Prescriber codes: validity of the doctor, and prescriptions split on one day."""

from contracts.derived import derived
from contracts.law import get_law_number
from contracts.tables.medical_staff import MedicalStaff
from features.common.calendar import extract_month_index
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.pharmacy.prescriptions import FILLERS, prescription_lines

ENDED = "3"  # code of staff_status
# half of the codes unknown, ten at least: the register lags behind a change of codes
MIGRATED_SHARE, LEAST_MIGRATED = 0.5, 10
SPLIT_PRESCRIPTIONS, CLINICS = 3, 3  # three prescriptions a day; three doctors are three clinics


@derived(key=("feedetl_sn",))
def invalid_prescribers(lines: prescription_lines, staff: MedicalStaff):
    """Prescription lines whose prescriber is unknown, ended, or not valid on the day.

    Only of institutions with doctors in the register. is_filler: a placeholder code. is_migrated:
    most codes of the institution are unknown, so its list was not taken over.
    """
    doctors = staff.group_by(rx_doctor_code=staff.staff_code).agg(
        valid_from=staff.valid_from.min(),
        valid_to=staff.valid_to.max(),
        ended=(staff.status == ENDED).all(),
    )
    register_places = staff.filter(staff.institution_code.notnull())
    register_places = register_places.select(rx_institution_code="institution_code").distinct()
    checkable_lines = lines.filter(lines.rx_doctor_code.notnull()).semi_join(
        register_places, "rx_institution_code"
    )
    with_doctors = left_join_columns(
        checkable_lines, doctors.mutate(is_known=True), "rx_doctor_code"
    )
    day = with_doctors.rx_date.fill_null(with_doctors.service_date)
    is_unknown = with_doctors.is_known.isnull()
    is_out = (
        with_doctors.ended.fill_null(False)
        | (day < with_doctors.valid_from)
        | (day > with_doctors.valid_to).fill_null(False)
    )
    with_doctors = with_doctors.mutate(
        is_filler=with_doctors.rx_doctor_code.strip().isin(FILLERS),
        is_unknown=is_unknown,
        is_out=is_out.fill_null(False),
    )
    without_fillers = with_doctors.filter(~with_doctors.is_filler)
    share = without_fillers.group_by("rx_institution_code").agg(
        named_lines=without_fillers.count(),
        unknown_lines=without_fillers.is_unknown.cast("int64").sum(),
    )
    is_migrated = (share.unknown_lines >= LEAST_MIGRATED) & (
        share.unknown_lines >= MIGRATED_SHARE * share.named_lines
    )
    share = share.select("rx_institution_code", is_migrated=is_migrated)
    wrong = left_join_columns(
        with_doctors.filter(with_doctors.is_unknown | with_doctors.is_out),
        share,
        "rx_institution_code",
    )
    return wrong.select(
        "feedetl_sn",
        "institution_code",
        "person_id",
        "service_date",
        "amount",
        "rx_doctor_code",
        "is_filler",
        is_migrated=wrong.is_migrated.fill_null(False) & wrong.is_unknown & ~wrong.is_filler,
    )


@derived(key=("institution_code",))
def invalid_prescriber_totals(wrong: invalid_prescribers):
    """P09: lines of a shop without a valid prescriber; without any, those with an explanation."""
    ranked = wrong.mutate(kind=wrong.is_filler.ifelse(2, wrong.is_migrated.ifelse(1, 0)))
    counted = ranked.group_by("institution_code", "kind").agg(
        p09_lines=ranked.count(),
        p09_persons=ranked.person_id.nunique(),
        p09_codes=ranked.rx_doctor_code.nunique(),
        p09_doctor=ranked.rx_doctor_code.min(),
        p09_yuan=ranked.amount.sum(),
        p09_from=ranked.service_date.min(),
        p09_to=ranked.service_date.max(),
    )
    worst = select_first_per_group(counted, "institution_code", ["kind"])
    return worst.mutate(is_filler_doctor=worst.kind == 2, is_code_migration=worst.kind == 1).drop(
        "kind"
    )


@derived(key=("institution_code", "feedetl_sn"))
def invalid_prescriber_lines(wrong: invalid_prescribers):
    """The lines behind P09."""
    return wrong.select("institution_code", "feedetl_sn")


@derived(key=("institution_code", "person_id", "rx_date", "rx_institution_code"))
def split_days(lines: prescription_lines, *, as_of):
    """Days of a person with three and more prescriptions of a drug that together exceed one's
    limit.
    """
    usual = get_law_number("prescription_days").on(as_of)["usual"]
    dated = lines.filter(lines.rx_no.notnull(), lines.rx_date.notnull(), ~lines.long_rx_flag)
    # what several prescriptions hold of one drug counts; different drugs side by side are treatment
    by_drug = dated.group_by(
        "institution_code", "person_id", "rx_date", "rx_institution_code", "generic"
    ).agg(
        prescriptions=dated.rx_no.nunique(),
        doctors=dated.rx_doctor_code.nunique(),
        days=(dated.supply_days * 100).round().cast("int64").sum(),
        yuan=dated.amount.sum(),
    )
    passed = by_drug.filter(
        (by_drug.prescriptions >= SPLIT_PRESCRIPTIONS) & (by_drug.days > usual * 100)
    )
    return passed.group_by("institution_code", "person_id", "rx_date", "rx_institution_code").agg(
        prescriptions=passed.prescriptions.max(),
        doctors=passed.doctors.min(),
        yuan=passed.yuan.sum(),
    )


@derived(key=("institution_code",))
def split_prescriptions(days: split_days):
    """P20: such days in the month with most of them."""
    with_month = days.mutate(
        month=extract_month_index(days.rx_date), is_clinic=days.doctors >= CLINICS
    )
    months = with_month.group_by("institution_code", "month", "is_clinic").agg(
        p20_days=with_month.count(),
        p20_persons=with_month.person_id.nunique(),
        p20_prescriptions=with_month.prescriptions.sum(),
        p20_yuan=with_month.yuan.sum(),
        p20_from=with_month.rx_date.min(),
        p20_to=with_month.rx_date.max(),
    )
    months = months.mutate(is_few=months.p20_days < 2)
    worst = select_first_per_group(
        months, "institution_code", ["is_few", "is_clinic", months.p20_days.desc(), "month"]
    )
    return worst.drop("month", "is_few").rename(is_several_clinics="is_clinic")


@derived(key=("institution_code", "feedetl_sn"))
def split_lines(days: split_days, lines: prescription_lines):
    """The lines behind P20."""
    keys = ["institution_code", "person_id", "rx_date", "rx_institution_code"]
    return lines.semi_join(days, keys).select("institution_code", "feedetl_sn")
