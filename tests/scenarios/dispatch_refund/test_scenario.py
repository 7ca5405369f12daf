"""Refunds as a whole on drawn tables; the indicators by theme stand in files of their own."""

from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.injury_case import InjuryCase
from contracts.tables.refund_transfer import RefundTransfer
from tests.scenarios.dispatch_refund.drawn import ORDINARY, found


def test_a_refund_passed_on_in_full_and_in_time_is_no_hit():
    made = found()
    assert made.findings.empty and made.explained.empty and made.not_computed == {}


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
    assert {"R01", "R02", "R03", "R04", "R15"} <= set(made.not_computed) and (
        "R06",
        "o1",
        "S",
    ) in made.ids()
