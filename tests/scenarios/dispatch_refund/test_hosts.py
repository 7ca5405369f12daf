"""Refunds: who was named as a host and who was paid."""

import pytest

from tests.scenarios.dispatch_refund.drawn import LEDGER, found, premium, staff


class TestPayees:
    def test_a_payee_that_no_plan_names(self):
        made = found(moves=[{"payee_employer_id": "other", "payee_bank_hash": "0000000000000008"}])
        assert {("R04", "d1", "S"), ("R01", "d1", "H")} <= made.ids()

    def test_the_units_own_account(self):
        row = found(moves=[{"payee_bank_hash": "00000000000000d1"}]).of("R04").iloc[0]
        assert row.value == 5000.0

    def test_an_affiliate_of_the_unit(self):
        made = found(
            shares=[{"host_employer_id": "member"}],
            moves=[{"payee_employer_id": "member", "payee_bank_hash": "0000000000000006"}],
            ledger="\n".join([staff("d1", 10), staff("member", 2)]),
        )
        assert ("R04", "d1", "S") in made.ids()

    def test_a_working_member_of_the_group_is_explained(self):
        made = found(
            shares=[{"host_employer_id": "member"}],
            moves=[{"payee_employer_id": "member", "payee_bank_hash": "0000000000000006"}],
        )
        assert made.of("R04").empty and ("R04", "d1", "is_group_host") in made.explained_ids()

    def test_the_hosts_treasury_is_explained(self):
        made = found(
            moves=[{"payee_employer_id": "treasury", "payee_bank_hash": "0000000000000005"}]
        )
        assert made.ids() == set() and ("R04", "d1", "is_host_treasury") in made.explained_ids()

    def test_two_hosts_with_one_account(self):
        shares = [
            {"planned_amount": "2500.00"},
            {"seq": "2", "host_employer_id": "h2", "planned_amount": "2500.00"},
        ]
        shares = [s | {"dispatched_heads": "4"} for s in shares]
        moves = [
            {
                "transfer_id": h,
                "payee_employer_id": h,
                "amount": "2500.00",
                "payee_bank_hash": "9999999999999999",
            }
            for h in ("h1", "h2")
        ]
        assert found(shares=shares, moves=moves).ids() == {("R04", "d1", "S")}

    def test_a_host_that_never_insured_anybody(self):
        move = {"payee_employer_id": "shell", "payee_bank_hash": "0000000000000007"}
        assert found(shares=[{"host_employer_id": "shell"}], moves=[move]).ids() == {
            ("R04", "d1", "S")
        }


class TestPublicHosts:
    HOST, MOVE = {"host_employer_id": "h3", "host_nature": "20"}, {"payee_employer_id": "h3"}

    def test_a_public_hospital_with_an_amount(self):
        row = found(shares=[self.HOST], moves=[self.MOVE]).of("R05").iloc[0]
        assert (row.level, row.value) == ("H", 5000.0)

    def test_stated_as_an_enterprise(self):
        made = found(shares=[self.HOST | {"host_nature": "10"}], moves=[self.MOVE])
        assert ("R05", "d1", "H") in made.ids() and "1家在明细中申报为其他性质" in made.of(
            "R05"
        ).iloc[0].reason_zh

    @pytest.mark.parametrize(("year", "hit"), [("2023", False), ("2024", True)])
    def test_left_out_from_2024_on(self, year, hit):
        made = found([{"refund_year": year}], [self.HOST | {"agreement_share": "1.0"}], [self.MOVE])
        assert (("R05", "d1", "H") in made.ids()) == hit

    def test_named_without_an_amount(self):
        shares = [{}, self.HOST | {"seq": "2", "planned_amount": "0.00", "dispatched_heads": "0"}]
        assert found(shares=shares).of("R05").empty

    def test_a_converted_unit_is_explained(self):
        made = found(shares=[{"host_nature": "20"}])
        assert made.of("R05").empty and ("R05", "d1", "is_converted_host") in made.explained_ids()


class TestOutsourcing:
    OWN = {"own_staff_amount": "5700.00"}
    PLAN, MOVES = [{"planned_amount": "300.00", "dispatched_heads": "1"}], [{"amount": "300.00"}]

    def cases(self, *hosts):
        return "\n".join(
            f"c{n} | d1p{n} | d1 | {h} | 2025-0{n + 1}-10T10:00:00" for n, h in enumerate(hosts)
        )

    def test_own_staff_that_is_hurt_at_other_firms(self):
        made = found([self.OWN], self.PLAN, self.MOVES, cases=self.cases("h1", "h2", "-"))
        row = made.of("R11").iloc[0]
        assert (row.level, row.value) == ("S", pytest.approx(2 / 3))

    def test_genuine_outsourcing_and_one_case(self):
        for hosts in (("-", "-", "-"), ("h1",), ("-", "-", "-", "h1")):
            made = found([self.OWN], self.PLAN, self.MOVES, cases=self.cases(*hosts))
            assert made.of("R11").empty, hosts

    def test_two_of_two_are_rare_and_one_of_two_is_not(self):
        for hosts, level in ((("h1", "h1"), "S"), (("h1", "-"), "M")):
            made = found([self.OWN], self.PLAN, self.MOVES, cases=self.cases(*hosts))
            assert ("R11", "d1", level) in made.ids()

    def test_where_ordinary_staff_is_hurt_elsewhere_too_it_is_weak(self):
        others = "\n".join(
            f"o{n} | o1p0 | o1 | {('h1', '-')[n % 2]} | 2025-02-10T10:00:00" for n in range(40)
        )
        cases = f"{self.cases('h1', 'h2', '-')}\n{others}"
        assert ("R11", "d1", "M") in found([self.OWN], self.PLAN, self.MOVES, cases=cases).ids()

    def test_dispatched_staff_is_hurt_at_hosts_by_nature(self):
        assert found(cases=self.cases("h1", "h2", "h1")).of("R11").empty


class TestPlannedHeads:
    def test_more_dispatched_than_insured(self):
        row = found(shares=[{"dispatched_heads": "12"}]).of("R14").iloc[0]
        assert (row.level, row.value) == ("S", pytest.approx(12 / (10 * 5 / 6) - 1))

    def test_own_staff_that_are_dispatched(self):
        shares, moves = [{"planned_amount": "2000.00"}], [{"amount": "2000.00"}]
        made = found([{"own_staff_amount": "4000.00"}], shares, moves)
        assert made.ids() == {("R14", "d1", "S")}

    def test_two_persons_apart_is_rounding(self):
        assert found(shares=[{"dispatched_heads": "10"}]).of("R14").empty

    @pytest.mark.parametrize(("arrears", "is_hit"), [(1, False), (10, True)])
    def test_arrears_of_months_before_the_ledger_begins_are_no_ledger(self, arrears, is_hit):
        half = "\n".join(premium(f"p{n}", "d1", "2023-07", "2025-06") for n in range(10))
        early = "\n".join(premium(f"p{n}", "d1", "2023-01", "2023-06") for n in range(arrears))
        last_year = {
            "refund_year": "2024",
            "approve_date": "2024-06-01",
            "apply_date": "2024-05-10",
        }
        shares = [{"dispatched_heads": "14"}]
        made = found([last_year], shares, ledger=f"{half}\n{early}")
        assert len(made.of("R14")) == is_hit

    def test_heads_of_the_end_of_the_year_are_explained(self):
        grown = "\n".join(premium(f"g{n}", "d1", "2024-11", "2025-06") for n in range(8))
        made = found(shares=[{"dispatched_heads": "15"}], ledger=f"{LEDGER}\n{grown}")
        assert made.of("R14").empty and ("R14", "d1", "is_year_end_count") in made.explained_ids()
