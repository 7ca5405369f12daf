"""Every indicator of benefit overlap on drawn tables, each beside what looks like it and is none."""

import pytest

from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.card_footprint import CardFootprint
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.custody_record import CustodyRecord
from contracts.tables.death_record import DeathRecord
from contracts.tables.employer import Employer
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.institution import Institution
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from contracts.tables.qualification_check import QualificationCheck
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from contracts.tables.whitelist import Whitelist
from scenarios.benefit_overlap import SCENARIO
from tests.drawn import monthly
from tests.night_in_small import find, only_with

PERSONS = """
person_id | sex | birth_date | hukou_district | household_hash
p1        | 1   | 1950-03-01 | 330203         | aaaaaaaaaaaaaaaa
p2        | 2   | 1952-03-01 | 330203         | bbbbbbbbbbbbbbbb
p3        | 1   | 1948-03-01 | 330205         | cccccccccccccccc
p4        | 2   | 1949-03-01 | -              | cccccccccccccccc
old       | 2   | 1938-06-30 | 330203         | dddddddddddddddd
ancient   | 1   | 1921-06-01 | 330203         | eeeeeeeeeeeeeeee
child     | 1   | 2008-01-15 | 330203         | ffffffffffffffff
"""
PENSION = "person_id | insurance_type | benefit_month | kind | seq | amount | adjust_flag | paid_date | reversed | backpay_months | bank_hash"
DEATH = "death_record_id | person_id | source | death_date | received_date | confidence"
CHECK = "person_id | check_time | method"
STAY = {
    "setl_id": "s1",
    "person_id": "p1",
    "institution_code": "h1",
    "insutype": "310",
    "med_type": "21",
    "service_time": "2026-02-01T09:00:00",
    "settle_time": "2026-02-11T15:00:00",
    "admit_date": "2026-02-01",
    "discharge_date": "2026-02-11",
    "fund_amount": "9000.00",
    "invoice_no_hash": "1111111111111111",
    "reversal_of": "-",
}
AGAIN = {"setl_id": "s2", "settle_time": "2026-04-02T15:00:00"}
PLACES = "institution_code | district\nh1 | 330203\nh2 | 330205"


def pension(
    person="p1", first="2025-01", last="2026-06", *, scheme="110", kind="1", amount="3000.00", **more
):
    """Pension rows month by month."""
    told = {"adjust": "0", "reversed": "0", "back": "-", "bank": "0000000000000009", "seq": "1"} | more
    row = (
        f"{person} | {scheme} | {{month}} | {kind} | {told['seq']} | {amount} | {told['adjust']} | {{month}}-12 | "
        f"{told['reversed']} | {told['back']} | {told['bank']}"
    )
    return monthly(row, first, last)


def table(defaults, *rows):
    """Rows drawn over the defaults."""
    return "\n".join([" | ".join(defaults), *(" | ".join((defaults | row).values()) for row in rows)])


def found(ask, *pensions, without=(), as_of="2026-06-30", **others):
    """What the indicators of `ask` (all, if empty) find on these rows; tables are there unless they stand in `without`."""
    tables = {
        Person: PERSONS,
        PensionPayment: "\n".join([PENSION, *pensions]),
        DeathRecord: "\n".join([DEATH, *others.pop("deaths", ())]),
        QualificationCheck: "\n".join([CHECK, *others.pop("checks", ())]),
        CardFootprint: "\n".join(["person_id | last_seen_date", *others.pop("seen", ())]),
        CustodyRecord: "\n".join(
            ["person_id | sentence_kind | from_date | to_date | stop_required", *others.pop("custody", ())]
        ),
        ClaimHeader: others.pop("claims", "setl_id"),
        Institution: PLACES,
        InjuryPayment: others.pop("injuries", "payment_id"),
        InjuryCase: others.pop("cases", "case_id"),
        ContributionMonth: others.pop("premiums", "person_id"),
        CapacityAppraisal: others.pop("appraisals", "appraisal_id"),
        UnemploymentClaim: others.pop("benefit_claims", "claim_id"),
        UnemploymentPayment: others.pop("benefits", "claim_id"),
        Employer: "employer_id | unit_nature | industry_code | register_date\ne1 | 10 | 33 | 2015-01-01",
        Whitelist: others.pop("whitelist", "subject_kind"),
    }
    assert not others
    scenario = only_with(SCENARIO, *ask.split()) if ask else SCENARIO
    return find(scenario, {t: rows for t, rows in tables.items() if t not in without}, as_of)


def death(day="2026-01-20", received="2026-06-20", *, source="1", confidence="1", number="d1", person="p1"):
    return f"{number} | {person} | {source} | {day} | {received} | {confidence}"


def paid_until(last):
    return pension(last=last)


def test_a_pensioner_who_lives_is_no_hit():
    made = found("", pension(), checks=["p1 | 2026-03-01T10:00:00 | 1"], seen=["p1 | 2026-06-20"])
    assert made.findings.empty and made.explained.empty


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
            "X01 X03", paid_until("2026-03"), deaths=[death()], checks=["p1 | 2026-03-05T10:00:00 | 5"]
        )
        assert made.ids() == {("X01", "p1", "H"), ("X03", "p1", "H")}

    def test_what_was_paid_back_does_not_count(self):
        late = pension(first="2026-02", last="2026-06", reversed="1")
        assert found("X01 X03", paid_until("2026-01"), late, deaths=[death()]).of("X01").empty

    def test_arrears_paid_to_the_heirs_are_due(self):
        arrears = pension(first="2026-04", last="2026-04", kind="2", back="3")
        assert found("X01 X03", paid_until("2026-01"), arrears, deaths=[death()]).of("X01").empty

    def test_nothing_dated_later_matters(self):
        assert found("X01 X03", paid_until("2026-06"), deaths=[death()], as_of="2026-06-19").of("X01").empty
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

    @pytest.mark.parametrize(("received", "last"), [("2026-05-10", "2026-04"), ("2026-02-20", "2026-04")])
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
        allowances = monthly(
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
            claims=table(
                STAY, {"med_type": "41", "service_time": "2026-03-01T09:00:00", "invoice_no_hash": "-"}
            ),
        )
        assert made.findings.empty
        assert {("X01", "p1", "is_weak_death"), ("X03", "p1", "is_weak_death")} <= made.explained_ids()

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
        made = found("X03", paid_until("2026-01"), deaths=[death()], checks=["p1 | 2026-02-05T10:00:00 | 1"])
        assert made.ids() == {("X03", "p1", "S")}

    def test_on_the_day_of_death_is_before_it(self):
        made = found("X03", paid_until("2026-01"), deaths=[death()], checks=["p1 | 2026-01-20T18:00:00 | 1"])
        assert made.of("X03").empty

    def test_the_widower_uses_her_card_and_data_match(self):
        made = found("X03", paid_until("2026-01"), deaths=[death()], checks=["p1 | 2026-02-05T10:00:00 | 2"])
        assert made.of("X03").empty and ("X03", "p1", "is_data_match_only") in made.explained_ids()


class TestCardAfterDeath:
    BOUGHT = table(STAY, {"med_type": "41", "service_time": "2026-03-01T09:00:00", "invoice_no_hash": "-"})

    def test_with_a_pension_that_goes_on_it_is_high_and_its_money_counted_at_p10(self):
        row = found("X04", paid_until("2026-04"), deaths=[death()], claims=self.BOUGHT).of("X04").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 1.0, 0.0)

    def test_alone_it_is_the_medical_authority_s_case(self):
        assert found("X04", paid_until("2026-01"), deaths=[death()], claims=self.BOUGHT).of("X04").empty

    def test_bought_before_and_settled_after(self):
        early = table(STAY, {"med_type": "41", "service_time": "2026-01-20T09:00:00", "invoice_no_hash": "-"})
        assert found("X04", paid_until("2026-04"), deaths=[death()], claims=early).of("X04").empty


class TestTwoPensions:
    def test_the_smaller_of_two_is_to_be_cleared(self):
        row = (
            found("X05", pension(), pension(first="2026-01", scheme="170", amount="450.00")).of("X05").iloc[0]
        )
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 6.0, 2700.0)

    def test_the_month_of_change_is_explained(self):
        made = found("X05", pension(last="2026-01", scheme="170"), pension(first="2026-01"))
        assert made.of("X05").empty and ("X05", "p1", "is_transition_month") in made.explained_ids()

    def test_two_months_are_no_transition(self):
        assert (
            found("X05", pension(last="2026-02", scheme="170"), pension(first="2026-01"))
            .of("X05")
            .iloc[0]
            .value
            == 2
        )

    def test_a_survivor_s_allowance_is_no_pension(self):
        assert found("X05", pension(), pension(scheme="120", kind="3", amount="1100.00")).of("X05").empty

    def test_booked_month_by_month_as_back_pay(self):
        named = pension(first="2026-01", scheme="170", kind="2", back="1")
        assert found("X05", pension(), named).of("X05").iloc[0].value == 6

    def test_booked_each_quarter_as_back_pay_of_a_scheme_that_pays_no_pension(self):
        rows = [pension(first=m, last=m, scheme="170", kind="2", back="3") for m in ("2026-01", "2026-04")]
        assert found("X05", pension(), *rows).of("X05").iloc[0].value == 2

    def test_a_single_back_pay_and_that_of_the_yearly_adjustment_are_none(self):
        once = pension(first="2026-04", last="2026-04", scheme="170", kind="2", back="6")
        own = pension(first="2025-07", last="2025-07", kind="2", back="6")
        assert found("X05", pension(), once, own).of("X05").empty

    def test_what_was_taken_back_does_not_count(self):
        assert found("X05", pension(), pension(first="2026-01", scheme="170", reversed="1")).of("X05").empty


class TestOtherFunds:
    CLAIM = (
        "claim_id | person_id | last_employer_id | claim_date | separation_date | benefit_kind | paid_months_total\n"
        "u1 | p1 | e1 | 2026-01-10 | 2026-01-01 | 1 | 200"
    )

    def benefits(self, first, last):
        header = "claim_id | benefit_month | seq | paid_amount | paid_date | reversed"
        return f"{header}\n" + monthly("u1 | {month} | 1 | 2241.00 | {month}-11 | 0", first, last)

    def test_unemployment_benefit_beside_a_pension_is_counted_at_u02(self):
        made = found(
            "X06 X07",
            pension(first="2026-03"),
            benefit_claims=self.CLAIM,
            benefits=self.benefits("2026-02", "2026-04"),
        )
        row = made.of("X06").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 2.0, 0.0)
        assert "4,482.00" in row.reason_zh

    def test_benefit_that_ends_before_the_pension(self):
        made = found(
            "X06 X07",
            pension(first="2026-03"),
            benefit_claims=self.CLAIM,
            benefits=self.benefits("2026-01", "2026-02"),
        )
        assert made.of("X06").empty

    CASE = (
        "case_id | person_id | employer_id | injury_time | apply_date\n"
        "c1 | p1 | e1 | 2025-05-10T10:00:00 | 2025-05-20"
    )

    def allowances(self, amount):
        header = "payment_id | case_id | person_id | item | benefit_month | amount | paid_date | reversed"
        rows = monthly(
            f"m{{month}} | c1 | p1 | 8 | {{month}} | {amount} | {{month}}-20 | 0", "2026-01", "2026-03"
        )
        return f"{header}\n{rows}"

    def test_a_full_disability_allowance_beside_the_pension_is_counted_at_i13(self):
        row = (
            found("X06 X07", pension(), injuries=self.allowances("2800.00"), cases=self.CASE)
            .of("X07")
            .iloc[0]
        )
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 8400.0, 0.0)

    def test_the_difference_alone_is_due(self):
        made = found("X06 X07", pension(), injuries=self.allowances("300.00"), cases=self.CASE)
        assert made.of("X07").empty and ("X07", "p1", "is_allowance_difference") in made.explained_ids()


class TestFuneralGrants:
    def grant(self, scheme="110", month="2026-02", amount="30000.00", **more):
        return pension(first=month, last=month, scheme=scheme, kind="3", amount=amount, **more)

    def injury(self, item="10"):
        header = "payment_id | case_id | person_id | item | amount | paid_date | reversed"
        return f"{header}\nm1 | c1 | p1 | {item} | 41000.00 | 2026-03-10 | 0"

    CASE = "case_id | person_id | employer_id\nc1 | p1 | e1"

    def test_two_funds_for_one_death(self):
        made = found("X08", self.grant(), deaths=[death()], injuries=self.injury(), cases=self.CASE)
        row = made.of("X08").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 2.0, 30_000.0)

    def test_half_a_year_later_from_the_resident_scheme(self):
        made = found("X08", self.grant(), self.grant("170", "2026-06", "2600.00"), deaths=[death()])
        assert float(made.of("X08").iloc[0].amount_involved) == 2600.0

    def test_two_instalments_of_one_fund_are_one(self):
        assert found("X08", self.grant(), self.grant(month="2026-03"), deaths=[death()]).of("X08").empty

    def test_the_lump_sum_for_a_death_at_work_is_no_funeral_grant(self):
        made = found("X08", self.grant(), deaths=[death()], injuries=self.injury("12"), cases=self.CASE)
        assert made.of("X08").empty

    def test_a_survivor_s_own_allowance_before_the_death_does_not_count(self):
        own = pension(first="2025-06", last="2025-12", scheme="120", kind="3")
        assert found("X08", own, self.grant(), deaths=[death()]).of("X08").empty

    def test_taken_back(self):
        assert found("X08", self.grant(), self.grant("170", reversed="1"), deaths=[death()]).of("X08").empty


class TestDependants:
    CASE = "case_id | person_id | employer_id\nc1 | p1 | e1"

    def allowance(self, dependant, first="2025-11", last="2026-06"):
        header = "payment_id | case_id | person_id | dependant_person_id | item | benefit_month | amount | paid_date | reversed"
        row = f"m{{month}} | c1 | p1 | {dependant} | 11 | {{month}} | 1500.00 | {{month}}-18 | 0"
        return {"injuries": f"{header}\n{monthly(row, first, last)}", "cases": self.CASE}

    def premiums(self, first, last, insurance="110", kind="1"):
        header = "person_id | employer_id | insurance_type | contrib_month | seq | pay_kind"
        return f"{header}\n" + monthly(f"p2 | e1 | {insurance} | {{month}} | 1 | {kind}", first, last)

    def test_a_parent_without_an_employee_pension_is_due(self):
        assert found("X09", pension("p2", scheme="170"), **self.allowance("p2")).of("X09").empty

    def test_dead(self):
        row = found("X09", deaths=[death(person="p2")], **self.allowance("p2")).of("X09").iloc[0]
        assert (row.subject_id, row.level, row.value, float(row.amount_involved)) == ("p2", "H", 5.0, 7500.0)

    def test_drawing_an_employee_pension(self):
        row = found("X09", pension("p2", first="2026-05"), **self.allowance("p2")).of("X09").iloc[0]
        assert (row.level, row.value) == ("H", 2.0)

    def test_employed(self):
        made = found(
            "X09", pension("p3"), premiums=self.premiums("2026-03", "2026-06"), **self.allowance("p2")
        )
        assert (made.of("X09").iloc[0].level, made.of("X09").iloc[0].value) == ("H", 4.0)

    def test_back_payment_and_medical_premiums_are_no_employment(self):
        for premiums in (
            self.premiums("2026-03", "2026-06", kind="2"),
            self.premiums("2026-03", "2026-06", "310"),
        ):
            assert found("X09", pension("p3"), premiums=premiums, **self.allowance("p2")).of("X09").empty

    def test_of_age_is_strong_from_the_month_after_the_eighteenth_birthday(self):
        row = found("X09", pension("p3"), **self.allowance("child")).of("X09").iloc[0]
        assert (row.subject_id, row.level, row.value) == ("child", "S", 5.0)
        assert found("X09", pension("p3"), **self.allowance("child", last="2026-01")).of("X09").empty

    def test_unable_to_work_by_certificate(self):
        certificate = (
            "appraisal_id | person_id | kind | total_loss | conclude_date\na1 | child | 7 | 1 | 2025-01-01"
        )
        assert found("X09", pension("p3"), appraisals=certificate, **self.allowance("child")).of("X09").empty


class TestCustody:
    def test_months_wholly_inside_prison(self):
        row = found("X10 X11", pension(), custody=["p1 | 1 | 2026-01-15 | 2026-05-10 | 1"]).of("X10").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 3.0, 9000.0)

    def test_open_ended(self):
        assert (
            found("X10 X11", pension(), custody=["p1 | 2 | 2026-04-15 | - | 1"]).of("X10").iloc[0].value == 2
        )

    def test_remand_with_a_stop_is_strong(self):
        assert found("X10 X11", pension(), custody=["p1 | 6 | 2026-01-15 | 2026-05-10 | 1"]).ids() == {
            ("X10", "p1", "S")
        }

    @pytest.mark.parametrize("kind", ["3", "4", "5"])
    def test_a_sentence_outside_prison_paid_without_adjustment_is_none(self, kind):
        made = found("X10 X11", pension(), custody=[f"p1 | {kind} | 2025-05-15 | 2026-05-10 | 0"])
        assert made.of("X10").empty and made.of("X11").empty

    def test_paid_up_to_the_arrest_and_from_release(self):
        made = found(
            "X10 X11",
            pension(last="2026-01"),
            pension(first="2026-05"),
            custody=["p1 | 1 | 2026-01-15 | 2026-05-10 | 1"],
        )
        assert made.of("X10").empty

    ADJUSTED = (
        pension(last="2025-06"),
        pension(first="2025-07", last="2025-07", amount="3090.00", adjust="1"),
        pension(first="2025-08", amount="3090.00"),
    )

    def test_adjusted_during_a_suspended_sentence(self):
        row = (
            found("X10 X11", *self.ADJUSTED, custody=["p1 | 3 | 2025-05-15 | 2025-12-10 | 0"])
            .of("X11")
            .iloc[0]
        )
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 540.0, 540.0)

    @pytest.mark.parametrize("months", [("2025-08-01", "2026-12-10"), ("2024-01-01", "2025-06-30")])
    def test_adjusted_before_or_after_the_sentence(self, months):
        made = found("X10 X11", *self.ADJUSTED, custody=[f"p1 | 3 | {months[0]} | {months[1]} | 0"])
        assert made.of("X11").empty

    def test_the_adjustment_of_a_prisoner_is_a_matter_of_x10(self):
        made = found("X10 X11", *self.ADJUSTED, custody=["p1 | 1 | 2025-05-15 | 2025-12-10 | 1"])
        assert made.of("X11").empty and made.of("X10").iloc[0].value == 6


class TestReimbursedTwice:
    def test_one_invoice_in_two_schemes(self):
        made = found("X12", claims=table(STAY, {}, AGAIN | {"insutype": "390"}))
        row = made.of("X12").iloc[0]
        assert (row.level, row.record_id, float(row.amount_involved)) == ("H", "s2", 9000.0)

    def test_the_number_of_a_copy_and_the_days_moved_by_one(self):
        copy = {"invoice_no_hash": "2222222222222222", "admit_date": "2026-02-02", "fund_amount": "8000.00"}
        row = found("X12", claims=table(STAY, {}, AGAIN | copy)).of("X12").iloc[0]
        assert (row.level, float(row.amount_involved)) == ("H", 8000.0)

    def test_in_two_hospitals_at_once_it_is_strong(self):
        other = {"invoice_no_hash": "2222222222222222", "institution_code": "h2"}
        assert found("X12", claims=table(STAY, {}, AGAIN | other)).ids() == {("X12", "p1", "S")}

    def test_moved_to_another_hospital_on_the_last_days(self):
        moved = {
            "invoice_no_hash": "-",
            "institution_code": "h2",
            "admit_date": "2026-02-08",
            "discharge_date": "2026-02-20",
        }
        assert found("X12", claims=table(STAY, {}, AGAIN | moved)).of("X12").empty

    def test_an_interim_bill_goes_on_where_the_first_ended(self):
        more = {
            "invoice_no_hash": "2222222222222222",
            "admit_date": "2026-02-11",
            "discharge_date": "2026-03-01",
        }
        assert found("X12", claims=table(STAY, {}, AGAIN | more)).of("X12").empty

    def test_the_supplement_is_a_second_layer_by_design(self):
        made = found(
            "X12", claims=table(STAY, {}, {"setl_id": "s2", "insutype": "330", "fund_amount": "2000.00"})
        )
        assert made.of("X12").empty and ("X12", "p1", "is_second_layer") in made.explained_ids()

    def test_returned_and_settled_anew(self):
        back = {
            "setl_id": "s3",
            "fund_amount": "-9000.00",
            "reversal_of": "s1",
            "settle_time": "2026-03-01T10:00:00",
        }
        made = found("X12", claims=table(STAY, {}, AGAIN, back))
        assert made.of("X12").empty and ("X12", "p1", "is_returned") in made.explained_ids()

    def test_two_persons_are_two_bills(self):
        assert found("X12", claims=table(STAY, {}, AGAIN | {"person_id": "p2"})).of("X12").empty

    def test_the_money_is_the_medical_authority_s(self):
        places = {p.id: SCENARIO.addressee_of(p) for p in SCENARIO.populations}
        assert places == {"recipient": "人社", "reimbursement": "医保"}


class TestSilence:
    PAPER = ["old | 2025-05-05T10:00:00 | 5", "old | 2026-05-05T10:00:00 | 5"]

    def test_very_old_and_no_sign_but_paper(self):
        row = found("X13 X14", pension("old"), checks=self.PAPER, seen=["old | 2023-05-01"]).of("X13").iloc[0]
        assert (row.level, float(row.amount_involved)) == ("S", 36_000.0)
        assert "2次中人工代认证2次" in row.reason_zh

    def test_seen_in_care_by_card_or_by_face_is_none(self):
        visit = table(STAY, {"person_id": "old", "med_type": "11", "invoice_no_hash": "-"})
        assert found("X13 X14", pension("old"), checks=self.PAPER, claims=visit).of("X13").empty
        assert found("X13 X14", pension("old"), checks=self.PAPER, seen=["old | 2026-01-01"]).of("X13").empty
        assert (
            found("X13 X14", pension("old"), checks=[*self.PAPER, "old | 2025-09-09T10:00:00 | 1"])
            .of("X13")
            .empty
        )

    def test_visited_at_home_is_explained(self):
        made = found("X13 X14", pension("old"), checks=[*self.PAPER, "old | 2025-09-09T10:00:00 | 3"])
        assert made.of("X13").empty and ("X13", "old", "is_visited_at_home") in made.explained_ids()

    def test_younger_or_no_longer_paid_is_none(self):
        assert found("X13 X14", pension("p1")).of("X13").empty
        assert found("X13 X14", pension("old", last="2026-04")).of("X13").empty

    def test_a_hundred_and_five_and_paid(self):
        made = found("X13 X14", pension("ancient"), seen=["ancient | 2026-06-01"])
        assert made.ids() == {("X14", "ancient", "S")} and made.of("X14").iloc[0].value == 105

    def test_a_real_centenarian_is_explained(self):
        made = found(
            "X13 X14",
            pension("ancient"),
            seen=["ancient | 2026-06-01"],
            checks=["ancient | 2026-04-01T10:00:00 | 3"],
        )
        assert made.of("X14").empty and ("X14", "ancient", "is_checked_in_person") in made.explained_ids()


class TestOneAccount:
    def account(self, *persons):
        return [pension(p, scheme="170", amount="450.00", bank="7777777777777777") for p in persons]

    def test_three_households_on_one_account(self):
        made = found("X15", *self.account("p1", "p2", "p3"))
        assert {s for i, s, _ in made.ids() if i == "X15"} == {"p1", "p2", "p3"}
        assert float(made.of("X15").iloc[0].amount_involved) == 5400.0

    def test_a_couple_is_one_household(self):
        assert found("X15", *self.account("p1", "p3", "p4")).of("X15").empty

    def test_an_approved_account_of_a_welfare_house_is_explained(self):
        listed = "subject_kind | subject_id | rule_id | valid_from | valid_to\nbank | 7777777777777777 | X15 | 2020-01-01 | -"
        made = found("X15", *self.account("p1", "p2", "p3"), whitelist=listed)
        assert made.of("X15").empty and ("X15", "p1", "is_approved_account") in made.explained_ids()
        old = listed.replace("2020-01-01 | -", "2020-01-01 | 2026-01-01")
        assert len(found("X15", *self.account("p1", "p2", "p3"), whitelist=old).of("X15")) == 3


class TestDistricts:
    def test_the_median_time_to_stop_is_a_management_figure(self):
        row = found("X16", paid_until("2026-04"), deaths=[death()]).of("X16").iloc[0]
        assert (row.level, row.value) == ("M", 82.0)

    def test_prompt_stops_are_below_it(self):
        assert found("X16", paid_until("2026-01"), deaths=[death()]).of("X16").empty


class TestMissingTables:
    def test_without_deaths_what_needs_them_is_not_computed_and_the_rest_is(self):
        made = found(
            "",
            pension(),
            pension(first="2026-01", scheme="170", amount="450.00"),
            custody=["p1 | 1 | 2026-01-15 | 2026-05-10 | 1"],
            without=(DeathRecord,),
        )
        assert made.not_computed == {i: ["death_record"] for i in ("X01", "X03", "X04", "X08", "X16")}
        assert {"X05", "X10"} <= set(made.findings.indicator_id)

    def test_without_checks_and_footprints(self):
        made = found("", paid_until("2026-04"), deaths=[death()], without=(QualificationCheck, CardFootprint))
        assert made.not_computed == {
            "X03": ["qualification_check"],
            "X13": ["card_footprint", "qualification_check"],
        }
        assert ("X01", "p1", "H") in made.ids()

    def test_without_custody_injuries_and_white_list(self):
        made = found(
            "",
            paid_until("2026-04"),
            deaths=[death()],
            without=(CustodyRecord, InjuryPayment, InjuryCase, CapacityAppraisal, Whitelist),
        )
        assert set(made.not_computed) == {"X07", "X09", "X10", "X11"}
        assert ("X01", "p1", "H") in made.ids()
