"""Tables drawn for the tests of benefit overlap, and what is found on them."""

from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.card_footprint import CardFootprint
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.custody_record import CustodyRecord
from contracts.tables.death_record import DeathRecord
from contracts.tables.employer import Employer
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.institution import Institution
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from contracts.tables.qualification_check import QualificationCheck
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from contracts.tables.whitelist import Whitelist
from scenarios import load_scenarios
from tests.drawn_tables import repeat_monthly
from tests.run_scenario import run_scenario

SCENARIO = load_scenarios()["benefit_overlap"]

UNITS = "employer_id | unit_nature | industry_code | register_date\ne1 | 10 | 33 | 2015-01-01"
PERSONS = """
person_id | sex | birth_date | hukou_district | household_hash
p1        | 1   | 1950-03-01 | 330203         | aaaaaaaaaaaaaaaa
p2        | 2   | 1952-03-01 | 330203         | bbbbbbbbbbbbbbbb
p3        | 1   | 1948-03-01 | 330205         | cccccccccccccccc
p4        | 2   | 1949-03-01 | -              | cccccccccccccccc
old       | 2   | 1938-06-30 | 330203         | dddddddddddddddd
ancient   | 1   | 1921-06-01 | 330203         | eeeeeeeeeeeeeeee
child     | 1   | 2008-01-15 | 330203         | ffffffffffffffff
"""
PENSION = "person_id | insurance_type | benefit_month | kind | seq | amount | adjust_flag | paid_date | reversed | backpay_months | bank_hash"
DEATH = "death_record_id | person_id | source | death_date | received_date | confidence"
CHECK = "person_id | check_time | method"
STAY = {
    "setl_id": "s1",
    "person_id": "p1",
    "institution_code": "h1",
    "insutype": "310",
    "med_type": "21",
    "service_time": "2026-02-01T09:00:00",
    "settle_time": "2026-02-11T15:00:00",
    "admit_date": "2026-02-01",
    "discharge_date": "2026-02-11",
    "fund_amount": "9000.00",
    "invoice_no_hash": "1111111111111111",
    "reversal_of": "-",
}
AGAIN = {"setl_id": "s2", "settle_time": "2026-04-02T15:00:00"}
PLACES = "institution_code | district\nh1 | 330203\nh2 | 330205"


def pension(
    person="p1",
    first="2025-01",
    last="2026-06",
    *,
    scheme="110",
    kind="1",
    amount="3000.00",
    **more,
):
    """Pension rows month by month."""
    told = {
        "adjust": "0",
        "reversed": "0",
        "back": "-",
        "bank": "0000000000000009",
        "seq": "1",
    } | more
    row = (
        f"{person} | {scheme} | {{month}} | {kind} | {told['seq']} | {amount} | {told['adjust']} | {{month}}-12 | "
        f"{told['reversed']} | {told['back']} | {told['bank']}"
    )
    return repeat_monthly(row, first, last)


def found(ask, *pensions, without=(), as_of="2026-06-30", **others):
    """What the indicators of `ask` (all, if empty) find on these rows; tables are there unless they stand in `without`."""
    tables = {
        Person: others.pop("people", PERSONS),
        PensionPayment: "\n".join([PENSION, *pensions]),
        DeathRecord: "\n".join([others.pop("death_header", DEATH), *others.pop("deaths", ())]),
        QualificationCheck: "\n".join([CHECK, *others.pop("checks", ())]),
        CardFootprint: "\n".join(["person_id | last_seen_date", *others.pop("seen", ())]),
        CustodyRecord: "\n".join(
            [
                "person_id | sentence_kind | from_date | to_date | stop_required",
                *others.pop("custody", ()),
            ]
        ),
        ClaimHeader: others.pop("claims", "setl_id"),
        Institution: others.pop("places", PLACES),
        InjuryPayment: others.pop("injuries", "payment_id"),
        InjuryCase: others.pop("cases", "case_id"),
        ContributionMonth: others.pop("premiums", "person_id"),
        CapacityAppraisal: others.pop("appraisals", "appraisal_id"),
        UnemploymentClaim: others.pop("benefit_claims", "claim_id"),
        UnemploymentPayment: others.pop("benefits", "claim_id"),
        Employer: others.pop("units", UNITS),
        Whitelist: others.pop("whitelist", "subject_kind"),
    }
    assert not others
    delivered = {t: rows for t, rows in tables.items() if t not in without}
    return run_scenario(SCENARIO, delivered, as_of, only=tuple(ask.split()) if ask else ())


def death(
    day="2026-01-20", received="2026-06-20", *, source="1", confidence="1", number="d1", person="p1"
):
    return f"{number} | {person} | {source} | {day} | {received} | {confidence}"


def paid_until(last):
    return pension(last=last)
