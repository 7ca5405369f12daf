"""What was billed beside the stay, alike, or not at all: H09, H12, H15, H16, H33."""

from tests.drawn_tables import repeat_monthly
from tests.scenarios.hospital_stays.drawn import A, B, add_days, found, stay, visit


def ordinary(count, place=B, *, start=500, **more):
    """Stays of persons of their own with bills of all sizes."""
    return [
        stay(
            start + n,
            f"p{n % 50 + 1}",
            add_days("2025-08-01", n * 3),
            5,
            institution_code=place,
            total_amount=f"{4000 + 397 * n}.00",
            **more,
        )
        for n in range(count)
    ]


class TestAlike:
    def run(self, same, *, others=20, **more):
        bills = ordinary(others, A)
        for n in range(same):
            total = {"total_amount": f"{6800 + n}.00"}
            bills.append(stay(n, f"p{n + 1}", add_days("2025-09-01", n * 4), 6, **total))
        return found("H09", bills, **more)

    def test_half_of_all_bad_backs_cost_the_same(self):
        row = self.run(16).of("H09").iloc[0]
        assert (row.subject_id, row.level) == (A, "S") and 0.4 < row.value < 0.5

    def test_bills_of_all_sizes_are_as_they_are(self):
        assert self.run(2).of("H09").empty

    def test_one_sum_for_a_disease_is_alike_by_contract(self):
        sheets = "setl_id | mdtrt_id | pay_method\n"
        sheets += "\n".join(f"s{n} | v{n} | 2" for n in range(16))
        made = self.run(16, sheets=sheets)
        assert made.of("H09").empty and ("H09", A, "is_package") in made.explained_ids()


PREMIUM = "person_id | employer_id | insurance_type | contrib_month | seq"


class TestStaff:
    def run(self, patients, *, staff=10, first="2025-01", **more):
        months = [PREMIUM]
        for unit, offset in (("e1", 0), ("e2", 30)):
            for n in range(1, staff + 1):
                row = f"p{n + offset} | {unit} | 310 | {{month}} | 1"
                months.append(repeat_monthly(row, first, "2026-06"))
        bills = [
            stay(n, f"p{n}", add_days("2026-02-01", n), 9, **more) for n in range(1, patients + 1)
        ]
        return found("H12", [*bills, *ordinary(6)], premiums="\n".join(months))

    def test_nine_of_ten_nurses_lie_in_their_own_hospital(self):
        row = self.run(10).of("H12").iloc[0]
        assert (row.subject_id, row.level) == (A, "S") and "10人在本院住院" in row.reason_zh

    def test_one_of_them_is_treated_where_she_works(self):
        assert self.run(1).of("H12").empty
        assert self.run(10, diag_code="O80.0").of("H12").empty

    def test_a_practice_of_four_is_not_judged(self):
        assert self.run(4, staff=4).of("H12").empty

    def test_without_the_ledger_it_is_not_computed(self):
        assert found("H12", [stay()]).not_computed["H12"] == ["contribution_month"]


class TestSessions:
    SESSION = {"med_type": "14", "diag_code": "N18.5"}

    def run(self, *places, persons=1):
        bills = []
        for n in range(1, persons + 1):
            bills.append(stay(n, f"p{n}"))
            bills += [
                visit(f"{n}-{k}", f"p{n}", f"2026-03-0{3 + k}", institution_code=p, **self.SESSION)
                for k, p in enumerate(places)
            ]
        return found("H15", bills)

    def test_dialysis_billed_beside_the_stay_in_the_same_house_is_hard(self):
        assert self.run(A, A).ids() == {("H15", "p1", "H")}
        assert self.run(B, B).ids() == {("H15", "p1", "S")}

    def test_one_is_the_day_of_transfer(self):
        assert self.run(A).of("H15").empty

    def test_a_hospital_that_sends_its_patients_out(self):
        made = self.run(B, B, persons=5)
        assert made.of("H15").empty and ("H15", "p1", "is_sent_out") in made.explained_ids()


class TestShifted:
    def run(self, count, *, yuan="300.00", elsewhere=0):
        bills = [*ordinary(40), *ordinary(20, A, start=700)]
        for n in range(1, count + 1):
            place = {"institution_code": A, "med_type": "11"}
            bills.append(stay(n, f"p{n}"))
            bills.append(visit(n, f"p{n}", "2026-03-04", **place, fund_amount=yuan))
        for n in range(elsewhere):
            place = {"institution_code": B, "med_type": "11"}
            day = add_days("2025-08-01", n * 3 + 2)
            bills.append(visit(900 + n, f"p{n % 50 + 1}", day, **place, fund_amount=yuan))
        return found("H16", bills)

    def test_bills_of_the_clinic_during_the_stay(self):
        row = self.run(8).of("H16").iloc[0]
        assert (row.subject_id, row.value) == (A, 8.0)
        assert float(row.amount_involved) == 8 * 450.0

    def test_two_or_small_ones_are_slips(self):
        assert self.run(2).of("H16").empty
        small = self.run(8, yuan="-100.00")
        assert small.of("H16").empty

    def test_where_others_do_it_as_often_it_is_the_citys_way(self):
        made = self.run(3, elsewhere=20)
        assert ("H16", A, "is_usual_clinic") in made.explained_ids()


class TestFree:
    def run(self, free, of=40, *, there=0):
        bills = []
        for n in range(of):
            paid = "0.00" if n < free else "4000.00"
            bills.append(stay(n, f"p{n + 1}", add_days("2025-08-01", 5 * n), 4, cash_amount=paid))
        for row in ordinary(40):
            is_free = int(row["setl_id"][1:]) - 500 < there
            bills.append(row | {"cash_amount": "0.00" if is_free else "4000.00"})
        return found("H33", bills)

    def test_one_stay_in_two_costs_the_patient_nothing(self):
        row = self.run(20).of("H33").iloc[0]
        assert (row.subject_id, row.value, row.level) == (A, 0.5, "S")

    def test_the_poor_are_few(self):
        assert self.run(6).of("H33").empty
        assert self.run(12, of=20).of("H33").empty  # too few stays to judge

    def test_where_others_have_as_many_poor(self):
        made = self.run(12, there=14)
        assert made.of("H33").empty and ("H33", A, "is_usual_free") in made.explained_ids()

    def test_retired_cadres_and_supplements_owe_nothing(self):
        bills = [
            stay(
                n, f"p{n + 1}", add_days("2025-08-01", 5 * n), 4, cash_amount="0.00", insutype="340"
            )
            for n in range(40)
        ]
        assert found("H33", bills).of("H33").empty


JUST_BELOW = {
    "H09": (0.15, lambda: TestAlike().run(6)),
    "H12": (1.5, lambda: TestStaff().run(2)),
    "H15": (1, lambda: TestSessions().run(A)),
    "H16": (2, lambda: TestShifted().run(2, yuan="900.00")),
    "H33": (0.15, lambda: TestFree().run(7)),
}
