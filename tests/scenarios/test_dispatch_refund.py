"""Every indicator of refunds on drawn tables, each beside what looks like it and is none."""

import pytest

from contracts.law import law
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.injury_case import InjuryCase
from contracts.tables.refund_allocation import RefundAllocation
from contracts.tables.refund_transfer import RefundTransfer
from contracts.tables.stabilization_refund import StabilizationRefund
from scenarios.dispatch_refund import SCENARIO
from tests.drawn import monthly
from tests.night_in_small import find

LICENCE = "PQ-1 | 2015-01-01 | 2030-12-31"
UNITS = f"""
employer_id | unit_nature | size_class | size_year | register_date | deregister_date | legal_rep_hash   | bank_hash        | dispatch_license_no | dispatch_valid_from | dispatch_valid_to
d1          | 10          | M          | 2025      | 2015-01-01    | -               | aaaaaaaaaaaaaaaa | 00000000000000d1 | {LICENCE}
h1          | 10          | M          | 2025      | 2015-01-01    | -               | bbbbbbbbbbbbbbbb | 0000000000000001 | - | - | -
h2          | 10          | S          | 2025      | 2015-01-01    | -               | cccccccccccccccc | 0000000000000002 | - | - | -
h3          | 20          | S          | 2025      | 2015-01-01    | -               | dddddddddddddddd | 0000000000000003 | - | - | -
gone        | 10          | S          | 2025      | 2015-01-01    | 2025-09-01      | eeeeeeeeeeeeeeee | 0000000000000004 | - | - | -
treasury    | 10          | S          | 2025      | 2015-01-01    | -               | bbbbbbbbbbbbbbbb | 0000000000000005 | - | - | -
member      | 10          | S          | 2025      | 2015-01-01    | -               | aaaaaaaaaaaaaaaa | 0000000000000006 | - | - | -
shell       | 10          | X          | 2025      | 2023-01-01    | -               | ffffffffffffffff | 0000000000000007 | - | - | -
other       | 10          | S          | 2025      | 2015-01-01    | -               | 1111111111111111 | 0000000000000008 | - | - | -
o1          | 10          | S          | 2025      | 2015-01-01    | -               | 2222222222222222 | 0000000000000009 | - | - | -
"""
REFUND = {
    "refund_id": "r1",
    "employer_id": "d1",
    "refund_year": "2025",
    "premium_paid_prev_year": "10000.00",
    "ratio": "0.6",
    "refund_amount": "6000.00",
    "apply_date": "2025-05-10",
    "approve_date": "2025-06-01",
    "paid_date": "2025-06-10",
    "size_class_used": "M",
    "heads_y1": "10",
    "heads_y2": "10",
    "layoff_heads": "0",
    "channel": "2",
    "is_dispatch": "1",
    "own_staff_amount": "1000.00",
}
SHARE = {
    "refund_id": "r1",
    "seq": "1",
    "host_employer_id": "h1",
    "host_nature": "10",
    "dispatched_heads": "8",
    "planned_amount": "5000.00",
    "agreement_share": "-",
}
MOVE = {
    "transfer_id": "x1",
    "refund_id": "r1",
    "payee_employer_id": "h1",
    "payee_bank_hash": "0000000000000001",
    "amount": "5000.00",
    "transfer_date": "2025-06-20",
    "voucher_no": "v1",
    "uploaded_at": "2025-06-21T10:00:00",
    "returned": "0",
}
ORDINARY = {
    "employer_id": "o1",
    "is_dispatch": "0",
    "own_staff_amount": "-",
    "channel": "1",
    "apply_date": "-",
}
PREMIUM = "person_id | employer_id | insurance_type | contrib_month | seq | pay_kind | paid_flag | base_amount | posted_date"
CASES = "case_id | person_id | employer_id | host_employer_id | injury_time"
BASE = "8333.34"  # ten persons for twelve months at one per cent: the 10,000 yuan of the refund


def table(defaults, *rows):
    """Rows drawn over the defaults."""
    filled = [defaults | row for row in rows]
    return "\n".join([" | ".join(defaults), *(" | ".join(r.values()) for r in filled)])


def premium(person, unit, first="2024-01", last="2024-12", *, base=BASE, posted="-"):
    return monthly(f"{person} | {unit} | 210 | {{month}} | 1 | 1 | 1 | {base} | {posted}", first, last)


def staff(unit, count, first="2024-01", last="2025-06", **more):
    return "\n".join(premium(f"{unit}p{n}", unit, first, last, **more) for n in range(count))


LEDGER = "\n".join(
    [staff("d1", 10), *(staff(u, 9) for u in ("h1", "h2", "h3", "member")), staff("o1", 10), staff("gone", 3)]
)


def found(
    refunds=({},),
    shares=({},),
    moves=({},),
    *,
    ledger=LEDGER,
    units=UNITS,
    cases="",
    without=(),
    as_of="2026-06-30",
):
    """Findings on these rows; every table that the scenario needs is there, empty or not."""
    tables = {
        Employer: units,
        StabilizationRefund: table(REFUND, *refunds),
        RefundAllocation: table(SHARE, *shares),
        RefundTransfer: table(MOVE, *moves),
        ContributionMonth: "\n".join([PREMIUM, *ledger.splitlines()]),
        InjuryCase: "\n".join([CASES, *cases.splitlines()]),
    }
    return find(SCENARIO, {t: rows for t, rows in tables.items() if t not in without}, as_of)


def units_with(unit, **columns):
    """The units with some columns of one of them changed."""
    lines = [line.split("|") for line in UNITS.strip().splitlines()]
    names = [c.strip() for c in lines[0]]
    for line in lines[1:]:
        if line[0].strip() == unit:
            for name, value in columns.items():
                line[names.index(name)] = value
    return "\n".join("|".join(line) for line in lines)


def test_a_refund_passed_on_in_full_and_in_time_is_no_hit():
    made = found()
    assert made.findings.empty and made.explained.empty and made.not_computed == {}


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
        share, move = {"agreement_share": "0.7"}, {"amount": "1000.00", "transfer_date": "2022-06-20"}
        refund = {
            "refund_year": "2022",
            "paid_date": "2022-06-10",
            "approve_date": "2022-06-01",
            "ratio": "0.9",
        }
        made = found([refund], [share], [move])
        assert ("R01", "d1", "S") in made.ids() and float(made.of("R01").iloc[0].amount_involved) == 2500.0

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
        number = law("refund_transfer_days")
        assert not number.verified and number.values[-1][1] == {"deadline": 30, "critical": 90}

    def test_what_comes_back_does_not_count(self):
        back = {"transfer_id": "x2", "amount": "-4000.00", "transfer_date": "2025-07-01"}
        made = found(moves=[{}, back])
        assert made.of("R01").iloc[0].value == 0.2 and float(made.of("R03").iloc[0].amount_involved) == 4000.0

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
        assert {("R01", "d1", "is_host_gone"), ("R03", "d1", "is_host_gone")} <= made.explained_ids()

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
        row = found(shares=[{"planned_amount": "3000.00"}], moves=[{"amount": "3000.00"}]).of("R03").iloc[0]
        assert (row.level, row.value) == ("S", 2000.0)

    @pytest.mark.parametrize(("amount", "hit"), [("4000.00", False), ("3999.00", True)])
    def test_more_than_a_thousand_yuan(self, amount, hit):
        made = found(shares=[{"planned_amount": amount}], moves=[{"amount": amount}])
        assert (not made.of("R03").empty) == hit

    def test_the_own_staffs_part_is_kept_rightly(self):
        shares, moves = [{"planned_amount": "1000.00", "dispatched_heads": "2"}], [{"amount": "1000.00"}]
        assert found([{"own_staff_amount": "5000.00"}], shares, moves).ids() == set()


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
        made = found(moves=[{"payee_employer_id": "treasury", "payee_bank_hash": "0000000000000005"}])
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
        assert found(shares=[{"host_employer_id": "shell"}], moves=[move]).ids() == {("R04", "d1", "S")}


class TestPublicHosts:
    HOST, MOVE = {"host_employer_id": "h3", "host_nature": "20"}, {"payee_employer_id": "h3"}

    def test_a_public_hospital_with_an_amount(self):
        row = found(shares=[self.HOST], moves=[self.MOVE]).of("R05").iloc[0]
        assert (row.level, row.value) == ("H", 5000.0)

    def test_stated_as_an_enterprise(self):
        made = found(shares=[self.HOST | {"host_nature": "10"}], moves=[self.MOVE])
        assert ("R05", "d1", "H") in made.ids() and "1家在明细中申报为其他性质" in made.of("R05").iloc[
            0
        ].reason_zh

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


class TestCeiling:
    @pytest.mark.parametrize(("amount", "hit"), [("6001.00", False), ("6001.01", True)])
    def test_one_yuan_over(self, amount, hit):
        made = found([ORDINARY | {"refund_amount": amount}], [], [])
        assert (("R06", "o1", "H") in made.ids()) == hit

    @pytest.mark.parametrize(
        ("year", "size", "amount", "hit"),
        [
            ("2022", "M", "9000.00", False),
            ("2023", "M", "9000.00", True),
            ("2022", "L", "5000.00", False),
            ("2023", "L", "5000.00", True),
            ("2025", "L", "3000.00", False),
        ],
    )
    def test_the_ratio_of_the_year_and_class(self, year, size, amount, hit):
        refund = ORDINARY | {"refund_year": year, "size_class_used": size, "refund_amount": amount}
        assert (not found([refund], [], []).of("R06").empty) == hit

    def test_premium_stated_above_the_ledger_is_a_lead(self):
        refund = ORDINARY | {"premium_paid_prev_year": "12000.00", "refund_amount": "7200.00"}
        row = found([refund], [], []).of("R06").iloc[0]
        assert (row.level, row.value) == ("S", pytest.approx(1200.0, abs=1))

    def test_premium_settled_late_is_explained(self):
        made = found([ORDINARY | {"premium_paid_prev_year": "9000.00"}], [], [])
        assert made.of("R06").empty and ("R06", "o1", "is_settled_late") in made.explained_ids()


class TestLayoffs:
    def refund(self, y2, y1, layoffs, **more):
        heads = {"heads_y2": str(y2), "heads_y1": str(y1), "layoff_heads": str(layoffs)}
        return ORDINARY | heads | {k: str(v) for k, v in more.items()}

    @pytest.mark.parametrize(
        ("y2", "y1", "layoffs", "hit"),
        [
            (1000, 945, 55, False),
            (1000, 944, 56, True),
            (1000, 900, 10, False),  # either formula suffices
            (1000, 960, 200, False),
            (30, 24, 6, False),  # thirty and fewer: a fifth
            (30, 23, 7, True),
            (31, 25, 6, False),  # small at either end
        ],
    )
    def test_both_formulas_above_the_limit(self, y2, y1, layoffs, hit):
        made = found([self.refund(y2, y1, layoffs)], [], [])
        assert (("R07", "o1", "H") in made.ids()) == hit

    @pytest.mark.parametrize(("year", "hit"), [("2021", False), ("2022", True)])
    def test_the_limit_of_the_year(self, year, hit):
        day = {"approve_date": f"{year}-06-01", "paid_date": f"{year}-06-10", "refund_amount": "1.00"}
        made = found([self.refund(1000, 942, 58, refund_year=year, **day)], [], [], as_of="2025-06-30")
        assert (("R07", "o1", "H") in made.ids()) == hit

    def test_recipients_that_are_not_known(self):
        made = found([self.refund(100, 50, 0) | {"layoff_heads": "-"}], [], [])
        assert made.of("R07").empty

    def test_a_unit_registered_at_the_end_of_the_year_before_is_explained(self):
        made = found([self.refund(20, 10, 9)], [], [], units=units_with("o1", register_date="2023-12-01"))
        assert made.of("R07").empty and ("R07", "o1", "is_new_unit") in made.explained_ids()

    def test_a_split_is_explained(self):
        went = "\n".join(
            premium(f"s{n}", unit, first, last)
            for n in range(6)
            for unit, first, last in (("o1", "2023-12", "2024-05"), ("other", "2024-06", "2025-06"))
        )
        ledger = f"{LEDGER}\n{went}"
        made = found([self.refund(16, 10, 6)], [], [], ledger=ledger)
        assert made.of("R07").empty and ("R07", "o1", "is_split_or_merged") in made.explained_ids()


class TestShortYear:
    def ledger(self, first="2024-01", **more):
        return "\n".join([staff("d1", 10), staff("o1", 3, first, **more)])

    @pytest.mark.parametrize(("first", "months"), [("2024-01", None), ("2024-02", 11.0)])
    def test_twelve_months(self, first, months):
        hits = found([ORDINARY], [], [], ledger=self.ledger(first)).of("R08")
        assert hits.empty if months is None else hits.iloc[0].value == months

    def test_a_year_without_any(self):
        assert found([ORDINARY], [], [], ledger=staff("d1", 10)).of("R08").iloc[0].value == 0

    def test_paid_after_the_approval(self):
        ledger = (
            f"{self.ledger('2024-02')}\n{premium('o1p0', 'o1', '2024-01', '2024-01', posted='2025-08-01')}"
        )
        assert ("R08", "o1", "H") in found([ORDINARY], [], [], ledger=ledger).ids()

    def test_counted_from_registration_is_explained(self):
        units = units_with("o1", register_date="2024-03-10")
        made = found([ORDINARY], [], [], ledger=self.ledger("2024-04"), units=units)
        assert made.of("R08").empty and ("R08", "o1", "is_counted_from_registration") in made.explained_ids()

    def test_a_ledger_that_begins_within_the_year_says_nothing(self):
        assert found([ORDINARY], [], [], ledger=staff("d1", 10, "2024-07")).of("R08").empty


class TestSize:
    def test_large_by_the_register(self):
        made = found([ORDINARY], [], [], units=units_with("o1", size_class="L"))
        assert ("R09", "o1", "S") in made.ids()

    def test_used_as_large(self):
        refund = ORDINARY | {"size_class_used": "L", "refund_amount": "3000.00"}
        assert found([refund], [], [], units=units_with("o1", size_class="L")).ids() == set()

    def test_a_class_of_another_year_is_explained(self):
        made = found([ORDINARY], [], [], units=units_with("o1", size_class="L", size_year="2022"))
        assert made.of("R09").empty and ("R09", "o1", "is_class_of_other_year") in made.explained_ids()


class TestLicence:
    @pytest.mark.parametrize(("until", "hit"), [("2025-05-10", False), ("2025-05-09", True)])
    def test_valid_to_the_day_of_application(self, until, hit):
        made = found(units=units_with("d1", dispatch_valid_to=until))
        assert (("R10", "d1", "H") in made.ids()) == hit

    def test_no_licence_at_all(self):
        none = dict.fromkeys(("dispatch_license_no", "dispatch_valid_from", "dispatch_valid_to"), "-")
        assert ("R10", "d1", "H") in found(units=units_with("d1", **none)).ids()

    def test_an_ordinary_unit_needs_none(self):
        assert found([ORDINARY], [], []).of("R10").empty

    def test_a_branch_of_a_licensed_office_is_explained(self):
        units = units_with("d1", dispatch_valid_to="2020-01-01")
        head = f"head | 10 | M | 2025 | 2010-01-01 | - | aaaaaaaaaaaaaaaa | 00000000000000aa | {LICENCE}"
        made = found(units=f"{units}\n{head}")
        assert made.of("R10").empty and ("R10", "d1", "is_branch_of_licensed") in made.explained_ids()

    def test_a_licence_renewed_since_is_explained(self):
        made = found(units=units_with("d1", dispatch_valid_from="2026-01-01"))
        assert made.of("R10").empty and ("R10", "d1", "is_renewed_since") in made.explained_ids()


class TestOutsourcing:
    OWN = {"own_staff_amount": "5700.00"}
    PLAN, MOVES = [{"planned_amount": "300.00", "dispatched_heads": "1"}], [{"amount": "300.00"}]

    def cases(self, *hosts):
        return "\n".join(f"c{n} | d1p{n} | d1 | {h} | 2025-0{n + 1}-10T10:00:00" for n, h in enumerate(hosts))

    def test_own_staff_that_is_hurt_at_other_firms(self):
        made = found([self.OWN], self.PLAN, self.MOVES, cases=self.cases("h1", "h2", "-"))
        row = made.of("R11").iloc[0]
        assert (row.level, row.value) == ("S", pytest.approx(2 / 3))

    def test_genuine_outsourcing_and_two_cases(self):
        for hosts in (("-", "-", "-"), ("h1", "h1")):
            made = found([self.OWN], self.PLAN, self.MOVES, cases=self.cases(*hosts))
            assert made.of("R11").empty, hosts

    def test_dispatched_staff_is_hurt_at_hosts_by_nature(self):
        assert found(cases=self.cases("h1", "h2", "h1")).of("R11").empty


class TestHeads:
    def test_more_than_the_ledger_has_for_that_month(self):
        made = found([ORDINARY | {"heads_y1": "17"}], [], [])
        assert made.ids() == {("R12", "o1", "S")}

    def test_a_season_is_a_model_feature(self):
        season = "\n".join(premium(f"s{n}", "o1", "2024-12", "2024-12", base="1.00") for n in range(8))
        made = found([ORDINARY | {"heads_y1": "18"}], [], [], ledger=f"{LEDGER}\n{season}")
        assert made.ids() == {("R12", "o1", "M")}

    def test_half_again_is_the_least(self):
        assert found([ORDINARY | {"heads_y1": "14"}], [], []).of("R12").empty


class TestTwice:
    SECOND = ORDINARY | {"refund_id": "r2", "approve_date": "2025-09-01", "paid_date": "2025-09-10"}

    def test_a_second_refund_of_the_year(self):
        hits = found([ORDINARY, self.SECOND], [], []).of("R13")
        assert list(hits.record_id) == ["r2"] and float(hits.iloc[0].amount_involved) == 6000.0

    def test_refunds_of_two_years(self):
        second = self.SECOND | {
            "refund_year": "2026",
            "approve_date": "2026-05-01",
            "paid_date": "2026-05-10",
        }
        assert found([ORDINARY, second], [], []).of("R13").empty

    def test_a_supplement_within_the_ceiling_is_explained(self):
        parts = [ORDINARY | {"refund_amount": "3500.00"}, self.SECOND | {"refund_amount": "2500.00"}]
        made = found(parts, [], [])
        assert made.of("R13").empty and ("R13", "o1", "is_supplement") in made.explained_ids()

    def hosts_refund(self):
        return ORDINARY | {"refund_id": "r9", "employer_id": "h1"}

    @pytest.mark.parametrize(("last", "hit"), [("2024-03", False), ("2024-04", True)])
    def test_persons_at_the_host_in_the_same_months(self, last, hit):
        both = premium("d1p0", "h1", "2024-03", last)
        made = found([{}, self.hosts_refund()], ledger=f"{LEDGER}\n{both}")
        assert (("R13", "d1", "H") in made.ids()) == hit

    def test_a_change_of_employer_has_disjoint_months(self):
        moved = f"{premium('m', 'd1', '2024-01', '2024-06')}\n{premium('m', 'h1', '2024-07', '2024-12')}"
        assert found([{}, self.hosts_refund()], ledger=f"{LEDGER}\n{moved}").of("R13").empty

    def test_a_host_without_a_refund_counts_nobody(self):
        assert found(ledger=f"{LEDGER}\n{premium('d1p0', 'h1')}").of("R13").empty


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

    def test_heads_of_the_end_of_the_year_are_explained(self):
        grown = "\n".join(premium(f"g{n}", "d1", "2024-11", "2025-06") for n in range(8))
        made = found(shares=[{"dispatched_heads": "15"}], ledger=f"{LEDGER}\n{grown}")
        assert made.of("R14").empty and ("R14", "d1", "is_year_end_count") in made.explained_ids()


def test_transfers_without_proof_are_a_model_feature():
    made = found(moves=[{"voucher_no": "-"}])
    assert made.ids() == {("R15", "d1", "M")}
    assert found(moves=[{"uploaded_at": "-"}]).ids() == made.ids()


def test_nothing_dated_after_the_night_matters():
    later = [
        {"transfer_date": "2025-06-20"},
        {"transfer_id": "x2", "amount": "-5000.00", "transfer_date": "2025-08-01"},
    ]
    assert found(moves=later, as_of="2025-07-20").findings.empty
    assert ("R01", "d1", "H") in found(moves=later, as_of="2025-09-20").ids()


def test_a_refund_beyond_the_look_back_is_left_alone():
    old = {"refund_year": "2021", "approve_date": "2021-06-01", "paid_date": "2021-06-10"}
    assert found([old], moves=[{"amount": "1.00"}]).findings.empty


def test_without_the_ledger_transfers_are_judged_all_the_same():
    made = found(moves=[{"amount": "3500.00"}], without=(ContributionMonth, InjuryCase))
    assert ("R01", "d1", "H") in made.ids()
    assert made.not_computed == {
        "R04": ["contribution_month"],
        "R06": ["contribution_month"],
        "R08": ["contribution_month"],
        "R11": ["injury_case"],
        "R12": ["contribution_month"],
        "R13": ["contribution_month"],
        "R14": ["contribution_month"],
    }


def test_without_transfers_what_is_left_is_not_known():
    made = found([ORDINARY | {"refund_amount": "7000.00"}], [], [], without=(RefundTransfer,))
    assert {"R01", "R02", "R03", "R04", "R15"} <= set(made.not_computed) and ("R06", "o1", "H") in made.ids()
