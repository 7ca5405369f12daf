"""Injury payments against other funds: medical claims of the stay, pensions, old injuries."""

from contracts.derived import derived
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.pension_payment import PensionPayment
from features.common.calendar import count_days_between
from features.work_injury.injuries import injury_base, net_injury_payments

ALLOWANCE, REGULAR = "8", "1"  # codes of injury_item and pension_pay_kind
EMPLOYEE_PENSIONS = ("110", "120")
OLD_INJURY_DAYS = 180  # half a year: treatment of the same site before is an old injury
FULL_SHARE = 0.5  # a difference between allowance and pension is a small part of the pension


@derived(key=("case_id", "setl_id"))
def earlier_treatment(cases: injury_base, claims: ClaimHeader):
    """Medical settlements with the same injury site (S or T, three characters) in the 180 days
    before the injury.
    """
    traumatic = cases.filter(cases.diag_code.substr(0, 1).isin(["S", "T"]))
    coded = traumatic.mutate(site=traumatic.diag_code.substr(0, 3))
    visits = claims.filter(
        claims.diag_code.substr(0, 1).isin(["S", "T"]), claims.reversal_of.isnull()
    )
    visits = visits.semi_join(coded.select("person_id").distinct(), "person_id")
    visits = visits.select(
        "setl_id",
        "person_id",
        "service_time",
        "institution_code",
        site=visits.diag_code.substr(0, 3),
    )
    joined = coded.select("case_id", "person_id", "site", "injury_time").join(
        visits, ["person_id", "site"]
    )
    gap = count_days_between(joined.injury_time, joined.service_time)
    return joined.filter((gap > 0) & (gap <= OLD_INJURY_DAYS)).select(
        "case_id", "setl_id", "site", treated_on=joined.service_time.cast("date")
    )


@derived(key=("case_id",))
def old_injuries(treatment: earlier_treatment):
    """I11: treatments of the same site in the half year before, and the last one."""
    return treatment.group_by("case_id").agg(
        i11_visits=treatment.count(),
        old_injury_site=treatment.site.min(),
        old_injury_date=treatment.treated_on.max(),
        i11_from=treatment.treated_on.min(),
    )


@derived(key=("case_id", "payment_id"))
def allowance_beside_pension(payments: net_injury_payments, pensions: PensionPayment, *, as_of):
    """Monthly disability allowances of months for which a regular employee pension was paid too."""
    monthly = payments.filter(payments.item == ALLOWANCE, payments.benefit_month.notnull())
    regular = pensions.filter(
        ~pensions.reversed,
        pensions.kind == REGULAR,
        pensions.insurance_type.isin(EMPLOYEE_PENSIONS),
        pensions.paid_date <= as_of,
    ).semi_join(monthly.select("person_id").distinct(), "person_id")
    by_month = regular.group_by("person_id", "benefit_month").agg(pension_yuan=regular.amount.sum())
    joined = monthly.join(by_month, ["person_id", "benefit_month"])
    is_full = joined.amount.cast("float64") >= FULL_SHARE * joined.pension_yuan.cast("float64")
    return joined.select(
        "case_id", "payment_id", "benefit_month", "amount", "pension_yuan", is_full=is_full
    )


@derived(key=("case_id",))
def full_allowance_with_pension(months: allowance_beside_pension):
    """I13: yuan of full allowance after the pension began.

    Only a difference is due (provincial art. 26).
    """
    return months.group_by("case_id").agg(
        i13_yuan=months.amount.sum(),
        i13_months=months.count(),
        i13_from=months.benefit_month.min(),
        i13_to=months.benefit_month.max(),
        is_difference_only=(~months.is_full).all(),
    )
