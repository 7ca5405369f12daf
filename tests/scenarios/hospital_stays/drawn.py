"""Stays in hospital drawn for the tests, and what is found on them."""

from datetime import date, timedelta

from contracts.tables.capacity_month import CapacityMonth
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.custody_record import CustodyRecord
from contracts.tables.death_record import DeathRecord
from contracts.tables.drug_catalog import DrugCatalog
from contracts.tables.exam_report import ExamReport
from contracts.tables.exit_entry import ExitEntry
from contracts.tables.incision_group import IncisionGroup
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.institution import Institution
from contracts.tables.item_limit_rule import ItemLimitRule
from contracts.tables.item_pair_rule import ItemPairRule
from contracts.tables.medical_staff import MedicalStaff
from contracts.tables.person import Person
from contracts.tables.qualification_check import QualificationCheck
from contracts.tables.stay import Stay
from contracts.tables.stay_diagnosis import StayDiagnosis
from contracts.tables.stay_item_day import StayItemDay
from contracts.tables.stay_operation import StayOperation
from scenarios import load_scenarios
from tests.drawn_tables import format_rows
from tests.run_scenario import run_scenario

SCENARIO = load_scenarios()["hospital_stays"]
A, B, HIGH, SHOP = "H33020000001", "H33020000002", "H33020000003", "P33020000001"
PLACES = f"""
institution_code | kind | level | ownership | specialty | district | lon    | lat   | employer_id | legal_rep_hash
{A}              | H    | 1     | 1         | 综合      | 330203   | 121.50 | 29.90 | e1          | 00000000000000a1
{B}              | H    | 1     | 1         | 综合      | 330203   | 121.51 | 29.90 | e2          | 00000000000000b1
{HIGH}           | H    | 3     | 1         | 综合      | 330212   | 121.90 | 29.90 | -           | 00000000000000c1
{SHOP}           | P    | -     | 2         | -         | 330203   | 121.50 | 29.91 | -           | -
"""
BILL = {
    "setl_id": "s1",
    "mdtrt_id": "v1",
    "person_id": "p1",
    "institution_code": A,
    "insutype": "310",
    "med_type": "21",
    "service_time": "2026-03-01T09:00:00",
    "settle_time": "2026-03-09T10:00:00",
    "admit_date": "2026-03-01",
    "discharge_date": "2026-03-09",
    "diag_code": "M51.2",
    "dept_code": "A20",
    "doctor_code": "d1",
    "credential_kind": "2",
    "collector_hash": "-",
    "is_online": "0",
    "total_amount": "10000.00",
    "fund_amount": "6000.00",
    "account_amount": "0.00",
    "cash_amount": "4000.00",
    "reversal_of": "-",
}
PERSONS = "person_id | id_hash | household_hash | address_hash | birth_date | hukou_district"
TABLES = {
    "sheets": Stay,
    "diagnoses": StayDiagnosis,
    "operations": StayOperation,
    "items": StayItemDay,
    "catalogue": DrugCatalog,
    "beds": CapacityMonth,
    "pairs": ItemPairRule,
    "limits": ItemLimitRule,
    "incisions": IncisionGroup,
    "reports": ExamReport,
    "custody": CustodyRecord,
    "journeys": ExitEntry,
    "injuries": InjuryPayment,
    "checks": QualificationCheck,
    "premiums": ContributionMonth,
}


def add_days(day, count):
    """The day so many days later, as text."""
    return (date.fromisoformat(day) + timedelta(days=count)).isoformat()


def stay(number=1, person="p1", admit="2026-03-01", nights=8, **more):
    """A settlement of a stay, with a visit of its own."""
    leave = add_days(admit, nights)
    return {
        "setl_id": f"s{number}",
        "mdtrt_id": f"v{number}",
        "person_id": person,
        "admit_date": admit,
        "discharge_date": leave,
        "service_time": f"{admit}T09:00:00",
        "settle_time": f"{leave}T10:00:00",
        **more,
    }


def stays_in_a_row(count, gap, *, first="2026-01-05", nights=5, **more):
    """Stays of one person, `gap` days after each other."""
    return [
        stay(n, admit=add_days(first, n * (nights + gap)), nights=nights, **more)
        for n in range(count)
    ]


def visit(number, person="p1", day="2026-03-04", **more):
    """A settlement of one day, not a stay: at the shop unless said otherwise."""
    return {
        "setl_id": f"o{number}",
        "mdtrt_id": f"o{number}",
        "person_id": person,
        "institution_code": SHOP,
        "med_type": "41",
        "service_time": f"{day}T10:00:00",
        "settle_time": f"{day}T10:00:00",
        "admit_date": "-",
        "discharge_date": "-",
        "diag_code": "-",
        "dept_code": "-",
        "doctor_code": "-",
        "total_amount": "300.00",
        "fund_amount": "150.00",
        "cash_amount": "150.00",
        **more,
    }


def persons(count=60, home=lambda n: n):
    """Persons p1, p2, … with a household and an address each, or those of `home`."""
    rows = [
        f"p{n} | {n:016x} | {home(n):016x} | {home(n):016x} | 1960-05-05 | 330203"
        for n in range(1, count + 1)
    ]
    return "\n".join([PERSONS, *rows])


def found(only, bills, *, people=None, places=PLACES, deaths="person_id", staff=None, **others):
    """Findings of the indicators in `only` (an id or several) on these settlements."""
    tables = {
        Institution: places,
        Person: people or persons(),
        ClaimHeader: format_rows(BILL, *bills),
        DeathRecord: deaths,
        MedicalStaff: staff or "staff_code | institution_code\nd1 | " + A,
    }
    only = (only,) if isinstance(only, str) else only
    return run_scenario(
        SCENARIO, tables | {TABLES[name]: rows for name, rows in others.items()}, only=only
    )
