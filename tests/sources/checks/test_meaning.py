"""What accepted tables cannot well mean, each beside what looks like it and is right."""

from datetime import date

import pyarrow.parquet as pq
import pytest

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.enrollment_event import EnrollmentEvent
from contracts.tables.person import Person
from contracts.tables.unemployment_claim import UnemploymentClaim
from sources.checks.meaning.find_doubts import find_doubts
from sources.engine.accepted_tables import ACCEPTED
from sources.engine.duckdb_engine import connect
from tests.drawn_tables import make_arrow_table

DAY = date(2026, 6, 30)
PHONE = "00000000000000aa"


def draw(header, rows):
    """Drawn text of a table."""
    return "\n".join([header, *(" | ".join(map(str, row)) for row in rows)])


def find(folder, tables):
    """(check, table.column, districts) of every doubt about drawn tables."""
    for table, rows in tables.items():
        path = folder / ACCEPTED / table.contract.name / "part.parquet"
        path.parent.mkdir(parents=True)
        pq.write_table(make_arrow_table(table, rows), path)
    found = find_doubts(folder, connect(threads=1), snapshot_date=DAY)
    return {(d.check, f"{d.table}.{d.column}", d.districts) for d in found}


def draw_persons(ids, phones=None):
    phones = phones or [f"{n:016x}" for n in range(len(ids))]
    rows = ((i, f"{n:016x}", phone) for n, (i, phone) in enumerate(zip(ids, phones, strict=True)))
    return draw("person_id | id_hash | phone_hash", rows)


def test_identifiers_that_went_through_numbers(tmp_path):
    powers = [f"{n // 10 + 1}.{n % 10}{n:03d}E+17" for n in range(90)]
    cut = [f"3302001990{n:05d}000" for n in range(90)]
    assert find(tmp_path / "a", {Person: draw_persons(powers)}) == {
        ("ids_as_numbers", "person.person_id", ())
    }
    assert find(tmp_path / "b", {Person: draw_persons(cut)}) == {
        ("ids_as_numbers", "person.person_id", ())
    }
    # a code with an E, long numbers of which some end so, and short ones
    right = [*(f"{n}E{n}" for n in range(1, 15)), *(f"33020019900101{n:04d}" for n in range(400))]
    assert find(tmp_path / "c", {Person: draw_persons(right)}) == set()


def test_references_whose_leading_zeros_were_lost(tmp_path):
    ids = [f"{n:06d}" for n in range(1000, 1100)]
    persons = draw_persons(ids)

    def draw_claims(names):
        rows = ((f"s{n}", i, name) for n, (i, name) in enumerate(zip(ids, names, strict=True)))
        return draw("setl_id | person_id | payer_person_id", rows)

    lost = {Person: persons, ClaimHeader: draw_claims(str(int(i)) for i in ids)}
    assert find(tmp_path / "a", lost) == {("zeros_lost", "claim_header.payer_person_id", ())}
    unknown = {Person: persons, ClaimHeader: draw_claims(f"9{i}" for i in ids)}
    assert find(tmp_path / "b", unknown) == set()


@pytest.mark.parametrize(
    "shared, doubts", [(250, {("fillers", "person.phone_hash", ())}), (150, set())]
)
def test_one_phone_for_hundreds(tmp_path, shared, doubts):
    phones = [PHONE] * shared + [f"{n:016x}" for n in range(1000)]
    persons = draw_persons([f"p{n}" for n in range(len(phones))], phones)
    assert find(tmp_path, {Person: persons}) == doubts


def test_a_units_clerk_who_files_for_all_of_its_people_is_no_filler(tmp_path):
    persons = draw_persons([f"p{n}" for n in range(400)])

    def draw_events(count):
        return draw(
            "event_id | person_id | employer_id | agent_phone_hash | effective_date",
            ((f"v{n}", f"p{n}", f"e{n % count}", PHONE, "2026-01-01") for n in range(400)),
        )

    for count, expected in ((1, set()), (400, {"enrollment_event.agent_phone_hash"})):
        units = draw("employer_id", ((f"e{n}",) for n in range(count)))
        tables = {Person: persons, Employer: units, EnrollmentEvent: draw_events(count)}
        found = find(tmp_path / str(count), tables)
        assert {place for check, place, _ in found if check == "fillers"} == expected


def draw_headers(amounts):
    return draw(
        "setl_id | total_amount | fund_amount | account_amount | cash_amount | reversal_of",
        ((f"s{n}", *row) for n, row in enumerate(amounts)),
    )


def test_sums_and_signs(tmp_path):
    right = [(100, 60, 30, 10, "-")] * 60
    wide, returns = [(100, 60, 30, 0, "-")] * 30, [(100, 60, 30, 10, "s0")] * 30
    back = [(-100, -60, -30, -10, "s0")] * 30
    assert find(tmp_path / "a", {ClaimHeader: draw_headers([*right, *wide])}) == {
        ("sums", "claim_header.total_amount", ())
    }
    names = ("total_amount", "fund_amount", "account_amount", "cash_amount")
    assert find(tmp_path / "b", {ClaimHeader: draw_headers([*right, *returns])}) == {
        ("signs", f"claim_header.{name}", ()) for name in names
    }
    assert find(tmp_path / "c", {ClaimHeader: draw_headers([*right, *back, *wide[:2]])}) == set()


def test_lines_that_are_wider_than_their_settlement(tmp_path):
    headers = draw_headers([(100, 60, 30, 10, "-")] * 60)

    def draw_lines(amount):
        rows = ((f"l{n}", f"s{n % 60}", amount) for n in range(120))
        return draw("feedetl_sn | setl_id | amount", rows)

    tables = {ClaimHeader: headers, ClaimLine: draw_lines(50)}
    assert find(tmp_path / "a", tables) == set()
    tables = {ClaimHeader: headers, ClaimLine: draw_lines(5000)}
    assert find(tmp_path / "b", tables) == {("sums", "claim_header.", ())}


def draw_contributions(months):
    """Forty people of each of two districts, in some months."""
    rows = [(f"p{n}", f"e{n % 2}", month) for of, month in months for n in range(of, 80, 2)]
    units = draw("employer_id | district", [("e0", "330203"), ("e1", "330205")])
    return {
        Person: draw_persons([f"p{n}" for n in range(80)]),
        Employer: units,
        ContributionMonth: draw("person_id | employer_id | contrib_month", rows),
    }


def test_months_that_end_early_and_a_silent_district(tmp_path):
    months = [f"2025-{n:02d}" for n in range(9, 13)] + [f"2026-{n:02d}" for n in range(1, 7)]
    both = [(of, month) for month in months for of in (0, 1)]
    assert find(tmp_path / "a", draw_contributions(both)) == set()
    # what is booked a month later is no gap
    assert find(tmp_path / "b", draw_contributions(both[:-4])) == set()
    assert find(tmp_path / "c", draw_contributions(both[:-6])) == {
        ("ends_early", "contribution_month.", ())
    }
    silent = [(of, month) for of, month in both if of == 0 or month < "2026-04"]
    assert find(tmp_path / "d", draw_contributions(silent)) == {
        ("silent_district", "contribution_month.", ("330205",))
    }


def test_nothing_is_asked_of_empty_tables(tmp_path):
    tables = {Person: draw_persons(["p1"]), UnemploymentClaim: "claim_id"}
    assert find(tmp_path, tables) == set()
