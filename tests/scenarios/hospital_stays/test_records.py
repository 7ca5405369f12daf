"""What records cannot show: H22 to H25, H27, H28."""

from tests.drawn_tables import format_rows
from tests.scenarios.hospital_stays.drawn import HIGH, A, B, add_days, found, stay
from tests.scenarios.hospital_stays.test_charges import ITEM, item

CATALOGUE = """
item_code | kind | generic_name     | list_type | unit_minutes | restrict_sex | restrict_age_max
massage   | 2    | 推拿             | 201       | 30           | -            | -
hba1c     | 2    | 糖化血红蛋白测定 | 201       | -            | -            | -
gas       | 2    | 血气分析         | 201       | -            | -            | -
oxygen    | 2    | 吸氧             | 201       | -            | -            | -
women     | 2    | 宫颈检查         | 201       | -            | 2            | -
child     | 1    | 小儿散           | 101       | -            | -            | 14
a         | 2    | 甲               | 201       | -            | -            | -
b         | 2    | 乙               | 201       | -            | -            | -
c         | 2    | 丙               | 201       | -            | -            | -
d         | 2    | 丁               | 201       | -            | -            | -
e         | 2    | 戊               | 201       | -            | -            | -
"""


class TestImages:
    def run(self, *reports):
        head = "report_id | mdtrt_id | reported_at | image_hash\n"
        rows = [f"r{n} | {v} | {day}T10:00:00 | {h}" for n, (v, day, h) in enumerate(reports)]
        bills = [stay(1, "p1"), stay(2, "p2")]
        return found("H22", bills, reports=head + "\n".join(rows))

    def test_one_picture_in_the_reports_of_two_patients(self):
        row = self.run(("v1", "2026-03-02", "a" * 16), ("v2", "2026-03-04", "a" * 16)).of("H22")
        assert (row.iloc[0].subject_id, row.iloc[0].value, row.iloc[0].level) == (A, 2.0, "H")

    def test_an_old_picture_quoted_in_the_same_visit_is_none(self):
        made = self.run(("v1", "2026-03-02", "a" * 16), ("v1", "2026-03-04", "a" * 16))
        assert made.of("H22").empty
        assert self.run(("v1", "2026-03-02", "a" * 16), ("v2", "2026-03-02", "-")).of("H22").empty


class TestWork:
    def run(self, units, days=1):
        bills = [stay(n, f"p{n + 1}", "2025-08-01", 300) for n in range(2)]
        rows = [
            item("massage", add_days("2025-08-02", k), 9, qty=str(units / 2), exec_staff_code="t1")
            | {"setl_id": f"s{n}"}
            for n in range(2)
            for k in range(days)
        ]
        return found("H23", bills, catalogue=CATALOGUE, items=format_rows(ITEM, *rows))

    def test_a_therapist_of_twelve_hours_and_of_thirty(self):
        row = self.run(24).of("H23").iloc[0]
        assert (row.subject_id, row.value, row.level) == (A, 720.0, "S")
        assert self.run(60).of("H23").iloc[0].level == "H"
        assert self.run(20).of("H23").empty

    def test_a_code_that_never_rests_is_a_departments(self):
        made = self.run(60, days=210)
        assert made.of("H23").empty and ("H23", A, "is_filler_code") in made.explained_ids()


class TestSurgeons:
    HEAD = (
        "setl_id | seq | operation_code | operation_date | surgeon_code | start_time | end_time\n"
    )
    STAFF = "staff_code | institution_code | valid_to\nd1 | {a} | {until}"

    def run(self, *rows, until="-"):
        bills = [stay(1, "p1"), stay(2, "p2", institution_code=HIGH), stay(3, "p3")]
        lines = [
            f"s{n} | 1 | 43.7 | 2026-03-02 | d1 | 2026-03-02T{start}:00 | 2026-03-02T{end}:00"
            for n, start, end in rows
        ]
        staff = self.STAFF.format(a=A, until=until)
        return found("H24", bills, operations=self.HEAD + "\n".join(lines), staff=staff)

    def test_two_operations_at_once_forty_kilometres_apart(self):
        made = self.run((1, "09:00", "11:00"), (2, "10:00", "12:00"))
        assert made.ids() == {("H24", "d1", "S")}

    def test_one_after_the_other_in_one_house_or_without_a_time(self):
        assert self.run((1, "09:00", "11:00"), (2, "14:00", "15:00")).of("H24").empty
        assert self.run((1, "09:00", "11:00"), (3, "10:00", "12:00")).of("H24").empty
        assert self.run((1, "00:00", "23:00"), (2, "10:00", "12:00")).of("H24").empty

    def test_after_the_registration_ended(self):
        assert self.run((1, "09:00", "11:00"), until="2026-01-31").ids() == {("H24", "d1", "H")}
        assert self.run((1, "09:00", "11:00"), until="2026-12-31").of("H24").empty


class TestUpcoded:
    def run(self, count, *items, code="J96.0", there=0):
        """Stays of A with a severe diagnosis, and forty of B of which `there` have one too."""
        bills = [stay(n, f"p{n + 1}") for n in range(count)]
        bills += [stay(100 + n, f"p{n + 1}", institution_code=B) for n in range(40)]
        head = "setl_id | seq | diag_code | is_main\n"
        coded = [*range(count), *range(100, 100 + there)]
        diagnoses = head + "\n".join(f"s{n} | 1 | {code} | 1" for n in coded)
        rows = [
            item(c, "2026-03-02", k + 8) | {"setl_id": f"s{n}"}
            for n in coded
            for k, c in enumerate(items)
        ]
        tables = {"catalogue": CATALOGUE, "items": format_rows(ITEM, *rows)}
        return found("H25", bills, diagnoses=diagnoses, **tables)

    def test_failing_lungs_without_blood_gas_or_oxygen(self):
        row = self.run(3, *"abcde").of("H25").iloc[0]
        assert (row.subject_id, row.value, row.level) == (A, 3.0, "S") and "J96.0" in row.reason_zh
        assert self.run(2, *"abcde").of("H25").empty

    def test_where_others_show_as_little_their_items_have_other_names(self):
        made = self.run(3, *"abcde", there=30)
        assert ("H25", A, "is_usual_coding") in made.explained_ids()

    def test_with_the_evidence_or_with_few_items_nothing_is_said(self):
        assert self.run(3, *"abcde", "gas", "oxygen").of("H25").empty
        assert len(self.run(3, *"abcde", "gas").of("H25")) == 1
        assert self.run(3, "a", "b").of("H25").empty
        assert self.run(3, *"abcde", code="K35.8").of("H25").empty


class TestWrongPatients:
    def run(self, count, code="women", **more):
        bills = [stay(n, f"p{n + 1}", **more) for n in range(count)]
        rows = [item(code) | {"setl_id": f"s{n}"} for n in range(count)]
        return found("H27", bills, catalogue=CATALOGUE, items=format_rows(ITEM, *rows))

    def test_five_men_with_a_womens_test_and_five_old_with_a_childs_drug(self):
        row = self.run(5).of("H27").iloc[0]
        assert (row.subject_id, row.value, row.level) == (A, 5.0, "S")
        assert len(self.run(5, "child").of("H27")) == 1

    def test_single_ones_are_slips_and_births_are_two_patients(self):
        assert self.run(4).of("H27").empty
        assert self.run(5, diag_code="O80.0").of("H27").empty

    def test_one_or_two_a_year_go_to_the_owner_of_the_data(self):
        from tests.run_scenario import thresholds

        with thresholds({"H27": 1}):
            assert ("H27", A, "is_picklist_slip") in self.run(2).explained_ids()


class TestHba1c:
    def run(self, repeats, *, code="E11.9"):
        bills, rows = [], []
        for place, again, start in ((A, repeats, 0), (B, 2, 500)):
            for n in range(110):
                number = start + n
                bills.append(
                    stay(number, f"p{n % 50 + 1}", add_days("2025-08-01", n), 5)
                    | {"institution_code": place, "person_id": f"q{number}", "diag_code": code}
                )
                days = (0, 3) if n < again else (0,)
                rows += [
                    item("hba1c", add_days("2025-08-01", n + k), 8) | {"setl_id": f"s{number}"}
                    for k in days
                ]
        return found("H28", bills, catalogue=CATALOGUE, items=format_rows(ITEM, *rows))

    def test_a_panel_that_measures_twice_a_week(self):
        row = self.run(40).of("H28").iloc[0]
        assert (row.subject_id, row.level) == (A, "S") and row.value > 3

    def test_a_few_repeats_and_pregnancy_are_none(self):
        assert self.run(8).of("H28").empty
        assert self.run(40, code="O24.4").of("H28").empty


JUST_BELOW = {
    "H22": (
        1,
        lambda: TestImages().run(("v1", "2026-03-02", "a" * 16), ("v9", "2026-03-04", "a" * 16)),
    ),
    "H23": (500, lambda: TestWork().run(20)),
    "H25": (2, lambda: TestUpcoded().run(2, *"abcde")),
    "H27": (4, lambda: TestWrongPatients().run(4)),
    "H28": (1.5, lambda: TestHba1c().run(8)),
}
