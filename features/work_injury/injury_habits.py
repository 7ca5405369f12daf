"""Coincidences among bills of injuries: amount, hospital."""

from contracts.derived import derived
from features.common.join_helpers import left_join_columns
from features.work_injury.injuries import COST_ITEMS, injury_base, net_injury_payments

LEAST_BILL_YUAN, LEAST_CASES = 500, 3  # smaller bills are fixed fees and alike by nature


@derived(key=("payment_id",))
def injury_bills(payments: net_injury_payments):
    """Costs of treatment that an institution billed."""
    return payments.filter(payments.item.isin(COST_ITEMS), payments.institution_code.notnull())


@derived(key=("case_id",))
def case_bills(cases: injury_base, bills: injury_bills):
    """same_sum_cases: other persons' cases with an equal bill (500 yuan and more) of one
    institution.

    bill_yuan: all that institutions billed for the case.
    """
    alike = ["institution_code", "amount"]
    large = bills.filter(bills.amount >= LEAST_BILL_YUAN)
    persons = large.group_by(*alike).agg(persons=large.person_id.nunique())
    others = large.join(persons, alike)
    shared = others.group_by("case_id").agg(same_sum_cases=others.persons.max() - 1)
    money = bills.group_by("case_id").agg(bill_yuan=bills.amount.sum())
    joined = left_join_columns(money, shared, "case_id").semi_join(cases, "case_id")
    return joined.select(
        "case_id",
        bill_yuan=joined.bill_yuan.cast("float64"),
        same_sum_cases=joined.same_sum_cases.fill_null(0),
    )


@derived(key=("employer_id",))
def unit_bills(bills: injury_bills):
    """first_hospital_share: share of a unit's cases (three and more) at its first hospital.

    case_bill_yuan.
    """
    bills_with_unit = bills.rename(employer_id="case_employer")
    by_place = bills_with_unit.group_by("employer_id", "institution_code").agg(
        place_cases=bills_with_unit.case_id.nunique()
    )
    first = by_place.group_by("employer_id").agg(first_cases=by_place.place_cases.max())
    unit = bills_with_unit.group_by("employer_id").agg(
        cases=bills_with_unit.case_id.nunique(), billed=bills_with_unit.amount.sum()
    )
    joined = unit.join(first, "employer_id")
    is_enough = joined["cases"] >= LEAST_CASES
    return joined.select(
        "employer_id",
        first_hospital_share=is_enough.ifelse(joined.first_cases / joined["cases"], None),
        case_bill_yuan=joined.billed.cast("float64") / joined["cases"],
    )
