"""Early retirement: filings entered in bulk, and job codes that the catalogue does not know."""

import pytest

from contracts.kept_texts import keep_nothing
from contracts.law import LawNumber, get_law_number
from contracts.tables.special_job_filing import SpecialJobFiling
from features.service_and_retirement import special_job_codes
from tests.scenarios.early_retirement.drawn import SPECIAL, filed, found

OFFICE = "46501"  # heavy work in software
# approved in March 2026; a segment from 2019 on, when filing was a duty
THREE = [
    SPECIAL
    | {
        "approval_id": f"a{n}",
        "person_id": f"p{n}",
        "apply_date": "2026-02-25",
        "approve_date": "2026-03-10",
        "pension_start": "2026-04",
    }
    for n in (1, 2, 3)
]
PERSONS = [{"person_id": f"p{n}", "birth_date": "1971-03-20"} for n in (1, 2, 3)]
SEGMENTS = [
    {"segment_id": f"s{n}", "person_id": f"p{n}", "from_month": "2014-01", "to_month": "2026-02"}
    for n in (1, 2, 3)
]
BACKLOG_OF_A_YEAR = [
    filed("2019-01", "2023-12", person="p3"),
    filed("2024-01", "2024-12", person="p3", entered="2025-01-20"),
    filed("2025-01", "2026-02", person="p3"),
]
REGISTERS = [
    filed("2019-01", "2026-02", person="p1"),
    filed("2019-01", "2026-02", person="p2", entered="2026-02-13"),
    *BACKLOG_OF_A_YEAR,
]


def registered(ids, rows, job="43301"):
    segments = [segment | {"job_code": job} for segment in SEGMENTS]
    filings = "\n".join(rows).replace("43301", job)
    return found(ids, THREE, persons=PERSONS, segments=segments, filings=filings)


class TestBulk:
    def test_a_register_filled_in_one_evening_proves_nothing(self):
        made = registered("E04 E19", REGISTERS)
        assert {row for row in made.ids() if row[2] != "M"} == {
            ("E04", "p2", "S"),
            ("E19", "p2", "S"),
        }
        # the last quarter was entered near its months
        assert made.of("E04").iloc[0].value == made.of("E19").iloc[0].value == 82.0

    def test_nor_does_it_explain_a_job_outside_the_catalogue(self):
        made = registered("E02", REGISTERS, job=OFFICE)
        assert made.ids() == {("E02", "p2", "H")}
        assert {r[1] for r in made.explained_ids()} == {"p1", "p3"}

    @pytest.mark.parametrize(("entered", "is_bulk"), [("2025-01-31", False), ("2025-02-01", True)])
    def test_a_year_before_the_application_is_the_limit(self, entered, is_bulk):
        rows = [filed("2019-01", "2024-10", entered=entered), filed("2024-11", "2026-02")]
        made = registered("E19", rows)
        assert (("E19", "p1", "S") in made.ids()) == is_bulk

    @pytest.mark.parametrize(("first", "is_bulk"), [("2025-08", False), ("2025-07", True)])
    def test_three_months_late_are_a_slip(self, first, is_bulk):
        rows = [filed("2019-01", "2025-06"), filed(first, "2025-10", entered="2026-02-13")]
        made = registered("E19", rows)
        assert (("E19", "p1", "S") in made.ids()) == is_bulk

    def test_a_unit_that_catches_up_for_its_staff_is_explained(self):
        staff = [
            filed("2024-01", "2024-12", person=f"q{n}", entered="2025-06-02") for n in range(8)
        ]
        own = [
            filed("2019-01", "2023-12"),
            filed("2024-01", "2024-12", entered="2025-06-02"),
            filed("2025-01", "2026-02"),
        ]
        made = registered("E04 E19", [*own, *staff, *REGISTERS[1:]])
        assert ("E19", "p1", "is_backlog_of_unit") in made.explained_ids()
        assert ("E04", "p1", "is_caught_up_by_unit") in made.explained_ids()
        assert ("E19", "p2", "S") in made.ids()
        outside = registered("E02", [*own, *staff, *REGISTERS[1:]], job=OFFICE)
        assert "p1" in {r[1] for r in outside.explained_ids()}

    @pytest.mark.parametrize(("first", "is_explained"), [(2023, True), (2024, False)])
    def test_a_unit_that_enters_each_year_early_in_the_next_is_explained(self, first, is_explained):
        own = [
            filed("2019-01", f"{first - 1}-12"),
            *(filed(f"{y}-01", f"{y}-12", entered=f"{y + 1}-01-21") for y in range(first, 2026)),
            filed("2026-01", "2026-02"),
        ]
        made = registered("E04 E19", [*own, *REGISTERS[1:]])
        assert (("E19", "p1", "is_backlog_of_unit") in made.explained_ids()) == is_explained
        assert (("E19", "p1", "S") in made.ids()) != is_explained
        assert ("E19", "p2", "S") in made.ids()

    def test_the_day_on_which_the_register_was_loaded_says_nothing(self):
        loaded = [
            filed("2019-01", "2025-04", person=f"q{n}", unit=unit, entered="2025-05-04")
            for n, unit in enumerate(("e1", "e2", "e3") * 4)
        ]
        own = [filed("2019-01", "2025-04", entered="2025-05-04"), filed("2025-05", "2026-02")]
        made = registered("E04 E19", [*own, *loaded])
        assert not {r for r in made.ids() if r[1] == "p1"} and made.explained.empty


@pytest.fixture
def codes_of_the_agency(monkeypatch):
    """A catalogue by the agency's codes: 101 to 110 in mining (06), 111 to 115 in shipbuilding."""
    catalogue = {str(code): ["06" if code <= 110 else "37"] for code in range(101, 116)}
    number = get_law_number("special_job_catalogue")
    agency = LawNumber(
        number.id,
        number.title,
        number.unit,
        number.source,
        number.read_on,
        ((number.values[0][0], catalogue),),
    )
    monkeypatch.setattr(special_job_codes, "get_law_number", lambda _: agency)
    with keep_nothing():  # what is kept was spelled with the other catalogue
        yield


def at_the_mine(*codes, ids="E02 E03 E20"):
    """One approval a code, all of miners."""
    people = range(1, len(codes) + 1)
    approvals = [SPECIAL | {"approval_id": f"a{n}", "person_id": f"p{n}"} for n in people]
    segments = [
        {"segment_id": f"s{n}", "person_id": f"p{n}", "job_code": code, "industry_code": "06"}
        for n, code in zip(people, codes, strict=True)
    ]
    return found(
        ids, approvals, persons=[{"person_id": f"p{n}"} for n in people], segments=segments
    )


class TestCodes:
    def test_codes_of_the_agency(self, codes_of_the_agency):
        made = at_the_mine("102", "112", "119", ids="E01 E02 E03 E20")
        assert made.ids() == {("E03", "p2", "S")}
        assert made.explained_ids() == {("E20", "p3", "is_code_list_unmapped")}

    def test_finer_codes_are_read_by_their_beginning(self, codes_of_the_agency):
        assert at_the_mine("10204", "11201").ids() == {("E03", "p2", "S")}

    @pytest.mark.parametrize("code", ["119", "9", "1060203", "60601", "19901", "井下03"])
    def test_a_code_outside_the_convention_is_not_judged(self, code):
        made = at_the_mine(code, ids="E01 E02 E03")
        assert made.findings.empty and made.explained.empty

    def test_a_code_known_elsewhere_is_a_lead(self):
        # other harmful work of shipbuilding, at a mine
        assert at_the_mine("53701", "10601").ids() == {("E03", "p1", "S")}

    def test_a_segment_without_a_code_counts_as_the_approved_kind(self):
        assert at_the_mine("-", ids="E01 E02 E03").findings.empty

    def test_an_unmapped_list_makes_the_catalogue_a_strong_lead_at_most(self):
        made = at_the_mine("46501", "x1")
        assert ("E02", "p1", "S") in made.ids()

    def test_without_filings_the_catalogue_is_a_strong_lead_at_most(self):
        made = found("E02", [SPECIAL], segments=[{"job_code": OFFICE}], less=(SpecialJobFiling,))
        assert made.ids() == {("E02", "p1", "S")}

    def test_a_code_of_many_units_is_a_gap_of_the_catalogue(self):
        approvals = [SPECIAL | {"approval_id": f"a{n}", "person_id": f"p{n}"} for n in range(5)]
        for units, level in ((4, "H"), (5, "S")):
            segments = [
                {
                    "segment_id": f"s{n}",
                    "person_id": f"p{n}",
                    "job_code": OFFICE,
                    "unit_name_hash": f"{n % units}" * 16,
                }
                for n in range(5)
            ]
            people = [{"person_id": f"p{n}"} for n in range(5)]
            made = found("E02", approvals, persons=people, segments=segments)
            assert set(made.of("E02").level) == {level}


def one_unknown_code_among_many():
    return at_the_mine(*[f"106{n:02d}" for n in range(1, 41)], "119")


def test_a_single_unknown_code_is_counted():
    made = one_unknown_code_among_many()
    assert ("E20", "p41", "M") in made.ids()


def three_months_entered_late():
    return registered(
        "E19", [filed("2019-01", "2025-07"), filed("2025-08", "2025-10", entered="2026-02-13")]
    )


JUST_BELOW = {"E19": (3, three_months_entered_late)}
