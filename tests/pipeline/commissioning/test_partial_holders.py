"""One holder delivers books of 50 of 700 items, another codes all separations alike.

The commissioning report names both, and nobody is listed for them alone.
"""

import pytest

from pipeline.commissioning.thin_tables import find_thin_tables
from tests.scenarios.pharmacy_billing import drawn, test_stock
from tests.scenarios.short_term_enrollment import test_scenario as claims

ITEMS, BOOKED, PACKS, MONTH = 700, 50, 60, "2026-02"
FIRST = test_stock.SHOPS[0]


@pytest.fixture
def catalogue(monkeypatch):
    """A catalogue of the items, each as the first drug of the drawn one."""
    head, first = drawn.DRUGS.strip().splitlines()[:2]
    cells = first.split("|", 1)[1]
    items = [f"i{n} |{cells}" for n in range(ITEMS)]
    monkeypatch.setattr(drawn, "DRUGS", "\n".join([head, *items]))


def name_gaps(made, kind):
    return [(g.table, g.column, g.text.zh) for g in find_thin_tables(made.engine) if g.kind == kind]


def sell_items(*, booked_by_first):
    """Nine shops sell every item; the first booked so many packs of each item with books."""
    shops = test_stock.SHOPS
    sold = [(shop, f"i{n}", PACKS, [MONTH]) for shop in shops for n in range(ITEMS)]
    books = [
        {"institution_code": shop, "item_code": f"i{n}", "month": MONTH}
        | dict.fromkeys(("purchased", "sold"), str(PACKS if shop != FIRST else booked_by_first))
        for shop in shops
        for n in range(BOOKED)
    ]
    return test_stock.judged(sold, books)


def test_books_of_some_items_are_named_and_list_no_shop_for_the_others(catalogue):
    hits, made = sell_items(booked_by_first=PACKS)
    ((table, column, text),) = name_gaps(made, "books")
    assert (table, column) == ("stock_month", "item_code") and "700种" in text and "50种" in text
    assert hits == {}


def test_what_the_delivered_books_do_not_hold_is_still_found(catalogue):
    hits, _ = sell_items(booked_by_first=0)
    assert hits == {FIRST: BOOKED * PACKS}


def test_a_district_that_codes_all_separations_alike_is_named_and_lists_nobody():
    header = f"{claims.CLAIM} | district | separation_reason"
    reasons = ["11", "12", "13", "21"]
    rows = [
        f"c{n} | p{n} | {unit} | 2026-01-05 | 2025-12-31 | 60 | 8 | {district} | {reason}"
        for n in range(1, 81)
        for unit, district, reason in [
            ("e1", "330203", "12") if n <= 40 else ("e2", "330205", reasons[n % 4])
        ]
    ]
    staff = "\n".join(
        claims.premiums(f"p{n}", "e1" if n <= 40 else "e2", "2024-01", "2025-12")
        for n in range(1, 81)
    )
    made = claims.found(claims.one_claim(*rows, header=header), premiums=staff, person_count=80)
    named = [text for _, column, text in name_gaps(made, "alike") if column == "separation_reason"]
    assert len(named) == 1 and named[0].startswith("330203")
    of_district = {f"p{n}" for n in range(1, 41)}
    listed = {(i, level) for i, s, level in made.ids() if s in of_district and level in "HS"}
    others = {(i, level) for i, s, level in made.ids() if s not in of_district and level in "HS"}
    assert listed <= others, "nothing but what the varied district has too"
