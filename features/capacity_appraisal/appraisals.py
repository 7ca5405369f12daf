"""Labour-capacity appraisals: the injury behind each, what the records show beside it, timing,
changes.
"""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.law import get_law_number
from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.injury_case import InjuryCase
from contracts.tables.person import Person
from features.common.calendar import compute_month_index, count_days_between, extract_month_index
from features.common.employer_groups import affiliates
from features.common.join_helpers import left_join_columns
from features.work_injury.injuries import INJURY_INSURANCE, NORMAL, net_injury_payments

# codes of appraisal_kind
INITIAL, REVIEW, RE_APPRAISAL, DEVICE, OLD_WOUND = "1", "2", "3", "5", "6"
GRADED_KINDS = (INITIAL, REVIEW, RE_APPRAISAL)
BELOW_GRADE, MILDEST = 0, 11  # on the ordinal scale below grade stands beyond grade 10
WINDOW_MONTHS = 36  # three years hold enough appraisals for what to expect of an injury
# codes of injury_item: paid once by the grade, and all that depends on the grade
LUMP_SUM, BY_GRADE = "6", ("6", "7", "8", "9")
# codes of injury_item: hospital meals stand for a stay; treatment; devices
STAY, TREATMENT, DEVICES = "1", ("1", "3", "4"), "5"
WAGE_MONTHS = 12  # 工伤保险条例 64: the mean of the twelve months before the injury
SAME_ACCIDENT_DAYS = 30  # treatment within a month of the injury belongs to the same accident
LEAST_ABOVE = 0.5  # grades above expectation from which a grade is high, beside another sign
# ICD-10: one finger or toe lost is common and has an expectation of its own; what is lost beyond
# decides the grade
ONE_DIGIT = ("S68.0", "S68.1", "S98.1")
AMPUTATIONS = ("S48", "S58", "S68", "S78", "S88", "S98", "T05")
# spinal cord, brain, eyeball, crushed limbs, burns by extent: the standard grades these by
# function, not by site
GRAVE_SITES = ("S14", "S24", "S34", "S67", "S77", "S87", "T31", "T91", "T95")
GRAVE_CODES = (
    "S05.3",
    "S05.6",
    "S05.7",
    "S06.1",
    "S06.2",
    "S06.3",
    "S06.4",
    "S06.5",
    "S06.6",
    "S06.7",
)
# ICD-10: injuries of several body regions
SEVERAL_REGIONS = ("T00", "T01", "T02", "T03", "T04", "T06", "T07")
# codes of body_part by limb
REGIONS = {"upper limb": ("07", "08", "09", "10"), "lower limb": ("11", "12", "13", "14")}


def convert_grade_to_ordinal(grade):
    """1 (worst) to 10, and 11 for below grade."""
    return (grade == BELOW_GRADE).ifelse(MILDEST, grade)


@derived(key=("appraisal_id",))
def appraisals_with_grade(appraisals: CapacityAppraisal, cases: InjuryCase, *, as_of):
    """Concluded appraisals with a grade on a case of work injury, of the last 36 months."""
    recent_appraisals = appraisals.filter(
        appraisals.kind.isin(GRADED_KINDS),
        appraisals.grade.notnull(),
        appraisals.conclude_date <= as_of,
        extract_month_index(appraisals.conclude_date) > compute_month_index(as_of) - WINDOW_MONTHS,
    )
    case_facts = cases.select("case_id", "employer_id", "injury_time", "diag_code", "body_part")
    joined = recent_appraisals.select(
        "appraisal_id", "case_id", "person_id", "kind", "conclude_date", "grade", "agent_phone_hash"
    ).join(case_facts, "case_id")
    return joined.mutate(
        ordinal_grade=convert_grade_to_ordinal(joined.grade),
        injury_date=joined.injury_time.cast("date"),
        body_part=joined.body_part.fill_null("?"),
    ).drop("injury_time")


@derived(key=("appraisal_id",))
def grade_money(appraisals: appraisals_with_grade, payments: net_injury_payments):
    """Yuan paid by the grade from this conclusion until the next: lump_sum_yuan (item 6),
    paid_by_grade (6 to 9).
    """
    until = appraisals.conclude_date.lead().over(
        group_by="case_id", order_by=["conclude_date", "appraisal_id"]
    )
    spans = appraisals.select("appraisal_id", "case_id", "conclude_date", next_date=until)
    money = payments.filter(payments.item.isin(BY_GRADE)).select(
        "case_id", "item", "amount", "paid_date"
    )
    joined = spans.join(money, "case_id")
    joined = joined.filter(
        (joined.paid_date >= joined.conclude_date)
        & (joined.next_date.isnull() | (joined.paid_date < joined.next_date))
    )
    return joined.group_by("appraisal_id").agg(
        paid_by_grade=joined.amount.sum(),
        lump_sum_yuan=joined.amount.sum(where=joined.item == LUMP_SUM),
        last_paid_date=joined.paid_date.max(),
    )


@derived(key=("appraisal_id",))
def lump_sums_due(
    appraisals: appraisals_with_grade, contributions: OrEmpty[ContributionMonth], *, as_of
):
    """due_yuan of initial appraisals: months by grade times the mean base of the twelve months
    before the injury.
    """
    months = get_law_number("injury_disability_months").on(as_of)
    initial = appraisals.filter(appraisals.kind == INITIAL, appraisals.grade > 0)
    bases = contributions.filter(
        contributions.insurance_type == INJURY_INSURANCE, contributions.pay_kind == NORMAL
    ).select("person_id", "base_amount", month=extract_month_index(contributions.contrib_month))
    joined = initial.join(bases, "person_id")
    before = extract_month_index(joined.injury_date) - joined.month
    joined = joined.filter((before >= 1) & (before <= WAGE_MONTHS))
    wages = joined.group_by("appraisal_id", "grade").agg(
        base_yuan=joined.base_amount.sum(), base_months=joined.count()
    )
    count = ibis.cases(
        *[(wages.grade == grade, number) for grade, number in sorted(months.items())], else_=0
    )
    return wages.select(
        "appraisal_id",
        due_yuan=(wages.base_yuan.cast("float64") * count / wages.base_months)
        .round(2)
        .cast("decimal(14,2)"),
    )


@derived(key=("appraisal_id",))
def appraisal_base(
    appraisals: appraisals_with_grade, money: grade_money, due: lump_sums_due, units: affiliates
):
    """Population: one row a concluded appraisal with a grade; yuan paid by it, else due."""
    joined = left_join_columns(
        appraisals.join(units.select("employer_id", "unit_district"), "employer_id"),
        money,
        "appraisal_id",
    )
    joined = left_join_columns(joined, due, "appraisal_id")
    is_paid = joined.paid_by_grade.notnull()
    nothing = ibis.literal(0).cast("decimal(14,2)")
    return joined.select(
        "appraisal_id",
        "case_id",
        "person_id",
        "employer_id",
        "kind",
        "grade",
        "ordinal_grade",
        "conclude_date",
        "injury_date",
        "diag_code",
        "body_part",
        subject_id=joined.person_id,
        record_id=joined.appraisal_id,
        district=joined.unit_district,
        period_from=joined.injury_date,
        period_to=joined.last_paid_date.fill_null(joined.conclude_date),
        amount_involved=is_paid.ifelse(joined.paid_by_grade, joined.due_yuan.fill_null(nothing)),
        grade_yuan=(joined.lump_sum_yuan.fill_null(nothing) > 0).ifelse(
            joined.lump_sum_yuan, joined.due_yuan.fill_null(nothing)
        ),
        is_grade_paid=is_paid,
        region=_classify_region(joined.body_part),
    )


@derived(key=("appraisal_id",))
def injury_burden(
    appraisals: appraisals_with_grade, payments: net_injury_payments, persons: Person
):
    """Gravity of the injury by its bills until the conclusion: stay_days (longest), medical_yuan,
    age_years.
    """
    bills = payments.filter(payments.item == STAY).select(
        "case_id", "amount", "service_from", "service_to"
    )
    joined = appraisals.select("appraisal_id", "case_id", "conclude_date").join(bills, "case_id")
    before = joined.filter((joined.service_from <= joined.conclude_date).fill_null(True))
    burden = before.group_by("appraisal_id").agg(
        stay_days=count_days_between(before.service_to, before.service_from).max(),
        medical_yuan=before.amount.sum(),
    )
    with_birth_date = appraisals.join(persons.select("person_id", "birth_date"), "person_id")
    aged = with_birth_date.select(
        "appraisal_id",
        age_years=(
            count_days_between(with_birth_date.injury_date, with_birth_date.birth_date) / 365.25
        )
        .floor()
        .cast("int64"),
    )
    return left_join_columns(aged, burden, "appraisal_id")


@derived(key=("appraisal_id",))
def severity_beyond_code(
    appraisals: appraisals_with_grade,
    raw: CapacityAppraisal,
    payments: net_injury_payments,
    claims: OrEmpty[ClaimHeader],
    *,
    as_of,
):
    """Signs of more than the recognised code: amputation, grave injury, second injury of the same
    accident.
    """
    visits = claims.filter(
        claims.diag_code.substr(0, 1).isin(["S", "T"]), claims.reversal_of.isnull()
    )
    visits = visits.select(
        "person_id", seen_code=visits.diag_code, seen_on=visits.service_time.cast("date")
    )
    joined = appraisals.select("appraisal_id", "person_id", "injury_date", "diag_code").join(
        visits, "person_id"
    )
    gap = count_days_between(joined.seen_on, joined.injury_date)
    near = joined.filter((gap >= 0) & (gap <= SAME_ACCIDENT_DAYS))
    other_site = near.seen_code.substr(0, 3) != near.diag_code.substr(0, 3)
    treatment_signs = near.group_by("appraisal_id").agg(
        is_second_injury=(other_site & ~_is_amputation(near.seen_code)).any(),
        is_amputation_seen=(_is_amputation(near.seen_code) & other_site).any(),
    )
    fitted = raw.filter(raw.kind == DEVICE, raw.apply_date <= as_of).select("case_id")
    paid = payments.filter(payments.item == DEVICES).select("case_id")
    fitted = ibis.union(fitted, paid, distinct=True).mutate(has_device=True)
    with_signs = left_join_columns(
        left_join_columns(appraisals, treatment_signs, "appraisal_id"), fitted, "case_id"
    )
    code = with_signs.diag_code.fill_null("")
    is_seen = with_signs.is_amputation_seen.fill_null(False) | with_signs.has_device.fill_null(
        False
    )
    return with_signs.select(
        "appraisal_id",
        is_amputation=_is_large_amputation(code) | is_seen,
        is_any_amputation=_is_amputation(code) | is_seen,
        is_grave_injury=_is_grave(code),
        is_combined_injury=with_signs.is_second_injury.fill_null(False)
        | code.substr(0, 3).isin(SEVERAL_REGIONS),
    )


@derived(key=("appraisal_id",))
def grade_changes(
    appraisals: appraisals_with_grade, raw: CapacityAppraisal, payments: net_injury_payments
):
    """I18: change of grades from the conclusion before to a review or re-appraisal, and treatment
    in between.
    """
    case_window = {"group_by": "case_id", "order_by": ["conclude_date", "appraisal_id"]}
    dated = appraisals.mutate(
        earlier_ordinal=appraisals.ordinal_grade.lag().over(**case_window),
        earlier_grade=appraisals.grade.lag().over(**case_window),
        earlier_date=appraisals.conclude_date.lag().over(**case_window),
    )
    later = dated.filter(dated.kind != INITIAL, dated.earlier_date.notnull())
    bills = payments.filter(payments.item.isin(TREATMENT)).select(
        "case_id", treated_on=payments.service_from
    )
    again = raw.filter(raw.kind == OLD_WOUND).select("case_id", treated_on=raw.apply_date)
    treatments = later.select("appraisal_id", "case_id", "earlier_date", "conclude_date").join(
        ibis.union(bills, again), "case_id"
    )
    between = (treatments.treated_on > treatments.earlier_date) & (
        treatments.treated_on <= treatments.conclude_date
    )
    treated = (
        treatments.filter(between).select("appraisal_id").distinct().mutate(is_treated_again=True)
    )
    joined = left_join_columns(later, treated, "appraisal_id")
    worse, is_treated = (
        joined.earlier_ordinal - joined.ordinal_grade,
        joined.is_treated_again.fill_null(False),
    )
    return joined.select(
        "appraisal_id",
        "earlier_grade",
        "earlier_date",
        worse_by_grades=worse,
        i18_grades=worse.abs(),
        is_treated_again=is_treated,
        is_worse_untreated=(joined.kind == REVIEW) & (worse >= 2) & ~is_treated,
    )


def _classify_region(part):
    """Upper limb, lower limb or the rest, from the body part."""
    cases = [(part.isin(parts), name) for name, parts in REGIONS.items()]
    return ibis.cases(*cases, else_="trunk, head")


def _is_amputation(code):
    return code.substr(0, 3).isin(AMPUTATIONS)


def _is_large_amputation(code):
    return _is_amputation(code) & ~code.substr(0, 5).isin(ONE_DIGIT)


def _is_grave(code):
    return code.substr(0, 3).isin(GRAVE_SITES) | code.substr(0, 5).isin(GRAVE_CODES)


def is_graver_by_code(code):
    """Whether a code (not null) names what is graded by function or level and not by its site."""
    return _is_large_amputation(code) | _is_grave(code) | code.substr(0, 3).isin(SEVERAL_REGIONS)
