"""Tables drawn for the tests of maternity allowances, and what is found on them."""

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.institution import Institution
from contracts.tables.maternity_payment import MaternityPayment
from contracts.tables.person import Person
from contracts.tables.tax_wage_month import TaxWageMonth
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from contracts.tables.whitelist import Whitelist
from scenarios import load_scenarios
from tests.drawn_tables import format_rows, repeat_monthly
from tests.run_scenario import run_scenario

SCENARIO = load_scenarios()["maternity_allowance"]

HOSPITAL, SILENT, AWAY = "H33020000001", "H33020000002", "H31010000001"
PLACES = f"""
institution_code | kind | district
{HOSPITAL}       | H    | 330203
{SILENT}         | H    | 330203
"""
UNIT = {
    "employer_id": "e1",
    "uscc_hash": "00000000000000e1",
    "unit_nature": "10",
    "industry_code": "72",
    "register_date": "2015-01-01",
    "deregister_date": "-",
    "legal_rep_hash": "00000000000001e1",
    "phone_hash": "00000000000002e1",
    "address_hash": "00000000000003e1",
    "bank_hash": "00000000000004e1",
}


def unit(number, **more):
    """A unit e<number> with a representative, phone, address and account of its own."""
    return (
        UNIT
        | {
            "employer_id": f"e{number}",
            **{name: f"{UNIT[name][:-2]}e{number}" for name in UNIT if name.endswith("_hash")},
        }
        | more
    )


# born, or operated on, in November 2025: leave until April 2026
PAYMENT = {
    "payment_id": "b1",
    "person_id": "p1",
    "employer_id": "e1",
    "birth_date": "2025-11-10",
    "birth_kind": "1",
    "institution_code": HOSPITAL,
    "days": "158",
    "daily_amount": "200.00",
    "base_source": "2",
    "amount": "31600.00",
    "apply_date": "2025-12-20",
    "paid_date": "2026-01-15",
    "payee_kind": "1",
    "bank_hash": "00000000000004e1",
    "agent_phone_hash": "-",
    "reversed": "0",
    "reversal_of": "-",
}
STAY = {
    "setl_id": "s1",
    "person_id": "p1",
    "institution_code": HOSPITAL,
    "med_type": "52",
    "service_time": "2025-11-09T10:00:00",
    "admit_date": "2025-11-09",
    "discharge_date": "2025-11-13",
    "diag_code": "O80.0",
    "reversal_of": "-",
}
PREMIUM = (
    "person_id | employer_id | insurance_type | contrib_month | pay_kind | base_amount | paid_flag"
)
WAGE = "id_hash | month | payer_uscc_hash | wage_amount"


def identity(person):
    return f"{int(person[1:]):016x}"


def premium(person, employer, first, last, *, base=6000):
    """Premiums of a person at a unit, month by month."""
    return repeat_monthly(
        f"{person} | {employer} | 310 | {{month}} | 1 | {base}.00 | 1", first, last
    )


def wage(person, employer, first, last, *, yuan=6000):
    """Wages of a person from a unit, month by month."""
    payer = f"{UNIT['uscc_hash'][:-2]}{employer}"
    return repeat_monthly(f"{identity(person)} | {{month}} | {payer} | {yuan}.00", first, last)


# somebody else's wage, so that the months from 2023 on are delivered
SOMEBODY = "ffffffffffffffff | {month} | eeeeeeeeeeeeeeee | 5000.00"


def found(
    payments=({},),
    premiums=(),
    wages=(),
    *,
    units=(UNIT,),
    people=None,
    stays=({},),
    only=(),
    without=(),
    **others,
):
    """Findings on these allowances, in the order of (payments, premiums, wages)."""
    names = sorted({p.get("person_id", "p1") for p in payments} | set(people or ()))
    homes = people or {}
    persons = "\n".join(
        f"{name} | {identity(name)} | 2 | {homes.get(name, {}).get('born', '1995-03-01')} | "
        f"{homes.get(name, {}).get('home', identity(name))} | 330203"
        for name in names
    )
    persons = f"person_id | id_hash | sex | birth_date | household_hash | hukou_district\n{persons}"
    months = repeat_monthly(SOMEBODY, "2023-07", "2026-06")
    tables = {
        Employer: format_rows(unit(1), *units),
        Person: persons,
        MaternityPayment: format_rows(PAYMENT, *payments),
        ContributionMonth: "\n".join([PREMIUM, *premiums]),
        TaxWageMonth: "\n".join([WAGE, months, *wages]),
        Institution: PLACES,
        ClaimHeader: format_rows(STAY, *stays),
        UnemploymentClaim: others.pop("claims", "claim_id"),
        UnemploymentPayment: others.pop("benefit", "claim_id"),
        Whitelist: "rule_id",
    }
    kept = {table: rows for table, rows in tables.items() if table not in without}
    return run_scenario(SCENARIO, kept, only=only)
