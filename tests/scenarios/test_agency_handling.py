"""Every indicator of conduct inside the agency on drawn tables, each beside what looks like it and is none."""

from datetime import date, timedelta

import pytest

from contracts.tables.custody_record import CustodyRecord
from contracts.tables.death_record import DeathRecord
from contracts.tables.employer import Employer
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.operator_account import OperatorAccount
from contracts.tables.operator_log import OperatorLog
from contracts.tables.pension_approval import PensionApproval
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from contracts.tables.qualification_check import QualificationCheck
from contracts.tables.whitelist import Whitelist
from scenarios.agency_handling import SCENARIO
from tests.drawn import monthly
from tests.night_in_small import find, only_with

ACCOUNTS = """
op_id | person_id_hash | household_hash | bank_hash | district | post | active_from | active_to  | is_service_account
o1    | h1             | home1          | bank-o1   | 330203   | 1    | 2019-01-01  | -          | 0
o2    | h2             | home2          | bank-o2   | 330203   | 1    | 2019-01-01  | -          | 0
o3    | h3             | home3          | bank-o3   | 330203   | 2    | 2019-01-01  | -          | 0
o4    | h4             | home4          | bank-o4   | 330203   | 1    | 2019-01-01  | 2026-02-27 | 0
o9    | -              | -              | -         | 330203   | 5    | 2019-01-01  | -          | 1
"""
PERSONS = """
person_id | id_hash | household_hash | birth_date
p1        | i1      | house1         | 1950-01-01
p2        | i2      | house2         | 1950-01-01
p3        | i3      | house3         | 1950-01-01
p4        | i4      | house4         | 1950-01-01
wife      | i5      | house1         | 1952-01-01
self      | h1      | home1          | 1964-03-01
child     | i6      | home1          | 1990-03-01
"""
EVENT = {
    "op_id": "o1",
    "ts": "2026-03-10T10:00:00",
    "biz_type": "15",
    "biz_id": "b1",
    "person_id": "p1",
    "action": "1",
    "field_changed": "-",
    "amount": "-",
    "work_order_no": "-",
    "warning_code": "-",
    "terminal_hash": "desk",
}
PENSION = "person_id | insurance_type | benefit_month | kind | seq | amount | paid_date | bank_hash | reversed | backpay_months"


def event(**cells):
    return EVENT | cells


def log(*events):
    rows = [{"log_id": f"l{n:04d}"} | e for n, e in enumerate(events)]
    return "\n".join([" | ".join(["log_id", *EVENT]), *(" | ".join(r.values()) for r in rows)])


class Night:
    """Drawn tables to which one indicator at a time is put."""

    def __init__(self, tables):
        self.tables, self.asked = tables, {}

    def of(self, indicator_id):
        return self._found(indicator_id).of(indicator_id)

    def explained_by(self, indicator_id):
        return {(r.subject_id, r.exclusion) for r in self._found(indicator_id).explained.itertuples()}

    def _found(self, indicator_id):
        if indicator_id not in self.asked:
            self.asked[indicator_id] = find(only_with(SCENARIO, indicator_id), self.tables)
        return self.asked[indicator_id]


def tables_of(*events, pensions="", checks="", more=None, accounts=ACCOUNTS):
    """Every table that the scenario needs, empty or not."""
    checked = ["person_id | check_time | method | op_id | place", *checks.strip().splitlines()]
    return {
        OperatorAccount: accounts,
        OperatorLog: log(*events),
        Person: PERSONS,
        PensionPayment: "\n".join([PENSION, *pensions.strip().splitlines()]),
        Employer: "employer_id | bank_hash\ne1 | bank-home",
        InjuryCase: "case_id",
        InjuryPayment: "payment_id",
        QualificationCheck: "\n".join(checked),
    } | (more or {})


def found(*events, **tables):
    return Night(tables_of(*events, **tables))


def pension(person, first, last, bank, *, amount="3000.00", reversed="0"):
    row = f"{person} | 110 | {{month}} | 1 | 1 | {amount} | {{month}}-12 | {bank} | {reversed} | -"
    return monthly(row, first, last)


def back_pay(person, month, months, *, amount="30000.00", day="25", bank="own"):
    return f"{person} | 110 | {month} | 2 | 2 | {amount} | {month}-{day} | {bank} | 0 | {months}"


def levels(made, indicator):
    return {(r.subject_id, r.level) for r in made.of(indicator).itertuples()}


class TestWhole:
    def test_ordinary_business_in_three_hands_is_no_hit(self):
        review = event(op_id="o3", action="2", ts="2026-03-10T11:00:00")
        approval = event(op_id="o2", action="3", ts="2026-03-11T11:00:00")
        made = find(SCENARIO, tables_of(event(), review, approval))
        assert made.findings.empty and made.explained.empty

    def test_findings_are_restricted_and_concern_operators(self):
        assert SCENARIO.is_restricted and {p.subject_kind for p in SCENARIO.populations} == {"operator"}

    def test_without_a_log_nothing_is_computed(self):
        tables = tables_of(event())
        made = find(SCENARIO, {t: rows for t, rows in tables.items() if t is not OperatorLog})
        assert made.not_computed["O01"] == ["operator_log"]
        assert len(made.not_computed) == len(SCENARIO.indicators)

    def test_without_pensions_what_needs_them_is_not_computed_and_the_rest_is(self):
        tables = tables_of(event(), event(action="2", ts="2026-03-10T11:00:00"))
        made = find(SCENARIO, {t: rows for t, rows in tables.items() if t is not PensionPayment})
        assert {"O05", "O06", "O07", "O08", "O09"} <= set(made.not_computed)
        assert ("O01", "o1", "H") in made.ids()

    def test_what_is_dated_after_the_night_does_not_count(self):
        tables = tables_of(event(ts="2026-07-01T10:00:00"), event(ts="2026-07-01T11:00:00", action="2"))
        assert find(SCENARIO, tables).findings.empty


class TestOneHand:
    REVIEW = event(action="2", ts="2026-03-10T11:00:00", amount="4000.00")

    def test_accepted_and_reviewed_by_one_account(self):
        row = found(event(), self.REVIEW).of("O01").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 1.0, 4000.0)

    def test_edited_and_approved_by_one_account(self):
        assert levels(found(event(action="6"), self.REVIEW | {"action": "3"}), "O01") == {("o1", "H")}

    def test_a_second_person_another_piece_or_business_of_low_risk(self):
        assert found(event(), self.REVIEW | {"op_id": "o3"}).of("O01").empty
        assert found(event(), self.REVIEW | {"biz_id": "b2"}).of("O01").empty
        assert found(event(biz_type="01"), self.REVIEW | {"biz_type": "01"}).of("O01").empty

    def test_an_emergency_authorisation_is_explained(self):
        made = found(event(), self.REVIEW | {"work_order_no": "W1"})
        assert made.of("O01").empty and ("o1", "is_authorised") in made.explained_by("O01")

    def test_an_authorised_piece_does_not_explain_another(self):
        other = {"biz_id": "b2"}
        made = found(event(), self.REVIEW | {"work_order_no": "W1"}, event(**other), self.REVIEW | other)
        assert made.of("O01").iloc[0].value == 1.0

    def test_the_step_of_a_service_account_is_explained(self):
        made = found(event(op_id="o9"), self.REVIEW | {"op_id": "o9"})
        assert made.of("O01").empty and ("o9", "is_system_step") in made.explained_by("O01")


class TestOwnBusiness:
    def test_ones_own_is_high(self):
        assert levels(found(event(person_id="self")), "O02") == {("o1", "H")}

    def test_that_of_the_household_is_strong(self):
        row = found(event(person_id="child", amount="5000.00")).of("O02").iloc[0]
        assert (row.level, float(row.amount_involved)) == ("S", 5000.0)

    def test_a_pension_into_ones_own_account(self):
        paid = (
            pension("p1", "2025-09", "2026-02", "other")
            + "\n"
            + pension("p1", "2026-04", "2026-06", "bank-o1")
        )
        row = (
            found(event(biz_type="05", action="6", field_changed="bank_account"), pensions=paid)
            .of("O02")
            .iloc[0]
        )
        assert (row.level, float(row.amount_involved)) == ("S", 9000.0)

    def test_own_pension_handled_by_a_colleague(self):
        own = event(op_id="o2", person_id="self", biz_type="09")
        assert found(own, own | {"op_id": "o3", "action": "2"}).of("O02").empty

    def test_a_look_or_the_roster_is_no_business_of_high_risk(self):
        assert found(event(person_id="self", biz_type="16", action="5")).of("O02").empty

    def test_with_leave_to_handle_it_is_explained(self):
        made = found(event(person_id="child", work_order_no="W1"))
        assert made.of("O02").empty and ("o1", "is_avoidance_waived") in made.explained_by("O02")


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
            f"s{n} | hs{n} | homes{n} | bank-s{n} | 330203 | 1 | 2019-01-01 | - | 0" for n in range(8)
        )
        weekday = [
            event(op_id=f"s{n}", biz_type="01", ts="2026-03-10T10:00:00", biz_id=f"r{n}") for n in range(8)
        ]
        sunday = [event(ts=f"2026-03-15T1{n}:00:00", biz_id=f"b{n}") for n in range(3)]
        assert levels(found(*weekday, *sunday, accounts=staff), "O03") == {("o1", "S")}
        monday = [e | {"ts": e["ts"].replace("03-15", "03-10")} for e in sunday]
        assert found(*weekday, *monday, accounts=staff).of("O03").empty

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


class TestSwappedAccount:
    def edits(self, first="2026-02-05", second="2026-02-20", **cells):
        fields = {"biz_type": "05", "action": "6", "field_changed": "bank_account"} | cells
        return [
            event(ts=f"{first}T10:00:00", biz_id="b1", **fields),
            event(ts=f"{second}T10:00:00", biz_id="b2", **fields),
        ]

    def paid(self, between="mule", after="own", **more):
        return "\n".join(
            [
                pension("p1", "2025-08", "2026-01", "own"),
                pension("p1", "2026-02", "2026-02", between, **more),
                pension("p1", "2026-03", "2026-06", after),
            ]
        )

    def test_changed_paid_and_changed_back(self):
        row = found(*self.edits(), pensions=self.paid()).of("O05").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("S", 1.0, 3000.0)

    def test_the_first_of_two_hands_is_asked(self):
        first, second = self.edits()
        made = found(first, second | {"op_id": "o2"}, pensions=self.paid())
        assert levels(made, "O05") == {("o1", "S")}

    def test_changed_for_good_or_changed_back_before_the_payday(self):
        assert found(self.edits()[0], pensions=self.paid(after="mule")).of("O05").empty
        assert found(*self.edits(second="2026-02-09"), pensions=self.paid(between="own")).of("O05").empty

    def test_sixty_days_and_sixty_one(self):
        assert len(found(*self.edits(second="2026-04-06"), pensions=self.paid_until("2026-04")).of("O05"))
        assert found(*self.edits(second="2026-04-07"), pensions=self.paid_until("2026-04")).of("O05").empty

    def paid_until(self, back):
        return "\n".join(
            [
                pension("p1", "2025-08", "2026-01", "own"),
                pension("p1", "2026-02", "2026-03", "mule"),
                pension("p1", back, "2026-06", "own"),
            ]
        )

    def test_money_that_the_bank_returned_is_explained(self):
        made = found(*self.edits(), pensions=self.paid(reversed="1"))
        assert made.of("O05").empty and ("o1", "is_money_returned") in made.explained_by("O05")

    def test_the_wifes_account_is_explained(self):
        paid = self.paid(between="hers") + "\n" + pension("wife", "2025-08", "2026-06", "hers")
        made = found(*self.edits(), pensions=paid)
        assert made.of("O05").empty and ("o1", "is_family_account") in made.explained_by("O05")

    def test_a_correction_to_a_third_account_is_explained(self):
        made = found(*self.edits(), pensions=self.paid(after="third"))
        assert made.of("O05").empty and ("o1", "is_corrected_account") in made.explained_by("O05")

    def test_to_a_third_account_from_one_that_serves_others_it_stands(self):
        paid = self.paid(after="third") + "\n" + pension("p2", "2025-08", "2026-06", "mule")
        assert levels(found(*self.edits(), pensions=paid), "O05") == {("o1", "S")}


class TestOneAccount:
    def moved(self, *persons, op="o1"):
        fields = {"biz_type": "05", "action": "6", "field_changed": "bank_account", "op_id": op}
        return [
            event(person_id=p, ts=f"2025-12-0{n + 1}T10:00:00", biz_id=f"b{p}", **fields)
            for n, p in enumerate(persons)
        ]

    def paid(self, persons, bank="pool"):
        parts = [
            pension(p, "2025-07", "2025-11", f"own-{p}") + "\n" + pension(p, "2025-12", "2026-06", bank)
            for p in persons
        ]
        return "\n".join(parts)

    def test_three_households_led_into_one_account(self):
        row = found(*self.moved("p1", "p2", "p3"), pensions=self.paid(["p1", "p2", "p3"])).of("O06").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("S", 3.0, 63_000.0)

    def test_two_households_or_a_couple_and_one_more(self):
        assert found(*self.moved("p1", "p2"), pensions=self.paid(["p1", "p2"])).of("O06").empty
        persons = ["p1", "wife", "p2"]
        assert found(*self.moved(*persons), pensions=self.paid(persons)).of("O06").empty

    def test_one_who_led_a_single_person_there_is_not_asked(self):
        acts = [*self.moved("p1", "p2"), *self.moved("p3", op="o2")]
        assert levels(found(*acts, pensions=self.paid(["p1", "p2", "p3"])), "O06") == {("o1", "S")}

    def test_the_account_of_a_home_is_explained(self):
        made = found(*self.moved("p1", "p2", "p3"), pensions=self.paid(["p1", "p2", "p3"], bank="bank-home"))
        assert made.of("O06").empty and ("o1", "is_unit_account") in made.explained_by("O06")

    def test_an_account_on_the_white_list_is_explained(self):
        listed = (
            "subject_kind | subject_id | rule_id | valid_from | valid_to\nbank | pool | O06 | 2020-01-01 | -"
        )
        made = found(
            *self.moved("p1", "p2", "p3"), pensions=self.paid(["p1", "p2", "p3"]), more={Whitelist: listed}
        )
        assert made.of("O06").empty and ("o1", "is_approved_account") in made.explained_by("O06")

    def injuries(self, payee, bank):
        head = "payment_id | case_id | person_id | payee_kind | item | amount | paid_date | bank_hash | reversed | op_id"
        rows = [
            f"m{n} | c{n} | p{n} | {payee} | 1 | 8000.00 | 2026-02-0{n} | {bank} | 0 | o1" for n in (1, 2, 3)
        ]
        return {InjuryPayment: "\n".join([head, *rows])}

    def test_injury_money_of_three_workers_into_one_account(self):
        assert levels(found(event(), more=self.injuries("1", "pool")), "O06") == {("o1", "S")}

    def test_an_employer_who_advanced_the_bills_is_repaid(self):
        assert found(event(), more=self.injuries("2", "bank-e1")).of("O06").empty


class TestDoubleEdit:
    def edit(self, field, day="2026-01-10", **cells):
        return event(
            biz_type="03", action="6", field_changed=field, ts=f"{day}T10:00:00", biz_id=f"b-{field}", **cells
        )

    def test_name_and_number_within_ninety_days(self):
        paid = pension("p1", "2026-02", "2026-06", "own")
        row = found(self.edit("name"), self.edit("id_no", "2026-01-12"), pensions=paid).of("O07").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("S", 1.0, 15_000.0)

    @pytest.mark.parametrize(("day", "hit"), [("2026-04-10", True), ("2026-04-11", False)])
    def test_ninety_days_and_ninety_one(self, day, hit):
        assert len(found(self.edit("name"), self.edit("id_no", day)).of("O07")) == hit

    def test_a_change_and_a_merge(self):
        merge = event(biz_type="04", action="1", ts="2026-01-20T10:00:00", biz_id="bm")
        assert levels(found(self.edit("id_no"), merge), "O07") == {("o1", "S")}

    def test_in_two_hands_both_are_asked(self):
        made = found(self.edit("name"), self.edit("id_no", "2026-02-12", op_id="o2"))
        assert levels(made, "O07") == {("o1", "S"), ("o2", "S")}

    def test_the_number_alone_as_in_the_upgrade_to_eighteen_digits(self):
        assert found(self.edit("id_no")).of("O07").empty

    def test_confirmed_by_the_police_for_that_person_is_explained(self):
        made = found(self.edit("name", work_order_no="W1"), self.edit("id_no", work_order_no="W1"))
        assert made.of("O07").empty and ("o1", "is_police_confirmed") in made.explained_by("O07")

    def test_an_order_that_serves_several_persons_confirms_none(self):
        other = self.edit("name", person_id="p2", work_order_no="W1")
        made = found(self.edit("name", work_order_no="W1"), self.edit("id_no", work_order_no="W1"), other)
        assert levels(made, "O07") == {("o1", "S")}


class TestBackPay:
    RESUME = event(biz_type="12", action="6", field_changed="benefit_status", ts="2026-03-05T10:00:00")
    TAKEN = event(biz_type="11", ts="2026-03-10T10:00:00", biz_id="b2")
    DEATH = "death_record_id | person_id | death_date | received_date | confidence\nd1 | p1 | 2025-05-01 | 2025-05-20 | {}"

    def others(self):
        return (
            "\n".join(pension(p, "2026-03", "2026-03", f"own-{p}") for p in ("p2", "p3", "p4"))
            + "\n"
            + "\n".join(
                f"q{n} | 110 | 2026-03 | 1 | 1 | 900.00 | 2026-03-12 | q{n} | 0 | -" for n in range(20)
            )
        )

    def paid(self, months=4):
        return back_pay("p1", "2026-03", months) + "\n" + self.others()

    def test_resumed_and_paid_back_with_nobody_seen(self):
        row = found(self.RESUME, pensions=self.paid()).of("O08").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("S", 30_000.0, 30_000.0)

    def test_to_one_who_is_recorded_as_dead_it_is_high(self):
        made = found(self.RESUME, pensions=self.paid(), more={DeathRecord: self.DEATH.format(1)})
        assert levels(made, "O08") == {("o1", "H")}

    def test_after_two_months_it_is_no_longer_the_same_business(self):
        early = self.RESUME | {"ts": "2026-01-20T10:00:00"}
        assert found(early, pensions=self.paid()).of("O08").empty

    @pytest.mark.parametrize(("method", "checker"), [("1", "-"), ("3", "o2"), ("4", "o2")])
    def test_seen_by_face_or_by_a_colleague_is_explained(self, method, checker):
        made = found(
            self.RESUME, pensions=self.paid(), checks=f"p1 | 2026-03-03T09:00:00 | {method} | {checker} | -"
        )
        assert made.of("O08").empty and ("o1", "is_proved_alive") in made.explained_by("O08")

    @pytest.mark.parametrize("method", ["4", "5"])
    def test_seen_by_oneself_alone_it_stands(self, method):
        made = found(
            self.RESUME, pensions=self.paid(), checks=f"p1 | 2026-03-03T09:00:00 | {method} | o1 | -"
        )
        assert levels(made, "O08") == {("o1", "S")}

    def test_a_released_prisoner_is_explained(self):
        custody = "person_id | from_date | to_date\np1 | 2024-01-01 | 2026-01-10"
        made = found(self.RESUME, pensions=self.paid(), more={CustodyRecord: custody})
        assert made.of("O08").empty and ("o1", "is_released") in made.explained_by("O08")

    def test_a_wrong_match_of_a_death_is_explained(self):
        made = found(self.RESUME, pensions=self.paid(), more={DeathRecord: self.DEATH.format(3)})
        assert made.of("O08").empty and ("o1", "is_wrong_match") in made.explained_by("O08")

    @pytest.mark.parametrize(("months", "hit"), [(12, True), (11, False)])
    def test_twelve_months_and_eleven(self, months, hit):
        assert len(found(self.TAKEN, pensions=self.paid(months)).of("O09")) == hit

    def test_in_two_parts_within_a_year(self):
        earlier = self.TAKEN | {"ts": "2025-10-10T10:00:00", "biz_id": "b3"}
        paid = self.paid(7) + "\n" + back_pay("p1", "2025-10", 7)
        row = found(self.TAKEN, earlier, pensions=paid + self.drawing("2025-10")).of("O09").iloc[0]
        assert (row.value, float(row.amount_involved)) == (14.0, 60_000.0)

    def drawing(self, month):
        return "\n" + "\n".join(
            f"q{n} | 110 | {month} | 1 | 1 | 900.00 | {month}-12 | q{n} | 0 | -" for n in range(20)
        )

    def test_a_policy_paid_to_all_on_one_day_is_explained(self):
        everyone = "\n".join(
            f"q{n} | 110 | 2026-03 | 2 | 2 | 90.00 | 2026-03-25 | q{n} | 0 | 14" for n in range(20)
        )
        made = found(self.TAKEN, pensions=self.paid(14) + "\n" + everyone)
        assert made.of("O09").empty and ("o1", "is_batch_day") in made.explained_by("O09")

    def test_a_late_approval_is_explained(self):
        approved = "approval_id | person_id | apply_date | approve_date\na1 | p1 | 2026-01-05 | 2026-02-20"
        made = found(self.TAKEN, pensions=self.paid(14), more={PensionApproval: approved})
        assert made.of("O09").empty and ("o1", "is_late_approval") in made.explained_by("O09")

    def test_a_late_proof_is_explained(self):
        made = found(
            self.RESUME, self.TAKEN, pensions=self.paid(14), checks="p1 | 2026-03-03T09:00:00 | 1 | - | -"
        )
        assert made.of("O09").empty and ("o1", "is_late_proof") in made.explained_by("O09")


class TestClosedMonths:
    def edits(self, count, op="o1", **cells):
        fields = {"biz_type": "02", "action": "6", "field_changed": "contrib_month", "op_id": op} | cells
        return [
            event(
                biz_id=f"{op}-{n}",
                ts=f"2026-03-{n % 20 + 1:02d}T10:{n % 60:02d}:00",
                amount="1000.00",
                **fields,
            )
            for n in range(count)
        ]

    def peers(self):
        staff = ACCOUNTS + "\n".join(
            f"s{n} | hs{n} | homes{n} | bank-s{n} | 330203 | 1 | 2019-01-01 | - | 0" for n in range(8)
        )
        return staff, [e for n in range(8) for e in self.edits(2 + n % 3, op=f"s{n}")]

    def test_many_without_an_order_beside_peers(self):
        staff, others = self.peers()
        row = found(*self.edits(60), *others, accounts=staff).of("O10").iloc[0]
        assert row.level == "S" and row.value > 3 and float(row.amount_involved) == 60_000.0

    def test_no_more_than_others_or_fewer_than_twenty(self):
        staff, others = self.peers()
        assert found(*self.edits(5), *others, accounts=staff).of("O10").empty
        assert found(*self.edits(19), *others, accounts=staff).of("O10").empty

    def test_four_thousand_on_a_work_order_are_explained(self):
        staff, others = self.peers()
        made = found(*self.edits(4000, work_order_no="W1"), *others, accounts=staff)
        assert made.of("O10").empty and ("o1", "is_cleaning_project") in made.explained_by("O10")

    def test_an_order_does_not_cover_what_was_done_beside_it(self):
        staff, others = self.peers()
        beside = [e | {"biz_id": f"x{n}"} for n, e in enumerate(self.edits(40))]
        made = found(*self.edits(400, work_order_no="W1"), *beside, *others, accounts=staff)
        assert levels(made, "O10") == {("o1", "S")}


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
        done = [event(biz_type="01", ts=f"2026-03-{n:02d}T16:00:00", biz_id=f"d{n}") for n in range(1, 26, 2)]
        assert found(*self.looks(200), *done).of("O11").empty
        assert found(*self.looks(199)).of("O11").empty


class TestTerminals:
    def usual(self):
        return [
            event(biz_type="01", biz_id=f"r{n}", ts=f"2026-03-{n % 25 + 1:02d}T09:{n % 60:02d}:00")
            for n in range(120)
        ]

    STRANGE = [event(terminal_hash="away", biz_id=f"s{n}", ts=f"2026-02-0{n + 2}T10:00:00") for n in range(2)]

    def test_two_acts_from_elsewhere_are_a_model_feature_only(self):
        assert levels(found(*self.usual(), *self.STRANGE), "O12") == {("o1", "M")}

    def test_beside_a_swapped_account_they_are_strong(self):
        swap = TestSwappedAccount()
        made = found(*self.usual(), *self.STRANGE, *swap.edits(), pensions=swap.paid())
        assert levels(made, "O12") == {("o1", "S")}

    def test_a_replaced_computer_is_used_from_then_on(self):
        fresh = [
            event(terminal_hash="new", biz_type="15", biz_id=f"n{n}", ts=f"2026-04-{n % 25 + 1:02d}T09:00:00")
            for n in range(40)
        ]
        assert found(*self.usual(), *fresh).of("O12").empty


class TestLeft:
    def test_at_work_after_the_account_was_closed(self):
        row = found(event(op_id="o4", ts="2026-03-02T10:00:00")).of("O13").iloc[0]
        assert (row.subject_id, row.level, row.value) == ("o4", "H", 1.0)

    def test_on_the_last_day(self):
        assert found(event(op_id="o4", ts="2026-02-27T17:00:00")).of("O13").empty

    def test_looks_within_two_weeks_are_the_handover(self):
        made = found(event(op_id="o4", ts="2026-03-13T10:00:00", biz_type="16", action="5"))
        assert made.of("O13").empty and ("o4", "is_handover") in made.explained_by("O13")

    def test_looks_after_that_are_not(self):
        made = found(event(op_id="o4", ts="2026-03-14T10:00:00", biz_type="16", action="5"))
        assert levels(made, "O13") == {("o4", "H")}


class TestAgents:
    def cases(self, agent_cases, op="o1"):
        head = "case_id | person_id | employer_id | injury_time | apply_date | handler_op | agent_phone_hash"
        own = [
            f"a{n} | p1 | e1 | 2026-01-02T10:00:00 | 2026-01-10 | {op} | agent" for n in range(agent_cases)
        ]
        elsewhere = [f"x{n} | p1 | e1 | 2026-01-02T10:00:00 | 2026-01-10 | s{n % 8} | -" for n in range(80)]
        return {InjuryCase: "\n".join([head, *own, *elsewhere])}

    def staff(self, district):
        rows = [
            f"s{n} | hs{n} | homes{n} | bank-s{n} | {district} | 1 | 2019-01-01 | - | 0" for n in range(8)
        ]
        return ACCOUNTS + "\n".join(rows)

    def test_fifteen_cases_of_one_agent_by_one_operator(self):
        made = found(event(), more=self.cases(15), accounts=self.staff("330203"))
        assert levels(made, "O14") == {("o1", "S")}

    def test_fourteen_cases(self):
        assert found(event(), more=self.cases(14), accounts=self.staff("330203")).of("O14").empty

    def test_the_only_window_of_a_place_is_explained(self):
        made = found(event(), more=self.cases(15), accounts=self.staff("330212"))
        assert made.of("O14").empty and ("o1", "is_only_window") in made.explained_by("O14")


class TestForced:
    def forced(self, count, **cells):
        acts = []
        for n in range(count):
            told = {"biz_id": f"b{n}", "warning_code": "Y1", "amount": "1500.00"} | cells
            acts.append(event(action="8", ts=f"2026-01-{n + 10}T10:00:00", **told))
            acts.append(event(action="7", op_id="o2", ts=f"2026-02-{n + 10}T10:00:00", biz_id=f"b{n}"))
        return acts

    def test_three_overrides_undone_later(self):
        row = found(*self.forced(3)).of("O15").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("S", 3.0, 4500.0)

    def test_two_or_such_as_stand(self):
        assert found(*self.forced(2)).of("O15").empty
        assert found(*[e for e in self.forced(5) if e["action"] == "8"]).of("O15").empty

    def test_on_a_ticket_is_explained(self):
        made = found(*self.forced(3, work_order_no="W1"))
        assert made.of("O15").empty and ("o1", "is_known_false_warning") in made.explained_by("O15")


class TestOnBehalf:
    OLD = "\n".join(f"v{n} | iv{n} | hv{n} | 1940-01-01" for n in range(50))

    def checks(self, count, *, method="5", place="-", start=0):
        return "\n".join(
            f"v{n % 50} | 2026-0{n // 50 + 1}-10T09:{n % 50:02d}:{start:02d} | {method} | o1 | {place}"
            for n in range(count)
        )

    def made(self, checks, births="1940"):
        persons = PERSONS.strip() + "\n" + self.OLD.replace("1940", births)
        return found(event(), checks=checks, more={Person: persons})

    def test_a_hundred_entered_on_behalf(self):
        row = self.made(self.checks(100)).of("O16").iloc[0]
        assert (row.level, row.value) == ("S", 1.0)

    def test_fewer_or_of_the_younger(self):
        assert self.made(self.checks(99)).of("O16").empty
        assert self.made(self.checks(100), births="1955").of("O16").empty

    def test_a_third_at_the_bedside(self):
        assert self.made(self.checks(100) + "\n" + self.checks(50, method="3", start=7)).of("O16").empty

    def test_a_visiting_team_that_notes_the_places_is_explained(self):
        made = self.made(self.checks(100, place="village"))
        assert made.of("O16").empty and ("o1", "is_visiting_team") in made.explained_by("O16")


class TestTiers:
    def cases(self, below, above):
        amounts = ["9700.00"] * below + ["10200.00"] * above
        return [
            event(biz_id=f"b{n}", amount=yuan, ts=f"2026-03-{n % 25 + 1:02d}T10:00:00")
            for n, yuan in enumerate(amounts)
        ]

    def test_twenty_just_below_a_tier_are_a_model_feature_only(self):
        assert levels(found(*self.cases(20, 6)), "O17") == {("o1", "M")}

    def test_as_many_above_or_fewer_than_twenty(self):
        assert found(*self.cases(20, 7)).of("O17").empty
        assert found(*self.cases(19, 0)).of("O17").empty
