"""Refunds: whether the money was passed on in full, in time and with proof."""

import pytest

from contracts.law import get_law_number
from tests.scenarios.dispatch_refund.drawn import found


class TestPassedOn:
    def test_from_2024_on_a_part_is_not_enough(self):
        made = found(moves=[{"amount": "3500.00"}])
        row = made.of("R01").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 0.7, 1500.0)
        assert "70.0%" in row.reason_zh and "待核实" in row.law

    @pytest.mark.parametrize(("year", "level"), [("2023", "S"), ("2024", "H")])
    def test_the_rule_turns_with_the_refund_year(self, year, level):
        share = {"agreement_share": "0.7"}
        made = found([{"refund_year": year}], [share], [{"amount": "2000.00"}])
        assert made.of("R01").iloc[0].level == level

    @pytest.mark.parametrize(("year", "hit"), [("2023", False), ("2024", True)])
    def test_the_agreed_share_is_enough_up_to_2023(self, year, hit):
        made = found([{"refund_year": year}], [{"agreement_share": "0.7"}], [{"amount": "3500.00"}])
        assert (("R01", "d1", "H") in made.ids()) == hit
        assert made.of("R03").empty != hit

    def test_less_than_agreed_in_2022(self):
        share, move = (
            {"agreement_share": "0.7"},
            {"amount": "1000.00", "transfer_date": "2022-06-20"},
        )
        refund = {
            "refund_year": "2022",
            "paid_date": "2022-06-10",
            "approve_date": "2022-06-01",
            "ratio": "0.9",
        }
        made = found([refund], [share], [move])
        assert ("R01", "d1", "S") in made.ids() and float(
            made.of("R01").iloc[0].amount_involved
        ) == 2500.0

    def test_an_agreement_that_is_not_stated_is_not_judged(self):
        made = found([{"refund_year": "2023"}], [{}], [{"amount": "1000.00"}])
        assert made.of("R01").empty and made.of("R03").empty

    @pytest.mark.parametrize(("amount", "hit"), [("4950.01", False), ("4950.00", True)])
    def test_ninety_nine_per_cent(self, amount, hit):
        assert (not found(moves=[{"amount": amount}]).of("R01").empty) == hit

    @pytest.mark.parametrize(("as_of", "hit"), [("2025-07-10", False), ("2025-07-11", True)])
    def test_only_after_the_deadline(self, as_of, hit):
        made = found(moves=[{"transfer_date": "2025-07-12"}], as_of=as_of)
        assert (("R01", "d1", "H") in made.ids()) == hit

    def test_the_deadline_is_a_law_number_that_is_not_verified(self):
        number = get_law_number("refund_transfer_days")
        assert not number.verified and number.values[-1][1] == {"deadline": 30, "critical": 90}

    def test_what_comes_back_does_not_count(self):
        back = {"transfer_id": "x2", "amount": "-4000.00", "transfer_date": "2025-07-01"}
        made = found(moves=[{}, back])
        assert (
            made.of("R01").iloc[0].value == 0.2
            and float(made.of("R03").iloc[0].amount_involved) == 4000.0
        )

    def test_more_for_one_host_does_not_make_up_for_another(self):
        shares = [
            {"planned_amount": "2500.00"},
            {"seq": "2", "host_employer_id": "h2", "planned_amount": "2500.00"},
        ]
        made = found(shares=shares)
        assert made.of("R01").iloc[0].value == 0.5 and made.of("R03").empty

    def test_a_deregistered_host_is_explained(self):
        gone = {"host_employer_id": "gone"}
        made = found(shares=[gone], moves=[{"payee_employer_id": "gone", "returned": "1"}])
        assert made.of("R01").empty and made.of("R03").empty
        assert {
            ("R01", "d1", "is_host_gone"),
            ("R03", "d1", "is_host_gone"),
        } <= made.explained_ids()

    def test_a_bounce_explains_its_own_host_alone(self):
        shares = [
            {"planned_amount": "2500.00"},
            {"seq": "2", "host_employer_id": "h2", "planned_amount": "2500.00"},
        ]
        made = found(shares=shares, moves=[{"amount": "2500.00", "returned": "1"}])
        assert ("R01", "d1", "H") in made.ids()

    def test_a_host_that_is_not_insured_here_is_paid_as_well(self):
        move = {"payee_employer_id": "-", "payee_bank_hash": "-"}
        assert found(shares=[{"host_employer_id": "-"}], moves=[move]).findings.empty


class TestDelay:
    @pytest.mark.parametrize(("day", "hit"), [("2025-07-10", False), ("2025-07-11", True)])
    def test_more_than_thirty_days(self, day, hit):
        assert (("R02", "d1", "S") in found(moves=[{"transfer_date": day}]).ids()) == hit

    def test_a_trickle_counts_from_the_last_instalment(self):
        moves = [
            {"transfer_id": f"x{n}", "amount": "1000.00", "transfer_date": f"2025-{6 + n:02d}-20"}
            for n in range(5)
        ]
        row = found(moves=moves).of("R02").iloc[0]
        assert row.value == 132 and float(row.amount_involved) == 4000.0

    def test_sent_again_after_a_bounce_is_explained(self):
        moves = [{"returned": "1"}, {"transfer_id": "x2", "transfer_date": "2025-08-01"}]
        made = found(moves=moves)
        assert made.of("R02").empty and ("R02", "d1", "is_resent") in made.explained_ids()


class TestBalance:
    def test_a_part_that_no_plan_names(self):
        row = (
            found(shares=[{"planned_amount": "3000.00"}], moves=[{"amount": "3000.00"}])
            .of("R03")
            .iloc[0]
        )
        assert (row.level, row.value) == ("S", 2000.0)

    @pytest.mark.parametrize(("amount", "hit"), [("4000.00", False), ("3999.00", True)])
    def test_more_than_a_thousand_yuan(self, amount, hit):
        made = found(shares=[{"planned_amount": amount}], moves=[{"amount": amount}])
        assert (not made.of("R03").empty) == hit

    def test_the_own_staffs_part_is_kept_rightly(self):
        shares, moves = (
            [{"planned_amount": "1000.00", "dispatched_heads": "2"}],
            [{"amount": "1000.00"}],
        )
        assert found([{"own_staff_amount": "5000.00"}], shares, moves).ids() == set()


def test_transfers_without_proof_are_a_model_feature():
    made = found(moves=[{"voucher_no": "-"}])
    assert made.ids() == {("R15", "d1", "M")}
    assert found(moves=[{"uploaded_at": "-"}]).ids() == made.ids()
