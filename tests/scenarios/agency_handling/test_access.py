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

    def test_by_day_when_the_office_is_closed(self):
        staff = ACCOUNTS + "\n".join(
            f"s{n} | hs{n} | homes{n} | bank-s{n} | 330203 | 1 | 2019-01-01 | - | 0"
            for n in range(8)
        )
        weekday = [
            event(op_id=f"s{n}", biz_type="01", ts="2026-03-10T10:00:00", biz_id=f"r{n}")
            for n in range(8)
        ]
        sunday = [event(ts=f"2026-03-15T1{n}:00:00", biz_id=f"b{n}") for n in range(3)]
        assert levels(found(*weekday, *sunday, accounts=staff), "O03") == {("o1", "S")}
        monday = [e | {"ts": e["ts"].replace("03-15", "03-10")} for e in sunday]
        assert found(*weekday, *monday, accounts=staff).of("O03").empty

    def agency(self, day, count):
        """Routine of that many colleagues in other districts on a day."""
        return [
            event(op_id=f"a{n}", biz_type="01", biz_id=f"a{n}-{day}", ts=f"{day}T10:00:00")
            for n in range(count)
        ]

    def acts(self, day, count, time="10"):
        return [
            event(biz_id=f"{day}-{n}", ts=f"{day}T{time}:{n:02d}:00", amount="900.00")
            for n in range(count)
        ]

    STAFF = ACCOUNTS + "\n".join(
        f"a{n} | ha{n} | homea{n} | bank-a{n} | 330204 | 1 | 2019-01-01 | - | 0" for n in range(300)
    )

    @pytest.mark.parametrize(
        ("acts", "hit"),
        [
            ([("2025-06-20", 5)], None),  # a Friday with one of six in the office: 240 elsewhere
            ([("2025-06-21", 4)], 4.0),  # a Saturday
            ([("2025-10-02", 3)], 3.0),  # a public holiday
            ([("2025-06-24", 3, "22")], 3.0),  # a Tuesday night
            ([("2025-06-20", 5), ("2025-06-21", 4), ("2025-06-24", 3, "22")], 7.0),
            ([("2025-09-28", 5)], None),  # a Sunday worked in exchange for the holiday
        ],
    )
    def test_closed_is_what_the_whole_agency_is(self, acts, hit):
        others = [
            e
            for day, count in (
                ("2025-06-20", 239),
                ("2025-06-21", 2),
                ("2025-10-02", 1),
                ("2025-09-28", 200),
            )
            for e in self.agency(day, count)
        ]
        mine = [e for each in acts for e in self.acts(*each)]
        rows = found(*others, *mine, accounts=self.STAFF).of("O03").itertuples()
        assert [r.value for r in rows] == ([hit] if hit else [])

    def test_a_weekend_on_which_all_work_is_a_day_of_work(self):
        usual = [e for day in ("2025-06-19", "2025-06-20") for e in self.agency(day, 200)]
        busy = self.agency("2025-06-21", 150)
        made = found(*usual, *busy, *self.acts("2025-06-21", 4), accounts=self.STAFF)
        assert made.of("O03").empty

    def test_a_working_day_on_which_the_whole_agency_is_quiet(self):
        days = ("2025-06-17", "2025-06-18", "2025-06-19")
        usual = [e for day in days for e in self.agency(day, 200)]
        quiet = [*self.agency("2025-06-20", 5), *self.acts("2025-06-20", 4)]
        assert levels(found(*usual, *quiet, accounts=self.STAFF), "O03") == {("o1", "S")}

    def test_a_small_agency_is_never_found_quiet(self):
        days = ("2025-06-17", "2025-06-18", "2025-06-19")
        usual = [e for day in days for e in self.agency(day, 9)]
        made = found(*usual, *self.acts("2025-06-20", 4), accounts=self.STAFF)
        assert made.of("O03").empty

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
