"""Prescriber codes: validity of the doctor, and prescriptions split on one day."""

import ibis

from contracts.derived import derived
from contracts.law import get_law_number
from contracts.tables.medical_staff import MedicalStaff
from features.common.calendar import extract_month_index
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.pharmacy.prescriptions import FILLERS, prescription_lines

ENDED = "3"  # code of staff_status
# a code under which several institutions prescribe and which no register knows is a system's own
FILLER_PLACES = 3
# of an institution's codes, that many may be unknown where the register keeps its doctors: one
# new colleague, or one in twenty; where more are, the register lags behind
UNKNOWN_CODES, UNKNOWN_SHARE = 1, 0.05
# where a tenth of all prescribers (of ten and more) have run out, the dates were not kept up
STALE_SHARE, LEAST_CODES = 0.1, 10
# institution codes: kind, province and city (33, 02), and the rest
FULL_CODE, REGION = "^[HP][0-9]{11}$", 4
BARRED, UNREGISTERED, ELSEWHERE, MIGRATED, STALE, FILLER = range(6)
SPLIT_PRESCRIPTIONS, CLINICS = 3, 3  # three prescriptions a day; three doctors are three clinics


@derived(key=("feedetl_sn",))
def prescriber_states(lines: prescription_lines, staff: MedicalStaff):
    """Prescription lines with what the register knows of their prescriber.

    is_known; is_barred: run out on the day; is_unregistered: unknown, not yet valid, or ended on a
    day that is not told. is_local: the institution lies in the city (by its code, its district and
    the register, which knows doctors of it).
    """
    doctors = staff.select(
        "valid_from", "valid_to", rx_doctor_code="staff_code", has_ended=staff.status == ENDED
    )
    places = staff.filter(staff.institution_code.notnull())
    places = places.select(rx_institution_code="institution_code").distinct()
    named = lines.filter(lines.rx_doctor_code.notnull())
    joined = left_join_columns(named, doctors.mutate(is_known=True), "rx_doctor_code")
    joined = left_join_columns(joined, places.mutate(has_doctors=True), "rx_institution_code")
    day = joined.rx_date.fill_null(joined.service_date)
    is_known = joined.is_known.fill_null(False)
    is_barred = (day > joined.valid_to).fill_null(False)
    # an ended registration without its day may have held on this one, and a renewal overwrites
    # the first day of validity
    is_open = is_known & ((day < joined.valid_from) | (joined.has_ended & joined.valid_to.isnull()))
    is_foreign = (
        joined.rx_institution_code.re_search(FULL_CODE)
        & joined.institution_code.re_search(FULL_CODE)
        & (
            joined.rx_institution_code.substr(1, REGION)
            != joined.institution_code.substr(1, REGION)
        )
    ) | (joined.rx_district.left(REGION) != joined.shop_home.left(REGION)).fill_null(False)
    return joined.select(
        "feedetl_sn",
        "institution_code",
        "person_id",
        "service_date",
        "amount",
        "rx_institution_code",
        "rx_doctor_code",
        is_known=is_known,
        is_barred=is_barred,
        is_unregistered=~is_known | is_open,
        is_local=joined.is_listed
        & ~joined.is_internet
        & joined.has_doctors.fill_null(False)
        & ~is_foreign,
        is_filler=joined.rx_doctor_code.strip().isin(FILLERS),
    )


@derived(key=("rx_institution_code",))
def registers_of_institutions(states: prescriber_states):
    """Whether the register keeps an institution's doctors: nearly all that prescribe are known.

    is_kept: at most one code, or one in twenty, is not registered, and another one is.
    """
    codes = (
        states.filter(~states.is_filler)
        .group_by("rx_institution_code", "rx_doctor_code")
        .agg(is_unregistered=states.is_unregistered.any())
    )
    counted = codes.group_by("rx_institution_code").agg(
        codes=codes.count(), unregistered=codes.is_unregistered.cast("int64").sum()
    )
    few = ibis.greatest(UNKNOWN_CODES, UNKNOWN_SHARE * counted.codes)
    return counted.select(
        "rx_institution_code",
        is_kept=(counted.unregistered <= few) & (counted.codes > counted.unregistered),
    )


@derived(key=("rx_doctor_code",))
def filler_codes(states: prescriber_states):
    """Codes that no register knows and under which several institutions prescribe."""
    unknown = states.filter(~states.is_known)
    places = unknown.group_by("rx_doctor_code").agg(places=unknown.rx_institution_code.nunique())
    return places.filter(places.places >= FILLER_PLACES).select("rx_doctor_code")


@derived(key=("feedetl_sn",))
def invalid_prescribers(
    states: prescriber_states, registers: registers_of_institutions, fillers: filler_codes
):
    """Prescription lines whose prescriber is not valid by the register, with the reason.

    BARRED and UNREGISTERED (at an institution whose other doctors the register knows) are leads;
    the others ask the owner of the data: doctors registered elsewhere, codes that were not taken
    over, dates that were not kept up, fillers.
    """
    wrong = states.filter(states.is_barred | states.is_unregistered | states.is_filler)
    wrong = left_join_columns(wrong, registers, "rx_institution_code")
    wrong = left_join_columns(wrong, fillers.mutate(is_shared=True), "rx_doctor_code")
    codes = (
        states.filter(states.is_known)
        .group_by("rx_doctor_code")
        .agg(has_run_out=states.is_barred.any())
    )
    register = codes.agg(
        known_codes=codes.count(), ended_codes=codes.has_run_out.cast("int64").sum()
    )
    wrong = wrong.cross_join(register)
    is_stale = (wrong.known_codes >= LEAST_CODES) & (
        wrong.ended_codes >= STALE_SHARE * wrong.known_codes
    )
    kind = ibis.cases(
        (wrong.is_filler | wrong.is_shared.fill_null(False), FILLER),
        (wrong.is_barred & is_stale, STALE),
        (wrong.is_barred, BARRED),
        (~wrong.is_local, ELSEWHERE),
        (wrong.is_kept.fill_null(False), UNREGISTERED),
        else_=MIGRATED,
    )
    return wrong.select(
        "feedetl_sn",
        "institution_code",
        "person_id",
        "service_date",
        "amount",
        "rx_doctor_code",
        kind=kind,
    )


@derived(key=("institution_code",))
def invalid_prescriber_totals(wrong: invalid_prescribers):
    """P09: lines of a shop of the worst kind that it has, and how many of the other kinds.

    is_barred_doctor: the register knows the prescriber, and his registration had run out.
    """
    counted = wrong.group_by("institution_code", "kind").agg(
        p09_lines=wrong.count(),
        p09_persons=wrong.person_id.nunique(),
        p09_codes=wrong.rx_doctor_code.nunique(),
        p09_doctor=wrong.rx_doctor_code.min(),
        p09_yuan=wrong.amount.sum(),
        p09_from=wrong.service_date.min(),
        p09_to=wrong.service_date.max(),
    )
    others = wrong.group_by("institution_code").agg(
        p09_unregistered_lines=(wrong.kind == UNREGISTERED).cast("int64").sum(),
        p09_open_lines=(wrong.kind > UNREGISTERED).cast("int64").sum(),
    )
    worst = select_first_per_group(counted, "institution_code", ["kind"])
    joined = worst.join(others, "institution_code")
    return joined.mutate(
        is_barred_doctor=joined.kind == BARRED,
        is_registered_elsewhere=joined.kind == ELSEWHERE,
        is_code_migration=joined.kind == MIGRATED,
        is_register_stale=joined.kind == STALE,
        is_filler_doctor=joined.kind == FILLER,
    ).drop("kind")


@derived(key=("institution_code", "feedetl_sn"))
def invalid_prescriber_lines(wrong: invalid_prescribers):
    """The lines behind P09: those of the worst kind."""
    worst = wrong.group_by("institution_code").agg(kind=wrong.kind.min())
    joined = wrong.semi_join(worst, ["institution_code", "kind"])
    return joined.select("institution_code", "feedetl_sn")


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
