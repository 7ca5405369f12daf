"""Money of any fund that goes into an operator's own account."""

from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from tests.scenarios.agency_handling.drawn import event, found, levels, pension

CLAIMS = "claim_id | person_id | claim_date | accept_op | review_op | bank_hash"
U1 = "u1 | p1 | 2026-01-05 | o1 | o3 | bank-o1"
OF_HOUSEHOLD = "u2 | child | 2026-01-05 | o3 | o2 | bank-o1"
OWN = "u3 | p3 | 2026-01-05 | o1 | o3 | bank-p3"
PAID = "claim_id | benefit_month | seq | paid_amount | paid_date | bank_hash"


def claims(*rows, bank="-"):
    paid = [
        f"{row.split(' | ')[0]} | 2026-0{n} | 1 | 2000.00 | 2026-0{n}-20 | {bank}"
        for row in rows
        for n in (1, 2, 3, 4)
    ]
    return {
        UnemploymentClaim: "\n".join([CLAIMS, *rows]),
        UnemploymentPayment: "\n".join([PAID, *paid]),
    }


def test_benefits_of_a_claim_that_he_accepted_into_his_account_are_high():
    made = found(event(), more=claims(U1, OWN))
    assert levels(made, "O20") == {("o1", "H")}
    assert (made.of("O20").value.iloc[0], float(made.of("O20").amount_involved.iloc[0])) == (
        4,
        8000,
    )


def test_those_of_his_household_are_explained():
    made = found(event(), more=claims(OF_HOUSEHOLD))
    assert made.of("O20").empty and ("o1", "is_household") in made.explained_by("O20")


def test_a_claim_paid_to_the_persons_own_account_is_nothing():
    assert found(event(), more=claims(OWN)).of("O20").empty


def test_business_that_a_colleague_handled_is_strong():
    made = found(event(), more=claims(U1.replace("| o1 | o3 |", "| o2 | o3 |")))
    assert levels(made, "O20") == {("o1", "S")}


def test_beside_his_own_business_it_is_one_source():
    edited = event(biz_type="05", action="6", field_changed="bank_account")
    made = found(edited, pensions=pension("p1", "2026-04", "2026-06", "bank-o1"))
    families = {made.of(i).family.iloc[0] for i in ("O02", "O20")}
    assert len(families) == 1


def test_a_pension_into_his_account_counts_as_well():
    made = found(event(), pensions=pension("p1", "2026-01", "2026-03", "bank-o1"))
    assert levels(made, "O20") == {("o1", "S")}
