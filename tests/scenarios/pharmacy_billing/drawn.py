"""Tables drawn for the tests of pharmacy billing, and what is found on them."""

from contracts.tables.account_share import AccountShare
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.claim_trace import ClaimTrace
from contracts.tables.death_record import DeathRecord
from contracts.tables.drug_catalog import DrugCatalog
from contracts.tables.institution import Institution
from contracts.tables.institution_event import InstitutionEvent
from contracts.tables.person import Person
from contracts.tables.stock_month import StockMonth
from contracts.tables.whitelist import Whitelist
from scenarios import load_scenarios
from tests.drawn_tables import format_rows
from tests.run_scenario import run_scenario

SCENARIO = load_scenarios()["pharmacy_billing"]

SHOP, BRANCH, OTHER, FAR, THIRD = (f"P3302000000{n}" for n in range(1, 6))
HOSPITAL, CLINIC, ONLINE, SILENT = (f"H3302000000{n}" for n in range(1, 5))
PLACES = f"""
institution_code | kind | level | district | chain_id | is_internet | is_dual_channel | agreement_to | suspension_from | suspension_to
{SHOP}           | P    | -     | 330203   | k1       | 0           | 0               | -            | -               | -
{BRANCH}         | P    | -     | 330203   | k1       | 0           | 0               | -            | -               | -
{OTHER}          | P    | -     | 330203   | -        | 0           | 0               | -            | 2026-03-01      | 2026-04-30
{FAR}            | P    | -     | 330212   | -        | 0           | 0               | 2026-03-31   | -               | -
{THIRD}          | P    | -     | 330212   | -        | 0           | 0               | -            | -               | -
{HOSPITAL}       | H    | 3     | 330203   | -        | 0           | 0               | -            | -               | -
{CLINIC}         | H    | 0     | 330203   | -        | 0           | 0               | -            | -               | -
{ONLINE}         | H    | 3     | 330203   | -        | 1           | 0               | -            | -               | -
{SILENT}         | H    | 3     | 330203   | -        | 0           | 0               | -            | -               | -
"""
DRUGS = """
item_code | kind | generic_name | generic_code | list_type | pack_units | ddd_units | resale_watch | trace_exempt
d1        | 1    | 甲药          | A01          | 101       | 28         | 1         | 0            | 0
d2        | 1    | 乙药          | A02          | 101       | 10         | 1         | 1            | 0
d3        | 1    | 饮片          | Z01          | 102       | 1          | -         | 0            | 1
"""
SALE = {
    "setl_id": "s1",
    "person_id": "p1",
    "institution_code": SHOP,
    "med_type": "41",
    "service_time": "2026-05-10T10:00:00",
    "settle_time": "2026-05-10T10:00:00",
    "till_id": "T1",
    "collector_hash": "-",
    "total_amount": "100.00",
    "fund_amount": "60.00",
    "account_amount": "40.00",
    "reversal_of": "-",
    "admit_date": "-",
    "discharge_date": "-",
}
LINE = {
    "feedetl_sn": "l1",
    "setl_id": "s1",
    "item_code": "d1",
    "list_type": "101",
    "qty": "1",
    "qty_unit": "盒",
    "unit_price": "100",
    "amount": "100.00",
    "fund_scope_amount": "100.00",
    "rx_institution_code": "-",
    "rx_date": "-",
    "rx_doctor_code": "-",
    "long_rx_flag": "0",
    "split_flag": "0",
}
TRACE = {
    "feedetl_sn": "l1",
    "seq": "1",
    "trace_code_hash": "c0dec0dec0dec0de",
    "no_code_reason": "-",
}
DEATH = "person_id | source | death_date | received_date | confidence\np1 | 1 | {} | 2026-06-01 | 1"
HOMES = "person_id | id_hash | household_hash | address_hash | birth_date"


def persons(count, home=lambda n: n):
    return "\n".join(
        [
            HOMES,
            *[
                f"p{n} | {n:016x} | {home(n):016x} | {home(n):016x} | 1960-05-05"
                for n in range(1, count + 1)
            ],
        ]
    )


def found(sales, lines=None, traces=(), *, only=(), people=None, **others):
    """Findings on these sales, each with a line of its own unless lines are given; of the indicators in `only`."""
    sales = [{"settle_time": s.get("service_time", SALE["service_time"]), **s} for s in sales]
    if lines is None:
        lines = [
            {"feedetl_sn": f"l{n}", "setl_id": s.get("setl_id", "s1")}
            for n, s in enumerate(sales, start=1)
        ]
    tables = {
        Institution: others.pop("places", PLACES),
        DrugCatalog: DRUGS,
        Person: people or persons(60),
        ClaimHeader: format_rows(SALE, *sales),
        ClaimLine: format_rows(LINE, *lines),
        ClaimTrace: format_rows(TRACE, *traces),
        DeathRecord: others.pop("deaths", "person_id"),
    }
    names = {
        "events": InstitutionEvent,
        "stock": StockMonth,
        "shares": AccountShare,
        "whitelist": Whitelist,
    }
    return run_scenario(SCENARIO, tables | {names[k]: v for k, v in others.items()}, only=only)


def day(n, month="2026-05"):
    return f"{month}-{n:02d}T10:00:00"
