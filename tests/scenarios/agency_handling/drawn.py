"""Tables drawn for the tests of conduct inside the agency, and what is found on them."""

from contracts.tables.employer import Employer
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.operator_account import OperatorAccount
from contracts.tables.operator_log import OperatorLog
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from contracts.tables.qualification_check import QualificationCheck
from scenarios import load_scenarios
from tests.drawn_tables import repeat_monthly
from tests.run_scenario import run_scenario

SCENARIO = load_scenarios()["agency_handling"]

ACCOUNTS = """
op_id | person_id_hash | household_hash | bank_hash | district | post | active_from | active_to  | is_service_account
o1    | h1             | home1          | bank-o1   | 330203   | 1    | 2019-01-01  | -          | 0
o2    | h2             | home2          | bank-o2   | 330203   | 1    | 2019-01-01  | -          | 0
o3    | h3             | home3          | bank-o3   | 330203   | 2    | 2019-01-01  | -          | 0
o4    | h4             | home4          | bank-o4   | 330203   | 1    | 2019-01-01  | 2026-02-27 | 0
o9    | -              | -              | -         | 330203   | 5    | 2019-01-01  | -          | 1
"""
PERSONS = """
person_id | id_hash | household_hash | birth_date
p1        | i1      | house1         | 1950-01-01
p2        | i2      | house2         | 1950-01-01
p3        | i3      | house3         | 1950-01-01
p4        | i4      | house4         | 1950-01-01
wife      | i5      | house1         | 1952-01-01
self      | h1      | home1          | 1964-03-01
child     | i6      | home1          | 1990-03-01
"""
EVENT = {
    "op_id": "o1",
    "ts": "2026-03-10T10:00:00",
    "biz_type": "15",
    "biz_id": "b1",
    "person_id": "p1",
    "action": "1",
    "field_changed": "-",
    "amount": "-",
    "work_order_no": "-",
    "warning_code": "-",
    "terminal_hash": "desk",
}
PENSION = "person_id | insurance_type | benefit_month | kind | seq | amount | paid_date | bank_hash | reversed | backpay_months"


def event(**cells):
    return EVENT | cells


def log(*events):
    rows = [{"log_id": f"l{n:04d}"} | e for n, e in enumerate(events)]
    return "\n".join([" | ".join(["log_id", *EVENT]), *(" | ".join(r.values()) for r in rows)])


class Night:
    """Drawn tables to which one indicator at a time is put."""

    def __init__(self, tables):
        self.tables, self.asked = tables, {}

    def of(self, indicator_id):
        return self.found_by(indicator_id).of(indicator_id)

    def explained_by(self, indicator_id):
        return {
            (r.subject_id, r.exclusion) for r in self.found_by(indicator_id).explained.itertuples()
        }

    def found_by(self, indicator_id):
        if indicator_id not in self.asked:
            self.asked[indicator_id] = run_scenario(SCENARIO, self.tables, only=(indicator_id,))
        return self.asked[indicator_id]


def tables_of(*events, pensions="", checks="", more=None, accounts=ACCOUNTS):
    """Every table that the scenario needs, empty or not."""
    checked = ["person_id | check_time | method | op_id | place", *checks.strip().splitlines()]
    return {
        OperatorAccount: accounts,
        OperatorLog: log(*events),
        Person: PERSONS,
        PensionPayment: "\n".join([PENSION, *pensions.strip().splitlines()]),
        Employer: "employer_id | bank_hash\ne1 | bank-home",
        InjuryCase: "case_id",
        InjuryPayment: "payment_id",
        QualificationCheck: "\n".join(checked),
    } | (more or {})


def found(*events, **tables):
    return Night(tables_of(*events, **tables))


def pension(person, first, last, bank, *, amount="3000.00", reversed="0"):
    row = f"{person} | 110 | {{month}} | 1 | 1 | {amount} | {{month}}-12 | {bank} | {reversed} | -"
    return repeat_monthly(row, first, last)


def back_pay(person, month, months, *, amount="30000.00", day="25", bank="own"):
    return f"{person} | 110 | {month} | 2 | 2 | {amount} | {month}-{day} | {bank} | 0 | {months}"


def levels(made, indicator):
    return {(r.subject_id, r.level) for r in made.of(indicator).itertuples()}


def swapped(first="2026-02-05", second="2026-02-20", **cells):
    """Two edits of the account of one pension."""
    fields = {"biz_type": "05", "action": "6", "field_changed": "bank_account"} | cells
    return [
        event(ts=f"{first}T10:00:00", biz_id="b1", **fields),
        event(ts=f"{second}T10:00:00", biz_id="b2", **fields),
    ]


def paid_between(between="mule", after="own", **more):
    """The pension, paid in February to the account `between` the edits."""
    return "\n".join(
        [
            pension("p1", "2025-08", "2026-01", "own"),
            pension("p1", "2026-02", "2026-02", between, **more),
            pension("p1", "2026-03", "2026-06", after),
        ]
    )
