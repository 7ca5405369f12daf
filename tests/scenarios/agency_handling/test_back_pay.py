"""Conduct inside the agency: back-pay and edits of closed months."""

import pytest

from contracts.tables.custody_record import CustodyRecord
from contracts.tables.death_record import DeathRecord
from contracts.tables.pension_approval import PensionApproval
from tests.scenarios.agency_handling.drawn import ACCOUNTS, back_pay, event, found, levels, pension


class TestBackPay:
    RESUME = event(
        biz_type="12", action="6", field_changed="benefit_status", ts="2026-03-05T10:00:00"
    )
    TAKEN = event(biz_type="11", ts="2026-03-10T10:00:00", biz_id="b2")
    DEATH = "death_record_id | person_id | death_date | received_date | confidence\nd1 | p1 | 2025-05-01 | 2025-05-20 | {}"

    def others(self):
        return (
            "\n".join(pension(p, "2026-03", "2026-03", f"own-{p}") for p in ("p2", "p3", "p4"))
            + "\n"
            + "\n".join(
                f"q{n} | 110 | 2026-03 | 1 | 1 | 900.00 | 2026-03-12 | q{n} | 0 | -"
                for n in range(20)
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
            self.RESUME,
            pensions=self.paid(),
            checks=f"p1 | 2026-03-03T09:00:00 | {method} | {checker} | -",
        )
        assert made.of("O08").empty and ("o1", "is_proved_alive") in made.explained_by("O08")

    @pytest.mark.parametrize("method", ["4", "5"])
    def test_seen_by_oneself_alone_it_stands(self, method):
        made = found(
            self.RESUME,
            pensions=self.paid(),
            checks=f"p1 | 2026-03-03T09:00:00 | {method} | o1 | -",
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
        approved = (
            "approval_id | person_id | apply_date | approve_date\na1 | p1 | 2026-01-05 | 2026-02-20"
        )
        made = found(self.TAKEN, pensions=self.paid(14), more={PensionApproval: approved})
        assert made.of("O09").empty and ("o1", "is_late_approval") in made.explained_by("O09")

    def test_a_late_proof_is_explained(self):
        made = found(
            self.RESUME,
            self.TAKEN,
            pensions=self.paid(14),
            checks="p1 | 2026-03-03T09:00:00 | 1 | - | -",
        )
        assert made.of("O09").empty and ("o1", "is_late_proof") in made.explained_by("O09")


class TestClosedMonths:
    def edits(self, count, op="o1", **cells):
        fields = {
            "biz_type": "02",
            "action": "6",
            "field_changed": "contrib_month",
            "op_id": op,
        } | cells
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
            f"s{n} | hs{n} | homes{n} | bank-s{n} | 330203 | 1 | 2019-01-01 | - | 0"
            for n in range(8)
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
