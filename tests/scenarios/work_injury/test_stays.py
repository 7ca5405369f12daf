"""Institutions that keep the injured too long, beside those that have a reason or too few stays."""

from datetime import date, timedelta

from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.institution import Institution
from tests.drawn_tables import format_rows
from tests.run_scenario import run_scenario
from tests.scenarios.work_injury.test_scenario import CASE, PAYMENT, SCENARIO

ADMITTED = "2025-10-01"
DIAGNOSES = {"S62.6": 10, "S82.2": 20, "S32.0": 30}
# multiples of the diagnosis' days at any institution; the median is 1
SPREAD = (0.6, 0.8, 1.0, 1.0, 1.0, 1.2, 1.6)


class Town:
    """Institutions with stays, drawn one by one."""

    def __init__(self):
        self.places, self.cases, self.bills = [], [], []

    def add(self, code, count, ratio=1.0, specialty="综合", diagnoses=tuple(DIAGNOSES)):
        place = {"institution_code": code, "kind": "1", "specialty": specialty}
        self.places.append({**place, "district": "330203"})
        for n in range(count):
            diagnosis = diagnoses[n % len(diagnoses)]
            spread = SPREAD[n // len(diagnoses) % len(SPREAD)]
            self.add_stay(code, diagnosis, round(DIAGNOSES[diagnosis] * ratio * spread))
        return self

    def add_stay(self, code, diagnosis, days):
        number = len(self.cases)
        case = {"case_id": f"c{number}", "person_id": f"p{number}", "diag_code": diagnosis}
        self.cases.append(CASE | case | {"injury_time": "2025-10-01T08:00:00"})
        self.bill(number, code, ADMITTED, add_days(ADMITTED, days))

    def bill(self, case, code, first, last, **cells):
        row = {"payment_id": f"m{len(self.bills)}", "case_id": f"c{case}", "person_id": f"p{case}"}
        row |= {"institution_code": code, "service_from": first, "service_to": last}
        self.bills.append(PAYMENT | row | cells)

    def others(self, count=12, stays=21):
        for n in range(count):
            self.add(f"H{n + 5}", stays + n, ratio=(0.8, 0.9, 1.0, 1.0, 1.1, 1.2)[n % 6])
        return self

    def run(self):
        place = {"institution_code": "-", "kind": "1", "specialty": "-", "district": "330203"}
        tables = {
            InjuryCase: format_rows(CASE, *self.cases),
            InjuryPayment: format_rows(PAYMENT, *self.bills),
            Institution: format_rows(place, *self.places),
        }
        return run_scenario(SCENARIO, tables, only=("I19",))


def add_days(day, count):
    return (date.fromisoformat(day) + timedelta(days=count)).isoformat()


def test_the_hospital_that_keeps_the_injured_is_a_lead():
    town = Town().add("H1", 38, 1.6).add("H2", 210).add("H3", 44, 2.1, "康复").add("H4", 4, 2.4)
    made = town.others().run()
    row = made.of("I19").iloc[0]
    assert list(made.of("I19").subject_id) == ["H1"]
    assert row.level == "S" and 1.3 <= row.value < 1.6 and float(row.amount_involved) > 2000
    assert made.explained_ids() == {("I19", "H3", "is_slow_trade")}


def test_a_hospital_for_burns_is_explained():
    made = Town().add("H3", 44, 2.1, "烧伤整形").others().run()
    assert made.explained_ids() == {("I19", "H3", "is_slow_trade")}


def test_the_largest_hospital_is_not_its_own_measure():
    made = Town().add("H1", 400, 1.6).others(count=4).run()
    assert set(made.of("I19").subject_id) == {"H1"}


def test_the_gravest_injuries_are_compared_with_their_like():
    made = Town().add("H1", 40, diagnoses=("S32.0",)).others().run()
    assert made.of("I19").empty


def test_few_stays_are_shrunk():
    assert Town().add("H1", 7, 1.9).others().run().of("I19").empty
    assert len(Town().add("H1", 21, 1.9).others().run().of("I19"))


def test_an_injury_that_nobody_else_treats_is_not_compared():
    town = Town().others()
    town.places.append({"institution_code": "H1", "specialty": "综合", "district": "330203"})
    for _ in range(30):
        town.add_stay("H1", "T31.4", 90)
    assert town.run().of("I19").empty


def test_bills_by_the_month_are_one_stay():
    """Stays billed in two parts count as those billed at once: the days meet or follow."""
    whole, halves = Town().add("H1", 30, 1.9), Town().add("H1", 0)
    for bill in whole.bills:
        number = len(halves.cases)
        case = whole.cases[number] | {"case_id": f"c{number}", "person_id": f"p{number}"}
        halves.cases.append(case)
        middle = add_days(bill["service_from"], 3)
        halves.bill(number, "H1", bill["service_from"], middle)
        halves.bill(number, "H1", add_days(middle, number % 2), bill["service_to"])
    values = [town.others().run().of("I19").iloc[0].value for town in (whole, halves)]
    assert values[0] == values[1]


def test_bills_without_nights_or_reversed_are_no_stays():
    town = Town().add("H1", 38, 1.6).others()
    for number in range(38):
        town.bill(number, "H1", "2025-12-01", "2025-12-01")
        town.bill(number, "H1", "2025-12-05", "2025-12-06", reversed="1")
    assert set(town.run().of("I19").subject_id) == {"H1"}


JUST_BELOW = {"I19": (1.2, lambda: Town().add("H1", 21, 1.5).others().run())}
