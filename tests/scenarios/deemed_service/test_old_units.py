"""Deemed service: how many may cite an old unit, by the years that the ledger covers."""

import pytest

from tests.scenarios.deemed_service.test_scenario import award, crowd, found

WORKS, DEPOT = "1111111111111111", "2222222222222222"
# months of entry of those born in January 1965: at 16 to 24, at 17, at 25 to 27
DECADE = tuple(f"{year}-03" for year in range(1981, 1990))
YOUNG, LATE = ("1982-03",), tuple(f"{year}-02" for year in range(1990, 1993))


def town(*units):
    """Persons of several units: (name, persons, heads, first month of their service)."""
    rows = [
        {"unit_name_hash": name, "unit_known_heads": str(heads), "from_month": first}
        for name, persons, heads, entries in units
        for n in range(persons)
        for first in [entries[n % len(entries)]]
    ]
    return crowd(len(rows), lambda n: rows[n] | {"evidence_count": "2"})


# twenty ordinary works: a retired worker on ten or twenty heads
LIKE_UNITS = [(f"{n:016d}", 2, 20 + 10 * (n % 3), YOUNG) for n in range(20)]


def levels(made, persons):
    """Levels of D08 for the first so many persons."""
    hits = made.of("D08")
    return set(hits[hits.subject_id.isin([f"p{n}" for n in range(persons)])].level)


class TestOldUnit:
    @pytest.mark.parametrize(("heads", "hits"), [("5", 0), ("4", 5)])
    def test_more_retired_than_it_had_staff_before_the_ledger_is_weak(self, heads, hits):
        made = found(**crowd(5, lambda n: {"unit_known_heads": heads, "evidence_count": "2"}))
        assert [row[2] for row in made.ids() if row[0] == "D08"] == ["M"] * hits

    def test_works_that_had_shrunk_before_the_ledger_began_are_weak_at_most(self):
        made = found(**town((WORKS, 60, 25, DECADE), *LIKE_UNITS))
        assert levels(made, 60) == {"M"}

    def test_a_depot_with_rarely_many_who_entered_late_is_strong(self):
        made = found(**town((DEPOT, 60, 25, LATE), *LIKE_UNITS))
        assert levels(made, 60) == {"S"}

    def test_a_depot_that_all_entered_at_once_is_strong(self):
        made = found(**town((DEPOT, 60, 25, YOUNG), *LIKE_UNITS))
        assert levels(made, 60) == {"S"}

    def test_without_like_units_it_is_weak(self):
        made = found(**town((DEPOT, 60, 25, LATE), *LIKE_UNITS[:3]))
        assert levels(made, 60) == {"M"}

    def test_late_entry_is_usual_where_all_units_have_it(self):
        decade = tuple(f"{year}-02" for year in range(1984, 1993))
        others = [(name, persons, heads, LATE) for name, persons, heads, _ in LIKE_UNITS]
        made = found(**town((DEPOT, 60, 25, decade), *others))
        assert levels(made, 60) == {"M"}

    @pytest.mark.parametrize(("heads", "level"), [("4", "S"), ("5", None)])
    def test_in_years_of_the_ledger_the_known_staff_is_the_most_there_was(self, heads, level):
        years = {"unit_known_heads": heads, "from_month": "2001-01", "to_month": "2010-12"}
        made = found(**crowd(5, lambda n: award() | years, paid={"from_month": "2011-01"}))
        assert set(made.of("D08").level) == ({level} if level else set())

    def test_one_after_the_other_they_were_never_too_many(self):
        def segment(n):
            years = {"from_month": f"{2000 + 2 * n}-01", "to_month": f"{2001 + 2 * n}-12"}
            return award() | years | {"unit_known_heads": "2"}

        made = found(**crowd(5, segment, paid={"from_month": "2011-01"}))
        assert set(made.of("D08").level) == {"M"}

    def test_unknown_staff_is_not_computed(self):
        assert found(**crowd(5, lambda n: {"unit_known_heads": "-"})).of("D08").empty

    def test_a_merged_unit_with_full_files(self):
        made = found(
            **crowd(5, lambda n: {"unit_known_heads": str(3 + n % 2), "evidence_count": "3"})
        )
        assert ("D08", "p1", "is_merged_unit") in made.explained_ids() and made.of("D08").empty

    def test_two_figures_alone_do_not_make_a_merger(self):
        made = found(
            **crowd(5, lambda n: {"unit_known_heads": str(3 + n % 2), "evidence_count": "2"})
        )
        assert len(made.of("D08")) == 5

    def test_a_certificate_for_lost_archives_holds_for_works_that_had_shrunk(self):
        certified = {"evidence_count": "1", "evidence_kind": "7", "award_no": "甬档证〔2019〕40号"}
        made = found(**crowd(5, lambda n: certified | {"unit_known_heads": "3"}))
        assert ("D07", "p1", "is_lost_archive_certified") in made.explained_ids()
