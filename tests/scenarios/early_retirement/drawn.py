"""Tables drawn for the tests of early retirement, and what is found on them."""

from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.pension_approval import PensionApproval
from contracts.tables.person import Person
from contracts.tables.service_segment import ServiceSegment
from contracts.tables.special_job_filing import SpecialJobFiling
from scenarios import load_scenarios
from tests.drawn_tables import format_rows, repeat_monthly
from tests.run_scenario import run_scenario

SCENARIO = load_scenarios()["early_retirement"]

UNITS = """
employer_id | unit_nature | industry_code | register_date | legal_rep_hash   | district
e1          | 10          | 33            | 1995-01-01    | aaaaaaaaaaaaaaaa | 330206
e2          | 10          | 51            | 1995-01-01    | bbbbbbbbbbbbbbbb | 330206
e3          | 10          | 33            | 1995-01-01    | cccccccccccccccc | 330206
w1          | 60          | 83            | 1995-01-01    | dddddddddddddddd | 330206
"""
PERSON = {
    "person_id": "p1",
    "sex": "1",
    "birth_date": "1970-05-20",
    "archive_birth_date": "-",
    "first_enroll_month": "1999-03",
}
# a man of 55 who leaves the forge: 55 is reached in May 2025, the pension starts in June
SPECIAL = {
    "approval_id": "a1",
    "person_id": "p1",
    "employer_id": "e1",
    "approval_type": "2",
    "female_category": "-",
    "apply_date": "2025-05-08",
    "approve_date": "2025-05-20",
    "pension_start": "2025-06",
    "actual_paid_months": "300",
    "deemed_months": "0",
    "special_kind": "4",
    "special_months": "130",
    "appraisal_id": "-",
    "diag_code": "-",
    "diag_doctor_code": "-",
    "monthly_pension": "3000.00",
    "accept_op": "o1",
    "review_op": "o2",
    "approve_op": "o3",
    "agent_phone_hash": "-",
}
ILL = SPECIAL | {
    "approval_type": "4",
    "special_kind": "-",
    "special_months": "-",
    "appraisal_id": "g1",
    "diag_code": "I63.9",
    "diag_doctor_code": "d1",
}
NORMAL = ILL | {
    "approval_type": "1",
    "appraisal_id": "-",
    "diag_code": "-",
    "diag_doctor_code": "-",
}
SEGMENT = {
    "segment_id": "s1",
    "person_id": "p1",
    "kind": "6",
    "unit_name_hash": "1111111111111111",
    "industry_code": "33",
    "job_code": "43301",
    "from_month": "2008-01",
    "to_month": "2018-10",
    "first_recorded_date": "2008-02-01",
}
APPRAISAL = {
    "appraisal_id": "g1",
    "case_id": "-",
    "person_id": "p1",
    "kind": "8",
    "apply_date": "2025-01-10",
    "conclude_date": "2025-03-01",
    "grade": "-",
    "total_loss": "1",
    "handler_op": "o9",
}
VISIT = {
    "setl_id": "v1",
    "person_id": "p1",
    "med_type": "21",
    "service_time": "2024-10-05T09:00:00",
    "diag_code": "I63.9",
    "reversal_of": "-",
}
# the delivered history of settlements begins here, with somebody else's visit
OLDEST = VISIT | {"setl_id": "v0", "person_id": "p99", "service_time": "2023-01-05T09:00:00"}
PREMIUM = "person_id | employer_id | insurance_type | contrib_month | seq | pay_kind | posted_date | paid_flag"
FILING = "employer_id | person_id | job_code | month | updated_at"
# filings are delivered from here on, by somebody else's row
FIRST_FILING = "e3 | p99 | 43301 | 2016-01 | 2016-02-06T00:00:00"
EVERYTHING = ""


def found(
    ids,
    approvals,
    *,
    persons=({},),
    segments=({},),
    appraisals=({},),
    visits=({},),
    premiums="",
    filings="",
    less=(),
):
    """What the indicators `ids` find on these rows; every table is there, empty or not, but for those in `less`."""
    tables = {
        Employer: UNITS,
        Person: format_rows(PERSON, *persons),
        PensionApproval: format_rows(SPECIAL, *approvals),
        ServiceSegment: format_rows(SEGMENT, *segments),
        SpecialJobFiling: "\n".join([FILING, FIRST_FILING, *filings.splitlines()]),
        CapacityAppraisal: format_rows(APPRAISAL, *appraisals),
        ClaimHeader: format_rows(VISIT, OLDEST, *visits),
        ContributionMonth: "\n".join([PREMIUM, *premiums.splitlines()]),
    }
    return run_scenario(
        SCENARIO, {t: rows for t, rows in tables.items() if t not in less}, only=tuple(ids.split())
    )


def premiums(person, unit, first, last, insurance="110"):
    return repeat_monthly(
        f"{person} | {unit} | {insurance} | {{month}} | 1 | 1 | - | 1", first, last
    )


def filed(first, last, job="43301", *, person="p1", unit="e1", entered=None):
    """Filings month by month, each entered on the sixth of the next month or all on one day."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return "\n".join(
        f"{unit} | {person} | {job} | {n // 12}-{n % 12 + 1:02d} | "
        f"{entered or f'{(n + 1) // 12}-{(n + 1) % 12 + 1:02d}-06'}T00:00:00"
        for n in range(start, end + 1)
    )


def strong(made):
    """What would be listed or explained: no model features."""
    return {row for row in made.ids() if row[2] != "M"}
