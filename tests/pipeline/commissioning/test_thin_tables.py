"""Gaps and habits of delivered tables, on drawn towns: what is named and what is ordinary."""

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.medical_staff import MedicalStaff
from contracts.tables.stock_month import StockMonth
from contracts.tables.tax_wage_month import TaxWageMonth
from contracts.tables.unemployment_claim import UnemploymentClaim
from pipeline.commissioning.thin_tables import find_thin_tables
from tests.run_scenario import make_engine


def find(kind, **tables):
    found = find_thin_tables(make_engine(dict(tables.values()), "2026-06-30"))
    return [gap for gap in found if gap.kind == kind]


def draw(table, *rows):
    """A drawn table from rows of column=value."""
    columns = list(rows[0])
    lines = [" | ".join(columns), *(" | ".join(str(r[c]) for c in columns) for r in rows)]
    return table, "\n".join(lines)


def test_books_that_hold_part_of_what_is_sold_are_named():
    lines = draw(ClaimLine, *({"feedetl_sn": f"l{n}", "item_code": f"i{n}"} for n in range(700)))
    stock = draw(StockMonth, *({"item_code": f"i{n}", "month": "2026-05"} for n in range(50)))
    (gap,) = find("books", lines=lines, stock=stock)
    assert (gap.table, round(gap.share, 3)) == ("stock_month", 0.071)
    assert "700种" in gap.text.zh and "50种" in gap.text.zh
    whole = draw(StockMonth, *({"item_code": f"i{n}", "month": "2026-05"} for n in range(690)))
    assert find("books", lines=lines, stock=whole) == []


def test_a_district_that_codes_all_separations_alike_is_named_and_a_varied_one_is_not():
    reasons = ["11", "12", "13", "16"]
    claims = draw(
        UnemploymentClaim,
        *(
            {"claim_id": f"a{n}", "district": "330203", "separation_reason": "12"}
            for n in range(60)
        ),
        *(
            {"claim_id": f"b{n}", "district": "330205", "separation_reason": reasons[n % 4]}
            for n in range(200)
        ),
    )
    gaps = [g for g in find("alike", c=claims) if g.column == "separation_reason"]
    assert [g.text.zh.startswith("330203") for g in gaps] == [True]


def test_a_register_that_does_not_know_most_prescribers_is_named():
    visits = draw(ClaimHeader, *({"setl_id": f"s{n}", "doctor_code": f"d{n}"} for n in range(20)))
    staff = draw(MedicalStaff, *({"staff_code": f"d{n}"} for n in range(5)))
    gaps = [g for g in find("register", v=visits, s=staff) if g.column == "doctor_code"]
    assert [g.share for g in gaps] == [0.25]


def test_a_month_without_rows_is_named():
    months = ["2026-01", "2026-02", "2026-04", "2026-05", "2026-06"]
    wages = draw(
        TaxWageMonth,
        *({"id_hash": f"{n}", "month": m} for m in months for n in range(9)),
    )
    (gap,) = find("month", w=wages)
    assert gap.text.zh.endswith("2026-03")
