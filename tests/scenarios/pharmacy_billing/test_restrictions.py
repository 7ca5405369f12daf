"""Pharmacy billing: items sold against restrictions of sex, age and insurance."""

import pytest

from tests.scenarios.pharmacy_billing.drawn_lines import (
    FAR,
    OTHER,
    SHOP,
    THIRD,
    found,
    line,
    sale,
)


class TestRestrictions:
    def sold(self, item, *, count=3, person="p2", amount="50.00", **more):
        sales = [sale(n, person_id=person, **more) for n in range(count)]
        return found(
            sales, [line(n, item_code=item, amount=amount) for n in range(count)], only=("P19",)
        )

    def test_an_item_for_work_injury_paid_by_medical_insurance(self):
        assert ("P19", SHOP, "H") in self.sold("i1", count=1).ids()

    def test_paid_in_cash_it_is_nobodys_business(self):
        assert self.sold("i1", count=1, fund_amount="0.00", account_amount="0.00").of("P19").empty

    def test_drugs_for_women_sold_to_a_man_three_times(self):
        assert ("P19", SHOP, "S") in self.sold("f1").ids()  # p2 is a man by the drawn persons

    def test_sold_to_a_woman_they_are_right(self):
        assert self.sold("f1", person="p1").of("P19").empty

    def test_drugs_for_children_sold_to_an_adult(self):
        assert ("P19", SHOP, "S") in self.sold("k1").ids()

    @pytest.mark.parametrize(("birth", "hit"), [("2011-05-12", False), ("2011-05-01", True)])
    def test_the_last_year_of_age_counts_as_allowed(self, birth, hit):
        people = f"person_id | sex | birth_date\np2 | 1 | {birth}"
        lines = [line(n, item_code="k1") for n in range(3)]
        made = found(
            [sale(n, person_id="p2") for n in range(3)], lines, people=people, only=("P19",)
        )
        assert (not made.of("P19").empty) == hit

    def test_one_cheap_line_is_a_slip_in_a_pick_list(self):
        made = self.sold("f1", count=1)
        assert made.of("P19").empty and ("P19", SHOP, "is_picklist_slip") in made.explained_ids()

    def test_one_dear_line_is_a_single_case(self):
        made = self.sold("f1", count=1, amount="400.00")
        assert made.of("P19").empty and ("P19", SHOP, "is_usual_share") in made.explained_ids()

    def lines_of(self, *rows, shops=(), shares=None, people=None):
        """P19 on (shop, person, fund, collector, payer, prescribed, times), for women's drugs."""
        sales, lines = [], []
        for turn, (shop, person, fund, collector, payer, rx, times) in enumerate(rows):
            for n in range(times):
                key = f"{turn}-{n}"
                sales.append(
                    sale(key, person_id=person, institution_code=shop, payer_person_id=payer)
                    | {"fund_amount": fund, "account_amount": "14.00", "collector_hash": collector}
                )
                scope = {"fund_scope_amount": fund, "amount": "32.00"}
                lines.append(line(key, item_code="f1", rx_flag=rx, **scope))
        return found(sales, lines, only=("P19",), places=shops, shares=shares, people=people)

    FREE = (SHOP, "p2", "0.00", "-", "-", "0", 1)
    COLLECTED = (SHOP, "p2", "0.00", f"{3:016x}", "-", "0", 1)
    POOLED = (SHOP, "p2", "18.00", "-", "-", "1", 10)

    def test_what_is_bought_freely_binds_nobody(self):
        made = self.lines_of(self.FREE, self.COLLECTED)
        assert made.findings.empty and made.explained.empty

    def test_pooled_lines_count_where_other_shops_have_few(self):
        few = [(OTHER, "p2", "18.00", "-", "-", "1", 1), (THIRD, "p1", "18.00", "-", "-", "1", 9)]
        made = self.lines_of(self.FREE, self.COLLECTED, self.POOLED, *few)
        row = made.of("P19").iloc[0]
        assert made.ids() == {("P19", SHOP, "S")} and row.value == 10
        assert ("P19", OTHER, "is_picklist_slip") in made.explained_ids()

    def test_what_all_shops_sell_alike_is_the_catalogue_s_fault(self):
        sold = (*self.POOLED[1:-1], 40)
        made = self.lines_of(*[(s, *sold) for s in (SHOP, OTHER, THIRD)])
        assert made.findings.empty
        assert {e for _, _, e in made.explained_ids()} == {"is_usual_share"}

    def test_two_shops_do_not_cover_each_other(self):
        honest = [(s, "p1", "18.00", "-", "-", "1", 20) for s in (THIRD, FAR)]
        made = self.lines_of(self.POOLED, (OTHER, *self.POOLED[1:-1], 12), *honest)
        assert made.ids() == {("P19", SHOP, "S"), ("P19", OTHER, "S")}

    @pytest.mark.parametrize(
        ("more", "hit"),
        [
            (("18.00", "-", "-", "0"), True),
            (("0.00", "-", "-", "1"), True),
            (("18.00", f"{3:016x}", "-", "1"), False),
            (("18.00", "-", "p3", "1"), False),
        ],
    )
    def test_pooled_or_prescribed_and_for_oneself(self, more, hit):
        made = self.lines_of((SHOP, "p2", *more, 10))
        assert (made.ids() == {("P19", SHOP, "S")}) == hit

    @pytest.mark.parametrize(("rx", "hit"), [("0", False), ("1", True)])
    def test_a_linked_wife_takes_it_unless_it_was_prescribed_to_him(self, rx, hit):
        shares = (
            "owner_person_id | member_person_id | from_date | to_date\np2 | p1 | 2025-01-01 | -"
        )
        made = self.lines_of((SHOP, "p2", "18.00", "-", "-", rx, 10), shares=shares)
        assert (not made.of("P19").empty) == hit

    def test_an_item_for_work_injury_from_the_account_alone_is_no_pooled_money(self):
        assert self.sold("i1", count=1, fund_amount="0.00").of("P19").empty
