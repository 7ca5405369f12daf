"""Conduct inside the agency: hours, pace, looks and terminals."""

from datetime import date, timedelta

import pytest

from tests.scenarios.agency_handling.drawn import (
    ACCOUNTS,
    event,
    found,
    levels,
    paid_between,
    swapped,
)


class TestOffHours:
    def nights(self, count, **cells):
        return [
            event(ts=f"2026-03-{n + 2:02d}T22:10:00", biz_id=f"b{n}", amount="900.00", **cells)
            for n in range(count)
        ]

    def test_three_nights_in_a_month(self):
        row = found(*self.nights(3)).of("O03").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("S", 3.0, 2700.0)

    def test_two_nights_or_the_evening_before_eight(self):
        assert found(*self.nights(2)).of("O03").empty
        early = [e | {"ts": e["ts"].replace("22:10", "19:59")} for e in self.nights(3)]
        assert found(*early).of("O03").empty

    def test_three_nights_in_three_months(self):
        spread = [event(ts=f"2026-0{n}-10T23:00:00", biz_id=f"b{n}") for n in (1, 2, 3)]
        assert found(*spread).of("O03").empty

    def agency(self, *days_at_work):
        """An office of six (o1 among them) in an agency of thirty, and who works on which day."""
        staff = ACCOUNTS + "\n".join(
            f"s{n} | hs{n} | homes{n} | bank-s{n} | {'330203' if n < 2 else '330205'} | 1 | "
            "2019-01-01 | - | 0"
            for n in range(30)
        )
        ordinary = [
            event(op_id=f"s{n}", biz_type="01", ts=f"{day}T10:00:00", biz_id=f"{day}{n}")
            for day, count in days_at_work
            for n in range(30 - count, 30)
        ]
        return staff, ordinary

    def acts(self, day, count=3, hour=10):
        return [event(ts=f"{day}T{hour}:1{n}:00", biz_id=f"b{n}") for n in range(count)]

    @pytest.mark.parametrize(
        ("day", "hour", "is_closed"),
        [
            ("2025-06-20", 10, False),  # a Friday: one in the office, most of the agency at work
            ("2025-06-21", 10, True),  # a Saturday with three of the agency
            ("2025-10-02", 10, True),  # a holiday
            ("2025-06-24", 22, True),  # a Tuesday evening
            ("2025-09-28", 10, False),  # a Sunday that is worked in exchange
        ],
    )
    def test_closed_are_days_off_and_nights_not_a_quiet_day_of_a_small_office(
        self, day, hour, is_closed
    ):
        off = day in ("2025-06-21", "2025-10-02")
        ordinary_days = [(f"{day[:7]}-{n:02}", 28) for n in (9, 10, 11)]
        staff, others = self.agency(*ordinary_days, (day, 2 if off else 24))
        found_hits = found(*others, *self.acts(day, hour=hour), accounts=staff)
        assert levels(found_hits, "O03") == ({("o1", "S")} if is_closed else set())

    def test_a_saturday_that_the_whole_agency_works_is_open(self):
        staff, others = self.agency(("2026-03-10", 28), ("2026-03-14", 25))
        assert found(*others, *self.acts("2026-03-14"), accounts=staff).of("O03").empty

    def test_a_weekday_on_which_the_whole_agency_is_quiet_is_closed(self):
        staff, others = self.agency(("2026-03-10", 28), ("2026-03-12", 3))
        made = found(*others, *self.acts("2026-03-12"), accounts=staff)
        assert levels(made, "O03") == {("o1", "S")}

    def test_overtime_of_the_office_is_explained(self):
        nights = self.nights(3)
        others = [
            e | {"op_id": op, "biz_id": f"{op}{e['biz_id']}", "biz_type": "01"}
            for e in nights
            for op in ("o2", "o3", "o4")
        ]
        made = found(*nights, *others)
        assert made.of("O03").empty and ("o1", "is_office_overtime") in made.explained_by("O03")

    def test_on_order_is_explained(self):
        made = found(*self.nights(3, work_order_no="W1"))
        assert made.of("O03").empty and ("o1", "is_night_order") in made.explained_by("O03")

    def test_a_service_account_works_at_night(self):
        assert found(*self.nights(9, op_id="o9")).of("O03").empty


class TestPace:
    def reviews(self, count, seconds):
        return [
            event(
                op_id="o3",
                action="2",
                biz_id=f"b{n}",
                ts=f"2026-03-10T{10 + n * seconds // 3600:02d}:{n * seconds // 60 % 60:02d}:{n * seconds % 60:02d}",
            )
            for n in range(count)
        ]

    def test_fifty_reviews_in_a_row_are_a_model_feature_only(self):
        made = found(*self.reviews(51, 6))
        assert levels(made, "O04") == {("o3", "M")}

    def test_at_an_ordinary_pace_or_too_few(self):
        assert found(*self.reviews(60, 90)).of("O04").empty
        assert found(*self.reviews(40, 6)).of("O04").empty


class TestLooks:
    def looks(self, count, **cells):
        start = date(2026, 3, 1)
        return [
            event(
                biz_type="16",
                action="5",
                person_id="p1",
                biz_id=f"k{n}",
                ts=f"{start + timedelta(days=n % 25)}T10:00:{n % 60:02d}",
                **cells,
            )
            for n in range(count)
        ]

    def test_two_hundred_looks_without_business_are_a_model_feature_only(self):
        assert levels(found(*self.looks(200)), "O11") == {("o1", "M")}

    def test_with_business_of_the_day_before_or_fewer(self):
        done = [
            event(biz_type="01", ts=f"2026-03-{n:02d}T16:00:00", biz_id=f"d{n}")
            for n in range(1, 26, 2)
        ]
        assert found(*self.looks(200), *done).of("O11").empty
        assert found(*self.looks(199)).of("O11").empty


class TestTerminals:
    def usual(self):
        return [
            event(biz_type="01", biz_id=f"r{n}", ts=f"2026-03-{n % 25 + 1:02d}T09:{n % 60:02d}:00")
            for n in range(120)
        ]

    STRANGE = [
        event(terminal_hash="away", biz_id=f"s{n}", ts=f"2026-02-0{n + 2}T10:00:00")
        for n in range(2)
    ]

    def test_two_acts_from_elsewhere_are_a_model_feature_only(self):
        assert levels(found(*self.usual(), *self.STRANGE), "O12") == {("o1", "M")}

    def test_beside_a_swapped_account_they_are_strong(self):
        made = found(*self.usual(), *self.STRANGE, *swapped(), pensions=paid_between())
        assert levels(made, "O12") == {("o1", "S")}

    def test_a_replaced_computer_is_used_from_then_on(self):
        fresh = [
            event(
                terminal_hash="new",
                biz_type="15",
                biz_id=f"n{n}",
                ts=f"2026-04-{n % 25 + 1:02d}T09:00:00",
            )
            for n in range(40)
        ]
        assert found(*self.usual(), *fresh).of("O12").empty
