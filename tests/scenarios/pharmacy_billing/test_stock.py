"""Pharmacy billing: stock books that were not supplied, or do not add up."""

import pytest

from tests.drawn_tables import format_rows
from tests.scenarios.pharmacy_billing.drawn import PLACES, SHOP, found

ONLY = ("P15",)
SHOPS = [f"P33020001{n:03d}" for n in range(1, 10)]
SHOP_ROWS = "\n".join(f"{s} | P | - | 330203 | - | 0 | 0 | - | - | -" for s in SHOPS)
BRANCH_ROWS = SHOP_ROWS.replace(
    f"{SHOPS[1]} | P | - | 330203 | -", f"{SHOPS[1]} | P | - | 330203 | k"
)
STOCK = {
    "institution_code": SHOP,
    "item_code": "d1",
    "month": "2026-05",
    "opening": "0",
    "purchased": "0",
    "sold": "0",
    "returned": "0",
    "written_off": "0",
    "closing": "0",
}
MONTHS = [f"{2025 + n // 12}-{n % 12 + 1:02d}" for n in range(6, 18)]


def settled(shop, item, packs, months):
    """Sales and lines: as many packs a month as make up `packs`."""
    sales = [
        {
            "setl_id": f"{shop}-{item}-{m}",
            "institution_code": shop,
            "service_time": f"{m}-10T10:00:00",
        }
        for m in months
    ]
    lines = [
        {
            "feedetl_sn": f"l-{shop}-{item}-{m}",
            "setl_id": f"{shop}-{item}-{m}",
            "item_code": item,
            "qty": str(packs / len(months)),
        }
        for m in months
    ]
    return sales, lines


def judged(sold, books, places=SHOP_ROWS, **others):
    """P15 on [(shop, item, packs, months)] and stock rows."""
    sales, lines = [], []
    for one in sold:
        more = settled(*one)
        sales, lines = sales + more[0], lines + more[1]
    made = found(
        sales, lines, stock=format_rows(STOCK, *books), only=ONLY, places=PLACES + places, **others
    )
    return {r.subject_id: r.value for r in made.of("P15").itertuples()}, made


def booked(shop, item, total):
    """A year's books that had `total` packs to sell and sold them."""
    return [
        {"institution_code": shop, "item_code": item, "month": m}
        | {"purchased": str(total / 12), "sold": str(total / 12)}
        for m in MONTHS
    ]


class TestNotSupplied:
    def year(self, *, with_books=SHOPS[2:], places=SHOP_ROWS):
        sold = [
            (SHOPS[0], "d1", 60, MONTHS),
            (SHOPS[0], "d2", 240, MONTHS),
            (SHOPS[1], "d1", 75, MONTHS),
            (SHOPS[2], "d1", 80, MONTHS),
        ]
        books = booked(SHOPS[0], "d1", 66) + booked(SHOPS[2], "d1", 52)
        sold += [(shop, "d1", 36, MONTHS) for shop in SHOPS[3:]]
        for shop in with_books[1:]:
            books += booked(shop, "d1", 36)
        return judged(sold, books, places)

    def test_an_item_whose_books_nobody_supplied_is_not_judged(self):
        hits, made = self.year()
        assert hits == {SHOPS[1]: 75.0, SHOPS[2]: pytest.approx(28.0)}
        frame = made.frames["shop"].table.to_pandas().set_index("institution_code")
        assert frame.p15_unbooked_items[SHOPS[0]] == 1

    def test_where_few_others_have_books_a_shop_without_them_is_not_judged(self):
        hits, _ = self.year(with_books=SHOPS[2:4])
        assert set(hits) == {SHOPS[2]}

    def test_a_branch_whose_chain_may_keep_the_books_is_not_judged(self):
        hits, _ = self.year(places=BRANCH_ROWS)
        assert set(hits) == {SHOPS[2]}

    def test_months_without_books_do_not_count(self):
        books = [
            {"institution_code": SHOP, "month": m, "purchased": "10", "sold": "10"}
            for m in MONTHS[9:]
        ]
        hits, _ = judged([(SHOP, "d1", 120, MONTHS)], books)
        assert hits == {}

    def test_a_month_without_a_row_of_the_item_amid_other_books_had_none_of_it(self):
        books = [
            {"institution_code": SHOP, "month": m, "purchased": "10", "sold": "10"}
            for m in MONTHS[:6]
        ]
        books += [{"institution_code": SHOP, "item_code": "d2", "month": m} for m in MONTHS]
        hits, _ = judged([(SHOP, "d1", 120, MONTHS)], books)
        assert hits == {SHOP: pytest.approx(60.0)}

    def test_books_in_another_unit_leave_every_shop_short_and_tell_nothing(self):
        sold = [(shop, "d1", 120, MONTHS) for shop in SHOPS]
        books = [row for shop in SHOPS for row in booked(shop, "d1", 60)]
        assert judged(sold, books)[0] == {}


class TestSums:
    """Books of three months: (opening, purchased, sold, closing); eight packs settled a month."""

    MONTHS = ("2026-01", "2026-02", "2026-03")

    def quarter(self, *rows, months=MONTHS, packs=24):
        names = ("opening", "purchased", "sold", "closing")
        books = [
            {"month": m} | dict(zip(names, map(str, row), strict=True))
            for m, row in zip(months, rows, strict=True)
        ]
        return judged([(SHOP, "d1", packs, months)], books)[0]

    def test_what_the_books_sold_and_never_had(self):
        assert self.quarter((4, 3, 10, 0), (0, 4, 9, 0), (0, 3, 9, 0)) == {SHOP: 14.0}

    def test_an_invoice_booked_late_evens_out(self):
        assert self.quarter((4, 6, 10, 2), (2, 11, 10, 1), (1, 10, 9, 2)) == {}

    def appearing(self, others):
        """Stock that appears twice at a shop, and the books of seven others, carried on or not."""
        months = self.MONTHS
        rows = ((4, 6, 10, 0), (10, 3, 13, 0), (12, 0, 10, 2))
        books, sold = [], [(SHOP, "d1", 24, months)]
        for shop, quarter in [(SHOP, rows), *[(s, others) for s in SHOPS[:7]]]:
            for month, (opening, bought, out, closing) in zip(months, quarter, strict=True):
                books.append(
                    {"institution_code": shop, "month": month, "opening": str(opening)}
                    | {"purchased": str(bought), "sold": str(out), "closing": str(closing)}
                )
        return judged(sold, books)[0]

    def test_stock_that_appears_between_two_months_was_bought_by_nobody(self):
        assert self.appearing(((4, 8, 8, 4), (4, 8, 8, 4), (4, 8, 8, 4))) == {SHOP: 22.0}

    def test_where_no_books_are_carried_on_every_month_stands_by_itself(self):
        assert self.appearing(((4, 8, 8, 4), (9, 0, 8, 1), (6, 8, 8, 6))) == {}

    def test_stock_that_is_carried_on_is_there(self):
        assert self.quarter((30, 0, 8, 22), (22, 0, 8, 14), (14, 0, 8, 6)) == {}

    @pytest.mark.parametrize(
        ("months", "hit"),
        [(("2026-04", "2026-05", "2026-06"), False), (("2026-03", "2026-04", "2026-05"), True)],
    )
    def test_the_invoice_of_the_last_month_may_still_come(self, months, hit):
        rows = ((0, 10, 10, 0), (0, 10, 10, 0), (0, 0, 12, 0))
        assert (self.quarter(*rows, months=months) != {}) == hit
