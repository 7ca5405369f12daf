"""Payees, hospitals, other money, repetition; and each innocent look-alike."""

import pytest

from contracts.tables.institution import Institution
from tests.scenarios.maternity_allowance.drawn import (
    AWAY,
    HOSPITAL,
    SILENT,
    found,
    premium,
    unit,
    wage,
)

FOREIGN = "00000000000009ff"
MOTHERS = ("p1", "p2", "p3")


def pay_mothers(count=3, *, only, units=None, people=None, wages=(), **more):
    payments = [
        {"payment_id": f"b{n}", "person_id": f"p{n}", "employer_id": f"e{n}"} | more
        for n in range(1, count + 1)
    ]
    return found(
        payments,
        [premium(f"p{n}", f"e{n}", "2025-09", "2026-06") for n in range(1, count + 1)],
        wages,
        units=units or [unit(n) for n in range(1, count + 1)],
        people=people,
        only=only,
    )


class TestPayees:
    def test_three_households_and_one_account(self):
        made = pay_mothers(bank_hash=FOREIGN, only=("M07",))
        assert made.ids() == {("M07", p, "S") for p in MOTHERS}

    def test_one_household_is_a_family(self):
        home = {p: {"home": "0000000000000aaa"} for p in MOTHERS}
        assert pay_mothers(bank_hash=FOREIGN, people=home, only=("M07",)).findings.empty

    def test_two_mothers_are_too_few(self):
        assert pay_mothers(2, bank_hash=FOREIGN, only=("M07",)).findings.empty

    def test_the_account_of_an_affiliate(self):
        units = [unit(n, legal_rep_hash="00000000000001ff") for n in range(1, 4)]
        units.append(unit(9, legal_rep_hash="00000000000001ff", bank_hash=FOREIGN))
        made = pay_mothers(bank_hash=FOREIGN, units=units, only=("M07",))
        assert made.findings.empty and ("M07", "p1", "is_group_account") in made.explained_ids()

    @pytest.mark.parametrize(("count", "hit"), [(4, False), (5, True)])
    def test_an_agent_of_several_units(self, count, hit):
        made = self.pay_of_agent(count, late=count, others=20)
        assert (("M07", "p1", "S") in made.ids()) == hit

    @pytest.mark.parametrize("late", [0, 1])
    def test_customers_alone_make_no_agent_suspicious(self, late):
        made = self.pay_of_agent(12, late=late, others=20)
        assert made.ids() == {("M07", f"p{n}", "M") for n in range(1, 13)}

    def test_where_most_mothers_arrive_late_an_agents_do_too(self):
        assert ("M07", "p1", "M") in self.pay_of_agent(5, late=5, others=20, others_late=14).ids()

    def pay_of_agent(self, count, *, late, others, others_late=1):
        """An agent's mothers, of whom `late` are insured from two months before birth on, and
        others without an agent, of whom `others_late` are.
        """
        total = count + others
        payments = [
            {"payment_id": f"b{n}", "person_id": f"p{n}", "employer_id": f"e{n}", "bank_hash": "-"}
            | ({"agent_phone_hash": "00000000000008aa"} if n <= count else {})
            for n in range(1, total + 1)
        ]
        is_late = {n: n <= late or count < n <= count + others_late for n in range(1, total + 1)}
        premiums = [
            premium(f"p{n}", f"e{n}", "2025-09" if is_late[n] else "2024-01", "2026-06")
            for n in is_late
        ]
        return found(payments, premiums, units=[unit(n) for n in is_late], only=("M07",))

    def test_a_personnel_service_of_real_firms(self):
        wages = [wage(f"p{n}", f"e{n}", "2025-09", "2026-06") for n in range(1, 6)]
        made = pay_mothers(
            5, agent_phone_hash="00000000000008aa", bank_hash="-", wages=wages, only=("M07",)
        )
        assert made.findings.empty and ("M07", "p1", "is_paid_agency") in made.explained_ids()


class TestHospital:
    def born(self, payment=None, stays=(), **more):
        delivered = {"person_id": "p9", "service_time": "2025-01-20T10:00:00"}
        rows = [delivered, *({"setl_id": f"s{n + 2}"} | s for n, s in enumerate(stays))]
        return found([payment or {}], stays=rows, only=("M08",), **more)

    def test_no_stay_and_no_visit(self):
        assert ("M08", "p1", "S") in self.born().ids()

    @pytest.mark.parametrize(
        ("birth", "count"), [("2025-03-10", 0), ("2025-10-07", 0), ("2025-10-08", 1)]
    )
    def test_a_pregnancy_that_began_before_the_first_bills_is_not_judged(self, birth, count):
        assert len(self.born({"birth_date": birth}).of("M08")) == count

    @pytest.mark.parametrize(
        "stays",
        [
            [{}],
            [{"med_type": "21"}],
            [
                {"med_type": "11", "service_time": f"2025-0{n}-10T10:00:00", "diag_code": "Z34.9"}
                | {"admit_date": "-", "discharge_date": "-"}
                for n in (5, 7)
            ],
        ],
    )
    def test_a_stay_or_two_visits_in_pregnancy(self, stays):
        assert self.born(stays=stays).of("M08").empty

    def test_born_elsewhere_and_a_hospital_that_sends_no_bills(self):
        explained = {
            next(iter(self.born({"institution_code": code}).explained_ids()))[2]
            for code in (AWAY, SILENT)
        }
        assert explained == {"is_born_elsewhere", "is_hospital_not_supplied"}

    def test_without_the_register_of_hospitals_nothing_is_local(self):
        made = self.born({"institution_code": HOSPITAL}, without=(Institution,))
        assert ("M08", "p1", "is_born_elsewhere") in made.explained_ids()


class TestOtherMoney:
    CLAIM = "claim_id | person_id | claim_date\nc1 | p1 | 2025-12-01"
    BENEFIT = "claim_id | benefit_month | paid_amount | recovered_amount | reversed"

    @pytest.mark.parametrize(("month", "hit"), [("2026-01", True), ("2026-05", False)])
    def test_unemployment_benefit_in_the_leave(self, month, hit):
        benefit = f"{self.BENEFIT}\nc1 | {month} | 2000.00 | 0.00 | 0"
        made = found(claims=self.CLAIM, benefit=benefit, only=("M09",))
        assert (("M09", "p1", "H") in made.ids()) == hit

    def test_benefit_paid_back_is_none(self):
        benefit = f"{self.BENEFIT}\nc1 | 2026-01 | 2000.00 | 2000.00 | 0"
        assert found(claims=self.CLAIM, benefit=benefit, only=("M09",)).findings.empty

    def elsewhere(self, first, last):
        units = [unit(1), unit(2)]
        return found(wages=[wage("p1", "e2", first, last)], units=units, only=("M09",))

    @pytest.mark.parametrize(("last", "level"), [("2025-12", None), ("2026-01", "S")])
    def test_wages_of_another_unit(self, last, level):
        hits = self.elsewhere("2025-12", last).of("M09")
        assert (hits.iloc[0].level if len(hits) else None) == level

    @pytest.mark.parametrize(
        ("here_until", "there_from", "level"),
        [("2025-11", "2025-12", "M"), ("2025-11", "2026-01", "S"), ("2026-01", "2025-12", "S")],
    )
    def test_a_job_changed_openly_is_weak_and_one_hidden_is_strong(
        self, here_until, there_from, level
    ):
        insured = [
            premium("p1", "e1", "2024-01", here_until),
            premium("p1", "e2", there_from, "2026-03"),
        ]
        paid = [wage("p1", "e2", "2025-12", "2026-03")]
        made = found(premiums=insured, wages=paid, units=[unit(1), unit(2)], only=("M09",))
        assert made.ids() == {("M09", "p1", level)}

    def test_a_second_job_that_was_there_before(self):
        made = self.elsewhere("2025-04", "2026-02")
        assert made.findings.empty and ("M09", "p1", "is_second_job") in made.explained_ids()


class TestRepetition:
    def twice(self, **more):
        second = {"payment_id": "b2", "paid_date": "2026-03-01"} | more
        return found([{}, second], units=[unit(1), unit(2)], only=("M10",))

    def test_two_units_for_one_birth(self):
        made = self.twice(employer_id="e2", birth_date="2025-11-20")
        assert [(r.record_id, r.level) for r in made.of("M10").itertuples()] == [("b2", "H")]

    def test_a_year_apart_are_two_births(self):
        assert self.twice(birth_date="2026-02-10").of("M10").empty

    def test_a_difference_of_the_same_unit(self):
        made = self.twice(days="30")
        assert made.findings.empty and ("M10", "p1", "is_difference") in made.explained_ids()
        assert ("M10", "p1", "H") in self.twice(days="158").ids()

    def losses(self, count, stays=({},)):
        payments = [
            {"payment_id": f"b{n}", "birth_date": f"2025-{n * 3:02d}-05", "birth_kind": "4"}
            | {"days": "15", "amount": "3000.00"}
            for n in range(1, count + 1)
        ]
        return found(payments, stays=stays, only=("M11",))

    @pytest.mark.parametrize(("count", "hit"), [(2, False), (3, True)])
    def test_three_short_leaves_in_two_years(self, count, hit):
        made = self.losses(count)
        assert (("M11", "p1", "S") in made.ids()) == hit
        if hit:
            assert float(made.of("M11").iloc[0].amount_involved) == 9000

    def test_in_treatment(self):
        visits = [{"setl_id": f"v{n}", "med_type": "11", "diag_code": "N97.9"} for n in range(3)]
        made = self.losses(3, visits)
        assert made.findings.empty and ("M11", "p1", "is_in_treatment") in made.explained_ids()


JUST_BELOW = {
    "M07": (2, lambda: pay_mothers(2, bank_hash=FOREIGN, only=("M07",))),
    "M11": (2, lambda: TestRepetition().losses(2)),
}
