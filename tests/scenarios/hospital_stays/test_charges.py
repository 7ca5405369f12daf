"""Charges by rules that an agency loads: H17 to H20, and what their times are worth."""

import pytest

from tests.drawn_tables import format_rows
from tests.scenarios.hospital_stays.drawn import A, add_days, found, stay

CATALOGUE = """
item_code | kind | generic_name | list_type | hourly | daily | price_3 | price_2 | price_1
crp       | 2    | C反应蛋白    | 201       | 0      | 0     | -       | -       | -
hscrp     | 2    | 超敏C反应蛋白| 201       | 0      | 0     | -       | -       | -
oxygen    | 2    | 吸氧         | 201       | 1      | 0     | -       | -       | -
bed       | 2    | 床位         | 201       | 0      | 1     | -       | -       | -
op1       | 2    | 胃手术       | 201       | 0      | 0     | 3000.00 | 2500.00 | 2000.00
op2       | 2    | 肠手术       | 201       | 0      | 0     | 3000.00 | 2500.00 | 2000.00
"""
ITEM = {
    "setl_id": "s1",
    "item_code": "crp",
    "day": "2026-03-02",
    "qty": "1",
    "amount": "100.00",
    "fund_scope_amount": "100.00",
    "first_fee_time": "2026-03-02T08:00:00",
    "exec_staff_code": "-",
}
FILL = [  # what a ward charges besides, at times of its own
    ("bed", n, f"2026-03-0{n}T0{n}:10:00") for n in range(1, 8)
]
PAIRS = "item_a | item_b | window | valid_from\ncrp | hscrp | {} | 2026-01-01"
LIMITS = "item_code | per_day | per_stay | valid_from\ncrp | {} | {} | 2026-01-01"
GROUPS = "item_code | incision_group | second_share | valid_from\n"
GROUPS += "op1 | g | 0.5 | 2026-01-01\nop2 | g | 0.5 | 2026-01-01"
SHEET = "setl_id | mdtrt_id | admit_time | discharge_time | pay_method\n"


def item(code="crp", day="2026-03-02", hour=8, **more):
    return {"item_code": code, "day": day, "first_fee_time": f"{day}T{hour:02d}:00:00", **more}


def charged(only, *items, stays=3, batch=False, pay="1", **rules):
    """The same items charged in several stays of one hospital, among the usual ones of a ward."""
    bills, rows = [], []
    for n in range(stays):
        bills.append(stay(n, f"p{n + 1}"))
        usual = [item(code, add_days("2026-03-01", k - 1), k) for code, k, _ in FILL]
        for row in [*items, *usual]:
            row = ITEM | row | {"setl_id": f"s{n}"}
            rows.append(row | ({"first_fee_time": "2026-03-09T10:00:00"} if batch else {}))
    sheets = SHEET + "\n".join(
        f"s{n} | v{n} | 2026-03-01T09:00:00 | 2026-03-09T09:00:00 | {pay}" for n in range(stays)
    )
    tables = {"catalogue": CATALOGUE, "items": format_rows(ITEM, *rows), "sheets": sheets}
    return found(only, bills, **(tables | rules))


class TestPairs:
    BOTH = (item(), item("hscrp", hour=9, fund_scope_amount="60.00"))

    @pytest.mark.parametrize("window", ["2", "3"])
    def test_both_items_of_a_pair_in_one_day_or_stay(self, window):
        row = charged("H17", *self.BOTH, pairs=PAIRS.format(window)).of("H17").iloc[0]
        assert (row.subject_id, row.value, row.level) == (A, 3.0, "S")
        # the cheaper one of three stays, as far as the fund pays: 6,000 of the 860 within its scope
        assert float(row.amount_involved) == 180.0 and "180.00" in row.reason_zh

    def test_ten_stays_are_no_slip(self):
        assert charged("H17", *self.BOTH, stays=10, pairs=PAIRS.format("2")).ids() == {
            ("H17", A, "H")
        }

    def test_another_day_another_hour_or_what_the_fund_did_not_pay_is_none(self):
        other_day = (item(), item("hscrp", "2026-03-04"))
        assert charged("H17", *other_day, pairs=PAIRS.format("2")).of("H17").empty
        later = (item(), item("hscrp", hour=14))
        assert charged("H17", *later, pairs=PAIRS.format("1")).of("H17").empty
        own = (item(), item("hscrp", fund_scope_amount="0.00"))
        assert charged("H17", *own, pairs=PAIRS.format("3")).of("H17").empty

    def test_times_of_a_stay_posted_in_one_go_say_nothing(self):
        made = charged("H17", *self.BOTH, batch=True, pairs=PAIRS.format("2"))
        assert made.of("H17").empty
        whole = charged("H17", *self.BOTH, batch=True, pairs=PAIRS.format("3"))
        assert len(whole.of("H17")) == 1

    def test_a_code_that_was_not_mapped_accuses_nobody(self):
        rule = PAIRS.replace("crp |", "N001 |").format("3")
        assert charged("H17", *self.BOTH, pairs=rule).of("H17").empty

    def test_a_group_case_shows_what_was_billed_and_that_the_fund_lost_nothing(self):
        row = charged("H17", *self.BOTH, pay="4", pairs=PAIRS.format("2")).of("H17").iloc[0]
        assert float(row.amount_involved) == 0.0 and "180.00" in row.reason_zh


class TestLimits:
    def test_more_a_day_or_a_stay_than_may_be(self):
        day = charged("H18", item(qty="3", amount="300.00"), limits=LIMITS.format(1, "-"))
        row = day.of("H18").iloc[0]
        assert (row.value, row.level, float(row.amount_involved)) == (3.0, "S", 600.0)
        several = [item(day=f"2026-03-0{n}") for n in (2, 3, 4)]
        stays = charged("H18", *several, limits=LIMITS.format("-", 2))
        assert stays.of("H18").iloc[0].value == 3.0

    def test_a_wrong_unit_and_days_of_the_posting_are_left_out(self):
        normal = [item(day=f"2026-03-0{n}", qty="1", amount="100.00") for n in (3, 4, 5, 6)]
        slip = item(qty="28", amount="100.00")
        assert charged("H18", slip, *normal, limits=LIMITS.format(1, "-")).of("H18").empty
        many = item(qty="3", amount="300.00")
        assert charged("H18", many, batch=True, limits=LIMITS.format(1, "-")).of("H18").empty


class TestHours:
    def test_oxygen_for_longer_than_the_stay(self):
        row = charged("H19", item("oxygen", qty="240", amount="2400.00")).of("H19").iloc[0]
        assert (row.value, row.level) == (3.0, "H")
        # 192 hours and one are possible
        assert float(row.amount_involved) == 3 * 470.0

    def test_as_long_as_the_stay_and_an_hour_is_possible(self):
        assert charged("H19", item("oxygen", qty="193", amount="1930.00")).of("H19").empty
        assert charged("H19", item("bed", qty="3")).of("H19").empty
        assert charged("H19", item("bed", qty="4")).ids() == {("H19", A, "H")}


class TestIncisions:
    BOTH = tuple(
        item(c, qty="1", amount="2000.00", fund_scope_amount="2000.00") for c in ("op1", "op2")
    )

    def test_two_operations_of_one_incision_at_full_price(self):
        row = charged("H20", *self.BOTH, incisions=GROUPS).of("H20").iloc[0]
        assert (row.value, row.level) == (3.0, "S") and float(row.amount_involved) == 3000.0

    def test_a_reduced_one_another_day_or_another_wound_is_none(self):
        reduced = (self.BOTH[0], self.BOTH[1] | {"amount": "1000.00"})
        assert charged("H20", *reduced, incisions=GROUPS).of("H20").empty
        halved = (self.BOTH[0], self.BOTH[1] | {"amount": "1000.00", "qty": "0.5"})
        assert charged("H20", *halved, incisions=GROUPS).of("H20").empty
        apart = (self.BOTH[0], self.BOTH[1] | item("op2", "2026-03-05"))
        assert charged("H20", *apart, incisions=GROUPS).of("H20").empty
        again = "setl_id | seq | operation_code | start_time\n" + "\n".join(
            f"s{n} | {k} | 43.7 | 2026-03-02T{h}:00:00"
            for n in range(3)
            for k, h in ((1, "01"), (2, "20"))
        )
        assert charged("H20", *self.BOTH, incisions=GROUPS, operations=again).of("H20").empty


JUST_BELOW = {
    "H17": (2, lambda: charged("H17", *TestPairs.BOTH, stays=2, pairs=PAIRS.format("2"))),
    "H18": (
        2,
        lambda: charged(
            "H18", item(qty="3", amount="300.00"), stays=2, limits=LIMITS.format(1, "-")
        ),
    ),
    "H19": (2, lambda: charged("H19", item("oxygen", qty="240", amount="2400.00"), stays=2)),
    "H20": (2, lambda: charged("H20", *TestIncisions.BOTH, stays=2, incisions=GROUPS)),
}
