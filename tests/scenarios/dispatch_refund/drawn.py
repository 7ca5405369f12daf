"""Tables drawn for the tests of refunds, and what is found on them."""

from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.injury_case import InjuryCase
from contracts.tables.refund_allocation import RefundAllocation
from contracts.tables.refund_transfer import RefundTransfer
from contracts.tables.stabilization_refund import StabilizationRefund
from scenarios import load_scenarios
from tests.drawn_tables import format_rows, repeat_monthly
from tests.run_scenario import run_scenario

SCENARIO = load_scenarios()["dispatch_refund"]

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


def premium(person, unit, first="2024-01", last="2024-12", *, base=BASE, posted="-"):
    return repeat_monthly(
        f"{person} | {unit} | 210 | {{month}} | 1 | 1 | 1 | {base} | {posted}", first, last
    )


def staff(unit, count, first="2024-01", last="2025-06", **more):
    return "\n".join(premium(f"{unit}p{n}", unit, first, last, **more) for n in range(count))


LEDGER = "\n".join(
    [
        staff("d1", 10),
        *(staff(u, 9) for u in ("h1", "h2", "h3", "member")),
        staff("o1", 10),
        staff("gone", 3),
    ]
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
        StabilizationRefund: format_rows(REFUND, *refunds),
        RefundAllocation: format_rows(SHARE, *shares),
        RefundTransfer: format_rows(MOVE, *moves),
        ContributionMonth: "\n".join([PREMIUM, *ledger.splitlines()]),
        InjuryCase: "\n".join([CASES, *cases.splitlines()]),
    }
    return run_scenario(
        SCENARIO, {t: rows for t, rows in tables.items() if t not in without}, as_of
    )


def units_with(unit, **columns):
    """The units with some columns of one of them changed."""
    lines = [line.split("|") for line in UNITS.strip().splitlines()]
    names = [c.strip() for c in lines[0]]
    for line in lines[1:]:
        if line[0].strip() == unit:
            for name, value in columns.items():
                line[names.index(name)] = value
    return "\n".join("|".join(line) for line in lines)
