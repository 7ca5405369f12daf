"""Early retirement: an old decision is looked at while money flows on it."""

from contracts.tables.death_record import DeathRecord
from contracts.tables.employer import Employer
from contracts.tables.pension_approval import PensionApproval
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from tests.drawn_tables import format_rows, repeat_monthly
from tests.run_scenario import run_scenario
from tests.scenarios.early_retirement.drawn import NORMAL, PERSON, SCENARIO, UNITS

PAYMENT = "person_id | insurance_type | benefit_month | kind | seq | amount | reversed | paid_date"
# person, birth, approval, start of the pension
THREE = (
    ("p1", "1964-08-17", "2023-07-06", "2023-07"),
    ("p2", "1964-07-19", "2023-05-16", "2023-07"),
    ("p3", "1958-02-11", "2017-01-20", "2017-02"),
)


def paid(person, first, last, *, insurance="110", kind="1"):
    row = f"{person} | {insurance} | {{month}} | {kind} | 1 | 3000.00 | 0 | {{month}}-12"
    return repeat_monthly(row, first, last)


FLOWING = (
    paid("p1", "2023-07", "2026-06"),
    paid("p2", "2023-07", "2026-06"),
    paid("p3", "2017-02", "2019-03"),
)


def decided(*payments, deaths="", less=()):
    people = [{"person_id": p, "birth_date": birth} for p, birth, _, _ in THREE]
    approvals = [
        NORMAL
        | {
            "approval_id": f"a{person}",
            "person_id": person,
            "apply_date": "2017-01-05",
            "approve_date": approved,
            "pension_start": start,
        }
        for person, _, approved, start in THREE
    ]
    tables = {
        Employer: UNITS,
        Person: format_rows(PERSON, *people),
        PensionApproval: format_rows(NORMAL, *approvals),
        PensionPayment: "\n".join([PAYMENT, *payments]),
        DeathRecord: "death_record_id | person_id | source | death_date | received_date\n" + deaths,
    }
    tables = {table: rows for table, rows in tables.items() if table not in less}
    return run_scenario(SCENARIO, tables, only=("E10",))


def subjects(made):
    frame = made.frames["approval"].table
    return set(frame.person_id.execute())


def test_a_pension_of_three_years_ago_that_is_still_paid_is_looked_at():
    made = decided(*FLOWING)
    assert subjects(made) == {"p1", "p2"}
    assert made.ids() == {("E10", "p1", "H"), ("E10", "p2", "H")}


def test_funeral_grants_and_resident_pensions_are_no_pension_paid_on_it():
    others = (
        paid("p3", "2024-02", "2024-02", kind="3"),
        paid("p3", "2024-02", "2026-02", insurance="170"),
    )
    assert "p3" not in subjects(decided(*FLOWING, *others))


def test_money_of_the_first_month_of_the_window_counts():
    assert "p3" in subjects(decided(*FLOWING, paid("p3", "2023-07", "2023-07")))
    assert "p3" not in subjects(decided(*FLOWING, paid("p3", "2023-06", "2023-06")))


def test_a_recent_approval_counts_before_its_first_payment():
    assert subjects(decided(FLOWING[2])) == {"p1"}


def test_the_amount_ends_with_the_last_month_paid():
    made = decided(paid("p1", "2023-07", "2023-09"), *FLOWING[1:])
    amounts = {r.subject_id: float(r.amount_involved) for r in made.of("E10").itertuples()}
    assert amounts["p1"] == 3 * 3000 and amounts["p2"] == 13 * 3000


def test_without_payments_a_pension_counts_as_paid_until_death():
    died = "d1 | p3 | 1 | 2019-03-08 | 2019-03-20"
    assert subjects(decided(deaths=died, less=(PensionPayment,))) == {"p1", "p2"}
    assert subjects(decided(less=(PensionPayment, DeathRecord))) == {"p1", "p2", "p3"}
