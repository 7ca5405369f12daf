"""Benefit overlap: what goes on after a death, and which deaths are sure."""

import pytest

from contracts.tables.claim_header import ClaimHeader
from tests.drawn_tables import format_rows, repeat_monthly
from tests.scenarios.benefit_overlap.drawn import DEATH, STAY, death, found, paid_until, pension


class TestAfterDeath:
    def test_the_month_of_death_is_due(self):
        made = found("X01 X03", paid_until("2026-01"), deaths=[death()])
        assert made.of("X01").empty and made.explained.empty

    def test_three_months_are_a_lead_with_their_money(self):
        row = found("X01 X03", paid_until("2026-04"), deaths=[death()]).of("X01").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 3.0, 9000.0)
        assert "3个月" in row.reason_zh and str(row.period_from)[:7] == "2026-02"

    @pytest.mark.parametrize("last", ["2026-02", "2026-03"])
    def test_one_or_two_months_are_on_the_lag_list(self, last):
        made = found("X01 X03", paid_until(last), deaths=[death()])
        assert made.of("X01").empty and made.explained_ids() == {("X01", "p1", "is_short_lag")}

    def test_two_months_with_a_check_after_death_are_a_lead(self):
        made = found(
            "X01 X03",
            paid_until("2026-03"),
            deaths=[death()],
            checks=["p1 | 2026-03-05T10:00:00 | 5"],
        )
        assert made.ids() == {("X01", "p1", "H"), ("X03", "p1", "H")}

    def test_what_was_paid_back_does_not_count(self):
        late = pension(first="2026-02", last="2026-06", reversed="1")
        assert found("X01 X03", paid_until("2026-01"), late, deaths=[death()]).of("X01").empty

    def test_arrears_paid_to_the_heirs_are_due(self):
        arrears = pension(first="2026-04", last="2026-04", kind="2", back="3")
        assert found("X01 X03", paid_until("2026-01"), arrears, deaths=[death()]).of("X01").empty

    def test_nothing_dated_later_matters(self):
        assert (
            found("X01 X03", paid_until("2026-06"), deaths=[death()], as_of="2026-06-19")
            .of("X01")
            .empty
        )
        assert (
            found("X01 X03", paid_until("2026-06"), deaths=[death()], as_of="2026-06-20")
            .of("X01")
            .iloc[0]
            .value
            == 5
        )

    def test_registered_in_another_province_seventy_days_later_and_stopped_at_once(self):
        made = found("X01 X03", paid_until("2026-04"), deaths=[death("2026-01-31", "2026-04-11")])
        assert made.of("X01").empty and ("X01", "p1", "is_late_notice") in made.explained_ids()

    @pytest.mark.parametrize(
        ("received", "last"), [("2026-05-10", "2026-04"), ("2026-02-20", "2026-04")]
    )
    def test_a_notice_after_ninety_days_or_a_late_stop_explains_nothing(self, received, last):
        made = found("X01 X03", paid_until(last), deaths=[death("2026-01-31", received)])
        assert ("X01", "p1", "H") in made.ids()

    def test_a_late_notice_with_a_check_after_death_is_a_lead(self):
        made = found(
            "X01 X03",
            paid_until("2026-04"),
            deaths=[death("2026-01-31", "2026-04-11")],
            checks=["p1 | 2026-03-05T10:00:00 | 1"],
        )
        assert ("X01", "p1", "H") in made.ids()

    def test_a_disability_allowance_counts_too(self):
        allowances = repeat_monthly(
            "m{month} | c1 | p1 | 8 | {month} | 2800.00 | {month}-20 | 0", "2026-01", "2026-05"
        )
        header = "payment_id | case_id | person_id | item | benefit_month | amount | paid_date | reversed"
        made = found(
            "X01 X03",
            paid_until("2026-01"),
            deaths=[death()],
            injuries=f"{header}\n{allowances}",
            cases="case_id | person_id | employer_id\nc1 | p1 | e1",
        )
        assert float(made.of("X01").iloc[0].amount_involved) == 11_200.0


class TestSourcesOfDeath:
    """X02: a weak or disputed death is on hold, with its reason."""

    @pytest.mark.parametrize(
        "record",
        [
            death(source="2"),  # the household register is cancelled for emigrants too
            death(source="5"),
            death(source="6"),
            death(source="1", confidence="2"),  # the twin brother: name and birth date alone
        ],
    )
    def test_one_weak_source_is_on_hold(self, record):
        made = found(
            "X01 X03 X04",
            pension(),
            deaths=[record],
            checks=["p1 | 2026-03-05T10:00:00 | 1"],
            claims=format_rows(
                STAY,
                {"med_type": "41", "service_time": "2026-03-01T09:00:00", "invoice_no_hash": "-"},
            ),
        )
        assert made.findings.empty
        assert {
            ("X01", "p1", "is_weak_death"),
            ("X03", "p1", "is_weak_death"),
        } <= made.explained_ids()

    def test_two_weak_sources_hold_each_other_up(self):
        records = [death(source="2"), death(source="5", number="d2")]
        assert ("X01", "p1", "H") in found("X01 X03 X04", pension(), deaths=records).ids()

    @pytest.mark.parametrize(("other", "held"), [("2025-12-20", False), ("2025-12-19", True)])
    def test_sources_that_lie_more_than_31_days_apart(self, other, held):
        records = [death("2026-01-20"), death(other, number="d2", source="3")]
        made = found("X01 X03 X04", pension(), deaths=records)
        assert (("X01", "p1", "is_death_disputed") in made.explained_ids()) == held
        assert (("X01", "p1", "H") in made.ids()) != held

    def test_what_may_be_due_by_the_later_date_is_not_counted(self):
        records = [death("2026-01-30"), death("2026-02-02", number="d2", source="3")]
        assert found("X01 X03 X04", pension(), deaths=records).of("X01").iloc[0].value == 4

    def test_a_doubtful_match_is_no_death(self):
        assert found("X01 X03 X04", pension(), deaths=[death(confidence="3")]).explained.empty


class TestChecksAfterDeath:
    def test_a_check_by_face_without_money_is_strong(self):
        made = found(
            "X03", paid_until("2026-01"), deaths=[death()], checks=["p1 | 2026-02-05T10:00:00 | 1"]
        )
        assert made.ids() == {("X03", "p1", "S")}

    def test_on_the_day_of_death_is_before_it(self):
        made = found(
            "X03", paid_until("2026-01"), deaths=[death()], checks=["p1 | 2026-01-20T18:00:00 | 1"]
        )
        assert made.of("X03").empty

    def test_the_widower_uses_her_card_and_data_match(self):
        made = found(
            "X03", paid_until("2026-01"), deaths=[death()], checks=["p1 | 2026-02-05T10:00:00 | 2"]
        )
        assert made.of("X03").empty and ("X03", "p1", "is_data_match_only") in made.explained_ids()


class TestCardAfterDeath:
    BOUGHT = format_rows(
        STAY, {"med_type": "41", "service_time": "2026-03-01T09:00:00", "invoice_no_hash": "-"}
    )

    def test_with_a_pension_that_goes_on_it_is_high_and_its_money_counted_at_p10(self):
        row = (
            found("X04", paid_until("2026-04"), deaths=[death()], claims=self.BOUGHT)
            .of("X04")
            .iloc[0]
        )
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 1.0, 0.0)

    def test_alone_it_is_the_medical_authority_s_case(self):
        assert (
            found("X04", paid_until("2026-01"), deaths=[death()], claims=self.BOUGHT)
            .of("X04")
            .empty
        )

    def test_bought_before_and_settled_after(self):
        early = format_rows(
            STAY, {"med_type": "41", "service_time": "2026-01-20T09:00:00", "invoice_no_hash": "-"}
        )
        assert found("X04", paid_until("2026-04"), deaths=[death()], claims=early).of("X04").empty


class TestDistricts:
    def test_the_median_time_to_stop_is_a_management_figure(self):
        row = found("X16", paid_until("2026-04"), deaths=[death()]).of("X16").iloc[0]
        assert (row.level, row.value) == ("M", 82.0)

    def test_prompt_stops_are_below_it(self):
        assert found("X16", paid_until("2026-01"), deaths=[death()]).of("X16").empty


class TestLifeAfterAWeakDeath:
    """One weak source is doubtful while there are signs of life, and a lead where there are none."""

    OWN, OTHERS = "00000000000000a1", "00000000000000b2"
    PERSONS = "person_id | sex | birth_date | id_hash | hukou_district\np1 | 1 | 1950-03-01 | 00000000000000a1 | 330203"
    SOMEBODY = {"setl_id": "other", "person_id": "p1", "service_time": "2020-01-01T09:00:00"}

    def visits(self, *days, **more):
        rows = [
            {"setl_id": f"v{n}", "med_type": "11", "invoice_no_hash": "-"}
            | {"service_time": f"{day}T09:00:00", "settle_time": f"{day}T09:30:00"}
            | more
            for n, day in enumerate(days)
        ]
        return format_rows(STAY | {"collector_hash": "-", "is_online": "0"}, self.SOMEBODY, *rows)

    def told(
        self, source, confidence, identity, day, last, *, visits=(), checks=(), ask="X01", **more
    ):
        record = f"d1 | p1 | {source} | {day} | 2026-06-20 | {confidence} | {identity}"
        return found(
            ask,
            pension(first="2023-01", last=last),
            people=self.PERSONS,
            death_header=f"{DEATH} | id_hash",
            deaths=[record],
            checks=[f"p1 | {check}" for check in checks],
            claims=self.visits(*visits, **more),
        )

    YEAR_BEFORE = [f"2024-{m:02d}-10" for m in (5, 7, 8, 9, 11, 12)]

    def test_a_village_reports_and_nobody_has_seen_him_since(self):
        made = self.told("5", "2", self.OWN, "2025-03-28", "2026-02", visits=self.YEAR_BEFORE)
        assert made.ids() == {("X01", "p1", "S")}

    def test_cancelled_by_the_police_and_checked_at_a_counter_since(self):
        checks = [f"{day}T10:00:00 | 4" for day in ("2024-05-05", "2025-05-05", "2026-01-05")]
        made = self.told("2", "1", self.OWN, "2023-11-28", "2026-02", checks=checks, ask="X01 X03")
        assert made.ids() == {("X01", "p1", "H"), ("X03", "p1", "H")}

    def test_a_check_at_a_counter_raises_a_village_s_report(self):
        made = self.told(
            "5", "2", self.OWN, "2025-03-28", "2026-02", checks=["2025-09-05T10:00:00 | 4"]
        )
        assert made.ids() == {("X01", "p1", "H")}

    @pytest.mark.parametrize(
        ("source", "confidence", "identity", "day", "visits", "check"),
        [
            ("3", "2", OTHERS, "2025-10-10", [f"2026-0{m}-11" for m in range(1, 7)], "2026-06-14"),
            ("2", "3", OWN, "2026-01-13", [f"2026-0{m}-11" for m in range(2, 7)], "2026-03-14"),
            ("3", "2", OTHERS, "2025-10-10", [], "2024-03-14"),
            ("5", "1", OWN, "2024-10-10", ["2025-05-05"], "2024-03-14"),
        ],
    )
    def test_who_is_seen_or_is_somebody_else_is_on_hold(
        self, source, confidence, identity, day, visits, check
    ):
        made = self.told(
            source,
            confidence,
            identity,
            day,
            "2026-06",
            visits=visits,
            checks=[f"{check}T10:00:00 | 1"],
        )
        assert made.findings.empty and made.explained_ids() == {("X01", "p1", "is_weak_death")}

    @pytest.mark.parametrize(
        ("visits", "check", "med_type", "is_on_hold"),
        [
            (["2025-12-11"], "2026-03-14T10:00:00 | 1", "11", True),
            (["2025-12-11"], "2026-03-14T10:00:00 | 1", "41", False),  # a card buys for anybody
            (["2025-12-11"], "2026-03-14T10:00:00 | 4", "11", False),  # somebody at a counter
            ([], "2026-03-14T10:00:00 | 1", "11", False),
            (["2025-10-20"], "2025-10-25T10:00:00 | 1", "11", False),  # within the month
        ],
    )
    def test_one_cremation_on_file_of_who_is_seen_and_treated_since_is_on_hold(
        self, visits, check, med_type, is_on_hold
    ):
        told = {"visits": visits, "checks": [check], "med_type": med_type}
        made = self.told("3", "1", self.OWN, "2025-10-10", "2026-06", **told)
        on_hold = ("X01", "p1", "is_weak_death") in made.explained_ids()
        assert on_hold == is_on_hold and made.findings.empty == is_on_hold

    def test_what_a_collector_fetched_is_no_sign_of_life(self):
        bought = {"med_type": "41", "collector_hash": "00000000000000c3"}
        made = self.told(
            "2", "1", self.OWN, "2025-03-28", "2026-02", visits=["2026-05-05"], **bought
        )
        assert made.ids() == {("X01", "p1", "H")}

    def test_a_visit_within_the_month_is_an_error_of_the_date(self):
        made = self.told("2", "1", self.OWN, "2025-03-28", "2026-02", visits=["2025-04-05"])
        assert made.ids() == {("X01", "p1", "H")}

    @pytest.mark.parametrize(("visits", "hit"), [(YEAR_BEFORE, True), (YEAR_BEFORE[:1], False)])
    def test_an_unknown_identity_is_a_lead_where_usual_signs_are_missed(self, visits, hit):
        made = self.told("5", "2", "-", "2025-03-28", "2026-02", visits=visits)
        assert (made.ids() == {("X01", "p1", "S")}) == hit

    def test_signs_that_were_not_supplied_are_not_missed(self):
        made = found("X01", pension(), deaths=[death(source="2")], without=(ClaimHeader,))
        assert made.findings.empty and made.explained_ids() == {("X01", "p1", "is_weak_death")}

    def test_a_dependant_whose_death_is_weak_may_live(self):
        header = "payment_id | case_id | person_id | dependant_person_id | item | benefit_month | amount | paid_date | reversed"
        row = "m{month} | c1 | p1 | p2 | 11 | {month} | 1500.00 | {month}-18 | 0"
        made = found(
            "X09",
            pension("p3"),
            deaths=[death(person="p2", source="5", confidence="2")],
            injuries=f"{header}\n{repeat_monthly(row, '2025-11', '2026-06')}",
            cases="case_id | person_id | employer_id\nc1 | p1 | e1",
        )
        assert made.of("X09").empty


class TestDatesOfDeath:
    @pytest.mark.parametrize(
        ("dates", "months"),
        [
            ((("1", "2026-01-30"), ("3", "2026-01-30"), ("5", "2026-02-02")), 5),
            ((("1", "2026-01-30"), ("3", "2026-02-02"), ("5", "2026-01-30")), 4),
            ((("2", "2026-01-30"), ("5", "2026-02-02")), 4),
        ],
    )
    def test_the_agreed_date_or_the_latest_of_the_certain_sources_decides(self, dates, months):
        records = [death(day, source=s, number=f"d{s}") for s, day in dates]
        assert found("X01", pension(), deaths=records).of("X01").iloc[0].value == months
