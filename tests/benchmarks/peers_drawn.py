"""Random small deliveries with everything that the compared sets look at: returns, slips of unit, families, repeated codes."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from contracts.tables.account_share import AccountShare
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.claim_trace import ClaimTrace
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.drug_catalog import DrugCatalog
from contracts.tables.employer import Employer
from contracts.tables.institution import Institution
from tests.sources.snapshots import write_snapshot

LAST = datetime(2026, 7, 4)  # a few days after the as-of date: they must not count
SLIPS = "p5"  # at the till this one's tablets are keyed as packs
SHOPS, BUYERS, UNITS = (
    ("P1", "P2", "P3"),
    ("p1", "p2", "p3", "p4", SLIPS),
    ("e1", "e2", "small", "window", "void"),
)
DRUGS = """
item_code | generic_name | generic_code | pack_units | ddd_units
d1        | 甲药          | A01          | 28         | 1
d2        | 乙药          | A02          | 30         | 1.6
d3        | 丙药          | -            | 1          | 8
d4        | 饮片          | Z01          | -          | -
"""
FAMILY = """
owner_person_id | member_person_id | from_date  | to_date    | row_status
p1              | p2               | 2025-01-01 | -          | 1
p2              | p1               | 2025-03-01 | 2026-06-30 | 1
p1              | p3               | 2025-01-01 | 2026-06-29 | 1
p4              | p3               | 2026-07-01 | -          | 1
p4              | p2               | 2025-01-01 | -          | 0
"""
WORK_UNITS = """
employer_id | unit_nature | row_status
e1          | 10          | 1
e2          | 10          | 1
small       | 10          | 1
window      | 60          | 1
void        | 10          | 0
"""


def drawn_snapshot(folder: Path, seed: int) -> Path:
    """A delivery of a hundred and fifty settlements with their returns and codes, and the months of fifty workers."""
    rng = np.random.default_rng(seed)
    sales = [_sale(rng, number) for number in range(150)]
    sales += [
        _return(rng, sales[n], number)
        for number, n in enumerate(rng.choice(150, 40, replace=False))
    ]
    lines = [line for sale in sales for line in sale["lines"]]
    tables = {
        Institution: "institution_code | row_status\nP1 | 1\nP2 | 1\nP3 | 0",
        DrugCatalog: DRUGS,
        AccountShare: FAMILY,
        Employer: WORK_UNITS,
        ClaimHeader: _text([_header(sale) for sale in sales]),
        ClaimLine: _text([{k: v for k, v in line.items() if k != "codes"} for line in lines]),
        ClaimTrace: _text([scan for line in lines for scan in _scans(line)]),
        ContributionMonth: _text(list(_months(rng))),
    }
    return write_snapshot(folder, tables)


def _sale(rng, number):
    sold_at = LAST - timedelta(hours=int(rng.integers(0, 400 * 24)))
    buyer = rng.choice(BUYERS)
    return {
        "setl_id": f"s{number:03d}",
        "person_id": buyer,
        "institution_code": rng.choice(SHOPS, p=[0.5, 0.4, 0.1]),
        "med_type": rng.choice(["41", "11"], p=[0.9, 0.1]),
        "service_time": sold_at.isoformat(),
        "reversal_of": "-",
        "row_status": rng.choice(["1", "0"], p=[0.97, 0.03]),
        "lines": [
            _line(rng, f"s{number:03d}", item, buyer)
            for item in rng.integers(1, 5, rng.integers(1, 4))
        ],
    }


def _line(rng, settlement, item, buyer):
    unit = rng.choice(["盒", "片", "g"], p=[0.8, 0.15, 0.05])
    count = int(rng.integers(1, 5))
    # prices lie apart, so that it tells which sales make the usual one
    price = round(rng.uniform(5, 40) if unit == "盒" and buyer != SLIPS else rng.uniform(1, 9), 2)
    return {
        "feedetl_sn": f"{settlement}-{rng.integers(10**9)}",
        "setl_id": settlement,
        "item_code": f"d{item}",
        "list_type": rng.choice(["101", "102"], p=[0.9, 0.1]),
        "qty": count,
        "qty_unit": unit,
        "unit_price": price,
        "amount": f"{count * price + 0.1:.2f}",
        "long_rx_flag": int(rng.random() < 0.1),
        "split_flag": int(rng.random() < 0.1),
        "codes": [f"{code:016x}" for code in rng.integers(1, 250, count) * 16**8],
    }


def _return(rng, sale, number):
    """Takes back some of the lines of a sale, of one of them perhaps not all packs."""
    kept = sale["lines"][: int(rng.integers(1, len(sale["lines"]) + 1))]
    back = [_taken_back(rng, line, f"r{number:03d}") for line in kept]
    when = datetime.fromisoformat(sale["service_time"]) + timedelta(hours=3)
    own = {
        "setl_id": f"r{number:03d}",
        "reversal_of": sale["setl_id"],
        "service_time": when.isoformat(),
    }
    return sale | own | {"lines": back, "row_status": "1"}


def _taken_back(rng, line, settlement):
    count = int(rng.integers(1, line["qty"] + 1))
    share = float(line["amount"]) * count / line["qty"]
    own = {"setl_id": settlement, "feedetl_sn": f"{settlement}-{line['feedetl_sn']}"}
    return line | own | {"qty": -count, "amount": f"{-share:.2f}", "codes": line["codes"][:count]}


def _header(sale):
    total = sum(float(line["amount"]) for line in sale["lines"])
    return {k: v for k, v in sale.items() if k != "lines"} | {"total_amount": f"{total:.2f}"}


def _scans(line):
    if len(line["codes"]) == 3:  # the scanner was not used
        return [
            {
                "feedetl_sn": line["feedetl_sn"],
                "seq": 1,
                "trace_code_hash": "-",
                "no_code_reason": "5",
            }
        ]
    scans = enumerate(line["codes"], start=1)
    return [
        {
            "feedetl_sn": line["feedetl_sn"],
            "seq": seq,
            "trace_code_hash": code,
            "no_code_reason": "-",
        }
        for seq, code in scans
    ]


def _months(rng):
    """Premiums of two and a half years with gaps, moves, late payments, other insurances and rows in double."""
    for person in range(50):
        for month in np.flatnonzero(rng.random(31) < 0.6):
            for unit in rng.choice(
                UNITS, rng.integers(1, 3), replace=False, p=[0.565, 0.2, 0.005, 0.13, 0.1]
            ):
                day = f"{2024 + month // 12}-{month % 12 + 1:02d}"
                yield from (
                    _premium(rng, f"w{person}", unit, day, s) for s in range(1, rng.integers(2, 4))
                )


def _premium(rng, person, unit, month, seq):
    return {
        "person_id": person,
        "employer_id": unit,
        "insurance_type": rng.choice(["210", "110"], p=[0.9, 0.1]),
        "contrib_month": month,
        "seq": seq,
        "posted_date": rng.choice(["-", f"{month}-20", "2026-07-02"], p=[0.1, 0.85, 0.05]),
        "pay_kind": rng.choice(["1", "2"], p=[0.95, 0.05]),
        "row_status": rng.choice(["1", "0"], p=[0.98, 0.02]),
    }


def _text(rows):
    return "\n".join([" | ".join(rows[0]), *(" | ".join(map(str, row.values())) for row in rows)])
