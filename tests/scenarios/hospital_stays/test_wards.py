"""Beds, reasons of admission, days without treatment, whom a hospital takes: H05, H07, H08, H11."""

from tests.drawn_tables import format_rows
from tests.scenarios.hospital_stays.drawn import A, B, add_days, found, stay
from tests.scenarios.hospital_stays.test_charges import CATALOGUE, ITEM, item

BEDS = "institution_code | month | beds_open\n"
BEDS += "\n".join(f"{A} | 2026-{m:02d} | 10" for m in range(1, 7))


class TestBeds:
    def run(self, patients, nights=14, *, city=0):
        """A ward beside a hospital of 40 patients in which it is no crowd; `city` falls ill too."""
        bills = [stay(n, f"p{n + 1}", "2026-03-01", nights) for n in range(patients)]
        bills += [
            stay(1000 + n, f"p{n + 1}", "2025-08-01", 300, institution_code=B) for n in range(40)
        ]
        bills += [
            stay(2000 + n, f"p{n + 41}", "2026-03-01", nights, institution_code=B)
            for n in range(city)
        ]
        return found("H05", bills, beds=BEDS)

    def test_two_weeks_with_twelve_patients_in_ten_beds(self):
        row = self.run(12).of("H05").iloc[0]
        assert (row.subject_id, row.value, row.level) == (A, 14.0, "S")

    def test_an_extra_bed_a_week_or_an_epidemic_is_ordinary(self):
        assert self.run(11).of("H05").empty
        assert self.run(12, nights=7).of("H05").empty
        assert self.run(12, city=20).of("H05").empty


def sheet(cells, count, start=0):
    return "\n".join(f"s{start + n} | v{start + n} | {cells}" for n in range(count))


HEADER = "setl_id | mdtrt_id | admit_way | ventilator_hours | level1_nursing_days\n"


class TestNeedless:
    def run(self, low, *, of=110, cells="2 | 0 | 0"):
        bills, sheets = [], []
        for n in range(of):
            code = "M51.2" if n < low else "K35.8"
            bills.append(
                stay(n, f"p{n % 50 + 1}", add_days("2025-08-01", n * 2), 5, diag_code=code)
            )
        sheets.append(sheet(cells, of))
        for n in range(110):
            code = "M51.2" if n < 15 else "K35.8"
            day = add_days("2025-08-01", n * 2)
            bills.append(
                stay(500 + n, f"p{n % 50 + 1}", day, 5, diag_code=code, institution_code=B)
            )
        sheets.append(sheet("2 | 0 | 0", 110, 500))
        return found("H07", bills, sheets=HEADER + "\n".join(sheets))

    def test_three_times_as_many_bad_backs_in_beds_as_elsewhere(self):
        row = self.run(60).of("H07").iloc[0]
        assert (row.subject_id, row.level) == (A, "M") and row.value > 2

    def test_emergencies_close_nursing_and_few_stays_are_not_judged(self):
        for cells in ("1 | 0 | 0", "2 | 0 | 2"):
            assert ("H07", A, "M") not in self.run(60, cells=cells).ids()
        assert self.run(60, of=90).of("H07").empty


def test_a_hospital_of_residents_alone_is_told_and_never_listed():
    def run(residents):
        bills = [
            stay(n, f"p{n + 1}", add_days("2025-08-01", n * 3), 5)
            | {"insutype": "390" if n < residents else "310"}
            for n in range(60)
        ]
        return found("H08", bills)

    row = run(54).of("H08").iloc[0]
    assert (row.subject_id, row.value, row.level) == (A, 0.9, "M")
    assert run(40).of("H08").empty


class TestIdle:
    def run(self, idle, *, busy=20, batch=False, there=0):
        """Stays of eight nights at A, `idle` of them with a drip on two days alone."""
        bills, rows = [], []
        for n in range(idle + busy + 30):
            is_here = n < idle + busy
            is_idle = n < idle or (not is_here and n < idle + busy + there)
            bills.append(stay(n, f"p{n + 1}", institution_code=A if is_here else B))
            for k in range(8):
                day = add_days("2026-03-01", k)
                rows.append(item("bed", day, 6) | {"setl_id": f"s{n}"})
                if not is_idle or k < 2:
                    rows.append(item("crp", day, 7 + k) | {"setl_id": f"s{n}"})
        if batch:
            rows = [r | {"first_fee_time": "2026-03-09T10:00:00"} for r in rows]
        return found("H11", bills, catalogue=CATALOGUE, items=format_rows(ITEM, *rows))

    def test_stays_with_nothing_done_on_most_days(self):
        row = self.run(9).of("H11").iloc[0]
        assert (row.subject_id, row.value) == (A, 9.0)
        assert self.run(4).of("H11").empty

    def test_a_hospital_that_posts_in_one_go_is_not_judged(self):
        assert self.run(9, batch=True).of("H11").empty

    def test_where_others_wait_as_long_it_is_the_citys_way(self):
        made = self.run(9, there=15)
        assert made.of("H11").empty and ("H11", A, "is_usual_idle") in made.explained_ids()


JUST_BELOW = {
    "H05": (7, lambda: TestBeds().run(12, nights=7)),
    "H07": (1.2, lambda: TestNeedless().run(26)),
    "H08": (
        0.5,
        lambda: found(
            "H08",
            [
                stay(n, f"p{n + 1}", add_days("2025-08-01", n * 3), 5)
                | {"insutype": "390" if n < 40 else "310"}
                for n in range(60)
            ],
        ),
    ),
    "H11": (4, lambda: TestIdle().run(4, busy=6)),
}
