"""The codes of prescribers: whether they stand for a doctor who may prescribe, and prescriptions split on one day."""

from contracts.derived import derived
from contracts.law import law
from contracts.tables.medical_staff import MedicalStaff
from features.common.calendar import month_index
from features.common.join_helpers import beside, first_of
from features.pharmacy.prescriptions import FILLERS, prescription_lines

ENDED = "3"
MIGRATED_SHARE, LEAST_MIGRATED = 0.5, 10
SPLIT_PRESCRIPTIONS, CLINICS = 3, 3


@derived(prescription_lines, MedicalStaff, key=("feedetl_sn",))
def invalid_prescribers(lines, staff, *, as_of):
    """Prescription lines whose prescriber is unknown, ended, or not valid on the day; fillers marked.

    Only of institutions that have doctors in the register: nothing can be said of the others. is_migrated: most codes of
    the institution are unknown, so its list was not taken over.
    """
    doctors = staff.group_by(rx_doctor_code=staff.staff_code).agg(
        valid_from=staff.valid_from.min(), valid_to=staff.valid_to.max(), ended=(staff.status == ENDED).all()
    )
    known = staff.filter(staff.institution_code.notnull())
    known = known.select(rx_institution_code="institution_code").distinct()
    judged = lines.filter(lines.rx_doctor_code.notnull()).semi_join(known, "rx_institution_code")
    told = beside(judged, doctors.mutate(is_known=True), "rx_doctor_code")
    day = told.rx_date.fill_null(told.service_date)
    is_unknown = told.is_known.isnull()
    is_out = told.ended.fill_null(False) | (day < told.valid_from) | (day > told.valid_to).fill_null(False)
    told = told.mutate(
        is_filler=told.rx_doctor_code.strip().isin(FILLERS),
        is_unknown=is_unknown,
        is_out=is_out.fill_null(False),
    )
    named = told.filter(~told.is_filler)
    share = named.group_by("rx_institution_code").agg(
        named_lines=named.count(), unknown_lines=named.is_unknown.cast("int64").sum()
    )
    is_migrated = (share.unknown_lines >= LEAST_MIGRATED) & (
        share.unknown_lines >= MIGRATED_SHARE * share.named_lines
    )
    share = share.select("rx_institution_code", is_migrated=is_migrated)
    wrong = beside(told.filter(told.is_unknown | told.is_out), share, "rx_institution_code")
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


@derived(invalid_prescribers, key=("institution_code",))
def unqualified_prescribers(wrong, *, as_of):
    """P09: lines of a shop on prescriptions without a valid prescriber; where there are none, those that explain
    themselves (fillers, codes that were not taken over).
    """
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
    worst = first_of(counted, "institution_code", ["kind"])
    return worst.mutate(is_filler_doctor=worst.kind == 2, is_code_migration=worst.kind == 1).drop("kind")


@derived(invalid_prescribers, key=("institution_code", "feedetl_sn"))
def unqualified_lines(wrong, *, as_of):
    """The lines behind P09."""
    return wrong.select("institution_code", "feedetl_sn")


@derived(prescription_lines, key=("institution_code", "person_id", "rx_date", "rx_institution_code"))
def split_days(lines, *, as_of):
    """A person's day with three and more prescriptions of one institution that together pass what one may hold."""
    usual = law("prescription_days").on(as_of)["usual"]
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
    passed = by_drug.filter((by_drug.prescriptions >= SPLIT_PRESCRIPTIONS) & (by_drug.days > usual * 100))
    return passed.group_by("institution_code", "person_id", "rx_date", "rx_institution_code").agg(
        prescriptions=passed.prescriptions.max(), doctors=passed.doctors.min(), yuan=passed.yuan.sum()
    )


@derived(split_days, key=("institution_code",))
def split_prescriptions(days, *, as_of):
    """P20: such days in the month with most of them."""
    marked = days.mutate(month=month_index(days.rx_date), is_clinic=days.doctors >= CLINICS)
    months = marked.group_by("institution_code", "month", "is_clinic").agg(
        p20_days=marked.count(),
        p20_persons=marked.person_id.nunique(),
        p20_prescriptions=marked.prescriptions.sum(),
        p20_yuan=marked.yuan.sum(),
        p20_from=marked.rx_date.min(),
        p20_to=marked.rx_date.max(),
    )
    months = months.mutate(is_few=months.p20_days < 2)
    worst = first_of(months, "institution_code", ["is_few", "is_clinic", months.p20_days.desc(), "month"])
    return worst.drop("month", "is_few").rename(is_several_clinics="is_clinic")


@derived(split_days, prescription_lines, key=("institution_code", "feedetl_sn"))
def split_lines(days, lines, *, as_of):
    """The lines behind P20."""
    keys = ["institution_code", "person_id", "rx_date", "rx_institution_code"]
    return lines.semi_join(days, keys).select("institution_code", "feedetl_sn")
