"""Pharmacy billing as a whole on drawn tables; the indicators by theme stand in files of their own."""

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.drug_catalog import DrugCatalog
from contracts.tables.institution import Institution
from contracts.tables.person import Person
from scenarios import load_scenarios
from tests.drawn_tables import format_rows
from tests.run_scenario import run_scenario
from tests.scenarios.pharmacy_billing.drawn import DEATH, DRUGS, LINE, PLACES, SALE, found, persons

SCENARIO = load_scenarios()["pharmacy_billing"]


def test_a_sale_taken_back_in_full_never_was():
    back = {
        "setl_id": "r",
        "reversal_of": "s1",
        "total_amount": "-100.00",
        "fund_amount": "-60.00",
        "account_amount": "-40.00",
    }
    lines = [{}, {"feedetl_sn": "b", "setl_id": "r", "qty": "-1", "amount": "-100.00"}]
    made = found([{}, back], lines, deaths=DEATH.format("2026-05-01"))
    assert made.findings.empty


def test_without_trace_codes_and_stock_the_rest_is_computed():
    tables = {
        Institution: PLACES,
        DrugCatalog: DRUGS,
        Person: persons(3),
        ClaimHeader: format_rows(SALE, {}),
        ClaimLine: format_rows(LINE, {}),
    }
    made = run_scenario(SCENARIO, tables)
    assert made.not_computed == {
        "P01": ["claim_trace"],
        "P02": ["claim_trace"],
        "P09": ["medical_staff"],
        "P10": ["death_record"],
        "P15": ["stock_month"],
    }
