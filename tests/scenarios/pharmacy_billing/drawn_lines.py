"""Shops, drugs and lines drawn for the tests of lines of pharmacy billing."""

from contracts.tables.account_share import AccountShare
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.drug_catalog import DrugCatalog
from contracts.tables.institution import Institution
from contracts.tables.medical_staff import MedicalStaff
from contracts.tables.person import Person
from scenarios import load_scenarios
from tests.drawn_tables import format_rows
from tests.run_scenario import run_scenario
from tests.scenarios.pharmacy_billing.drawn import LINE, SALE

SCENARIO = load_scenarios()["pharmacy_billing"]

SHOP, OTHER, THIRD, FAR = (f"P3302000000{n}" for n in range(1, 5))
HOSPITAL, CANCER = "H33020000001", "H33020000002"
PLACE = {
    "institution_code": SHOP,
    "kind": "P",
    "level": "-",
    "specialty": "-",
    "district": "330203",
    "is_internet": "0",
    "is_dual_channel": "0",
    "lon": "121.50",
    "lat": "29.90",
    "open_from": "08:00",
    "open_to": "21:30",
    "agreement_to": "-",
}
PLACES = [
    {},
    {"institution_code": OTHER, "lat": "29.95"},
    {"institution_code": THIRD, "lat": "29.98"},
    {"institution_code": FAR, "lon": "121.90"},
    {"institution_code": HOSPITAL, "kind": "H", "level": "3", "lat": "29.80"},
    {"institution_code": CANCER, "kind": "H", "level": "3", "specialty": "肿瘤", "lat": "29.955"},
]
DRUG = {
    "item_code": "d1",
    "generic_name": "甲药",
    "generic_code": "A01AA01",
    "list_type": "101",
    "pack_units": "28",
    "ddd_units": "1",
    "restrict_sex": "-",
    "restrict_age_max": "-",
    "only_injury": "0",
    "resale_watch": "0",
}
DRUGS = [
    {},
    {"item_code": "w1", "generic_name": "贵药", "generic_code": "L01AA01", "resale_watch": "1"},
    {"item_code": "f1", "generic_name": "女药", "generic_code": "G03AA01", "restrict_sex": "2"},
    {
        "item_code": "k1",
        "generic_name": "儿药",
        "generic_code": "R05AA01",
        "restrict_age_max": "14",
    },
    {"item_code": "i1", "generic_name": "工伤药", "generic_code": "J06AA01", "only_injury": "1"},
]
RX = {
    "rx_no": "-",
    "rx_flag": "0",
    **{k: LINE[k] for k in ("rx_institution_code", "rx_date", "rx_doctor_code")},
}
STAFF = "staff_code | institution_code | valid_from | valid_to | status"


def persons(count):
    rows = [f"p{n} | {n:016x} | {n:016x} | {1 + n % 2} | 1970-05-05" for n in range(1, count + 1)]
    return "\n".join(["person_id | id_hash | household_hash | sex | birth_date", *rows])


def found(sales, lines=None, *, only=(), staff=None, places=(), people=None, shares=None):
    sales = [{"settle_time": s.get("service_time", SALE["service_time"]), **s} for s in sales]
    if lines is None:
        lines = [{"feedetl_sn": f"l{s['setl_id']}", "setl_id": s["setl_id"]} for s in sales]
    header = SALE | {"is_online": "0", "diag_code": "-", "payer_person_id": "-"}
    tables = {
        Institution: format_rows(PLACE, *PLACES, *places),
        DrugCatalog: format_rows(DRUG, *DRUGS),
        Person: people or persons(130),
        ClaimHeader: format_rows(header, *sales),
        ClaimLine: format_rows(LINE | RX, *lines),
    }
    if staff is not None:
        tables[MedicalStaff] = "\n".join([STAFF, *staff])
    if shares:
        tables[AccountShare] = shares
    return run_scenario(SCENARIO, tables, only=only)


def sale(number, **more):
    return {"setl_id": f"s{number}", "person_id": f"p{number}"} | more


def line(number, **more):
    return {"feedetl_sn": f"l{number}", "setl_id": f"s{number}"} | more
