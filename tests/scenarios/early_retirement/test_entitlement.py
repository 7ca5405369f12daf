"""Early retirement: the bounds of choice, the legal age, months and category."""

import pytest

from tests.drawn_tables import repeat_monthly
from tests.scenarios.early_retirement.drawn import ILL, NORMAL, SPECIAL, found, premiums


class TestFlexible:
    # born in May 1967: legal 60 y 8 m (728), least 60
    MAN = ({"birth_date": "1965-05-20"},)

    def early(self, start, persons=MAN, **more):
        approval = NORMAL | {"approval_type": "5", "pension_start": start} | more
        return found("E09", [approval], persons=persons)

    @pytest.mark.parametrize(("start", "hit"), [("2025-06", False), ("2025-05", True)])
    def test_not_below_sixty(self, start, hit):
        assert (("E09", "p1", "H") in self.early(start).ids()) == hit

    @pytest.mark.parametrize(("start", "hit"), [("2026-01", False), ("2025-12", True)])
    def test_not_more_than_three_years(self, start, hit):
        # a woman of category 50 born in December 1975: 50 at the earliest; the bound of three years lies below
        woman = [{"sex": "2", "birth_date": "1975-12-20"}]
        made = self.early(start, persons=woman, female_category="50")
        assert (("E09", "p1", "H") in made.ids()) == hit

    def test_before_2025_there_was_none(self):
        made = self.early(
            "2024-12",
            persons=[{"birth_date": "1964-12-20"}],
            apply_date="2024-10-01",
            approve_date="2024-10-20",
        )
        assert made.of("E09").iloc[0].value == 1.0

    @pytest.mark.parametrize(("paid", "hit"), [("179", True), ("180", False)])
    def test_not_without_the_least_months_paid(self, paid, hit):
        months = {"actual_paid_months": paid, "deemed_months": "0"}
        made = self.early("2025-06", persons=[{"birth_date": "1965-05-20"}], **months)
        assert (("E09", "p1", "H") in made.ids()) == hit

    def test_months_paid_in_a_lump_sum_are_explained(self):
        approval = NORMAL | {"approval_type": "5", "pension_start": "2025-06"}
        approval |= {"actual_paid_months": "170", "deemed_months": "0"}
        lump = repeat_monthly(
            "p1 | w1 | 110 | {month} | 1 | 3 | 2025-05-01 | 1", "1997-01", "1997-10"
        )
        born = [{"birth_date": "1965-05-20"}]
        made = found("E09", [approval], persons=born, premiums=lump)
        assert made.of("E09").empty and ("E09", "p1", "is_flexible_paid_up") in made.explained_ids()

    def test_a_special_job_entered_as_flexible_is_a_slip(self):
        made = self.early("2025-06", persons=[{}], special_kind="4", special_months="130")
        assert made.of("E09").empty and ("E09", "p1", "is_special_miscoded") in made.explained_ids()

    def test_the_file_and_rounding_are_explained(self):
        made = self.early(
            "2025-04", persons=[{"birth_date": "1965-05-20", "archive_birth_date": "1965-02-10"}]
        )
        assert ("E09", "p1", "is_flexible_by_archive") in made.explained_ids()
        made = self.early("2025-05", persons=[{"birth_date": "1965-05-01"}])
        assert ("E09", "p1", "is_flexible_rounding") in made.explained_ids()


class TestLegalAge:
    # birth date, category of a woman, month in which the pension is due
    SCHEDULE = (
        ("1965-05-20", "-", "2025-08"),  # edge case 28: 60 y 2 m, reached in July
        ("1975-03-10", "50", "2025-06"),  # 50 y 2 m, reached in May
        ("1981-09-10", "55", "2039-10"),  # 58
        ("1964-12-31", "-", "2025-01"),  # before the schedule: 60
        ("1965-01-02", "-", "2025-03"),  # its first month: 60 y 1 m
        ("1976-12-02", "-", "2040-01"),  # its last: 63
        ("1969-12-20", "55", "2025-01"),
        ("1970-01-20", "55", "2025-03"),
        ("1974-12-20", "50", "2025-01"),
        ("1984-11-20", "50", "2039-12"),  # 55
        ("1990-03-20", "50", "2045-04"),
    )

    def town(self, earlier):
        """Everybody of the schedule with a pension so many months before it is due."""
        persons, approvals = [], []
        for n, (birth, category, due) in enumerate(self.SCHEDULE):
            index = int(due[:4]) * 12 + int(due[5:]) - 1 - earlier
            sex = "1" if category == "-" else "2"
            persons.append({"person_id": f"p{n}", "birth_date": birth, "sex": sex})
            approvals.append(
                NORMAL
                | {
                    "approval_id": f"a{n}",
                    "person_id": f"p{n}",
                    "female_category": category,
                    "pension_start": f"{index // 12}-{index % 12 + 1:02d}",
                }
            )
        return found("E10", approvals, persons=persons).of("E10")

    def test_in_the_month_by_birth_there_is_no_hit(self):
        assert self.town(0).empty

    def test_a_month_before_it_there_is(self):
        hits = self.town(1)
        assert (
            len(hits) == len(self.SCHEDULE)
            and set(hits.value) == {1.0}
            and set(hits.level) == {"H"}
        )

    def test_later_than_due_is_no_hit(self):
        made = found(
            "E10", [NORMAL | {"pension_start": "2026-03"}], persons=[{"birth_date": "1965-05-20"}]
        )
        assert made.of("E10").empty

    def test_the_first_birth_date_of_the_file_prevails(self):
        people = [{"birth_date": "1965-05-20", "archive_birth_date": "1964-10-20"}]
        made = found("E10", [NORMAL | {"pension_start": "2024-11"}], persons=people)
        assert made.of("E10").empty and ("E10", "p1", "is_by_archive_birth") in made.explained_ids()

    def test_rounding_and_other_policies_are_explained(self):
        made = found(
            "E10", [NORMAL | {"pension_start": "2025-07"}], persons=[{"birth_date": "1965-05-01"}]
        )
        assert made.of("E10").empty and ("E10", "p1", "is_month_rounding") in made.explained_ids()
        made = found("E10", [NORMAL | {"approval_type": "8"}])
        assert made.of("E10").empty and ("E10", "p1", "is_other_policy") in made.explained_ids()


class TestPaidMonths:
    @pytest.mark.parametrize(("paid", "hit"), [("150", False), ("149", True)])
    def test_fifteen_years_until_2029(self, paid, hit):
        made = found("E11", [SPECIAL | {"actual_paid_months": paid, "deemed_months": "30"}])
        assert (("E11", "p1", "H") in made.ids()) == hit

    @pytest.mark.parametrize("kind", ["4", "7"])
    def test_the_allowance_and_the_badly_injured_need_no_such_time(self, kind):
        assert (
            found("E11", [ILL | {"approval_type": kind, "actual_paid_months": "90"}])
            .of("E11")
            .empty
        )

    def test_paid_up_in_a_lump_sum_is_explained(self):
        lump = repeat_monthly(
            "p1 | w1 | 110 | {month} | 1 | 3 | 2025-05-01 | 1", "1997-01", "1997-10"
        )
        made = found("E11", [SPECIAL | {"actual_paid_months": "170"}], premiums=lump)
        assert made.of("E11").empty and ("E11", "p1", "is_paid_up") in made.explained_ids()
        assert (
            not found("E11", [SPECIAL | {"actual_paid_months": "169"}], premiums=lump)
            .of("E11")
            .empty
        )

    def test_insured_before_july_1998_with_ten_years_is_explained(self):
        for month, paid, explained in (
            ("1998-06", "120", True),
            ("1998-07", "120", False),
            ("1998-06", "119", False),
        ):
            made = found(
                "E11",
                [SPECIAL | {"actual_paid_months": paid}],
                persons=[{"first_enroll_month": month}],
            )
            assert (("E11", "p1", "is_transitional") in made.explained_ids()) == explained


class TestCategory:
    WOMAN = ({"sex": "2", "birth_date": "1974-12-20"},)

    def test_self_paid_until_shortly_before_is_a_model_feature(self):
        worker = NORMAL | {"female_category": "50", "pension_start": "2025-01"}
        own = premiums("p1", "w1", "2023-06", "2024-03")
        assert ("E12", "p1", "M") in found("E12", [worker], persons=self.WOMAN, premiums=own).ids()
        earlier = premiums("p1", "w1", "2021-06", "2022-12")
        assert found("E12", [worker], persons=self.WOMAN, premiums=earlier).of("E12").empty
        cadre = NORMAL | {"female_category": "55", "pension_start": "2030-01"}
        assert found("E12", [cadre], persons=self.WOMAN, premiums=own).of("E12").empty
