"""Made-up worlds for the inspection planner: registers, a run's findings, and what is true."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from contracts.codes import load_code_lists
from planning.leads import RunFacts
from planning.registers import Registers, build_registers

AS_OF = date(2026, 6, 30)
FIRST_DAY = date(2026, 7, 1)
KINDS, KIND_SHARES = ("H", "P", "E"), (0.2, 0.5, 0.3)
# rule → level, chance that a hit is true, mean yuan of a record
RULES = {
    "P01": ("H", 0.85, 3_000),
    "P15": ("S", 0.45, 9_000),
    "H05": ("S", 0.5, 12_000),
    "D02": ("H", 0.8, 8_000),
    "model": ("M", 0.15, 20_000),
}
RULES_OF_KIND = {"P": ("P01", "P15", "model"), "H": ("H05", "P15", "model"), "E": ("D02", "model")}
FINDING_COLUMNS = [
    "finding_id",
    "case_id",
    "scenario_id",
    "indicator_id",
    "level",
    "credence",
    "subject_kind",
    "subject_id",
    "record_table",
    "record_id",
    "amount_involved",
    "district",
    "data_question",
]
# a secondary hospital bills as much as several clinics, though not twelve times, as its days are
SIZES = {"2": 4, "3": 8}
SKILLS = ("临床", "药学", "财务", "护理", "社保政策")


@dataclass(frozen=True)
class World:
    """`truth`: finding_id → confirmed yuan if its target is visited (0 where it is not true)."""

    facts: RunFacts
    registers: Registers
    truth: pd.Series


def make_world(
    seed: int,
    *,
    targets: int,
    districts: int,
    inspectors_a_district: int = 8,
    rings: int = 2,
    days_per_month: float = 8.0,
    offices: bool = False,
    leads_a_target: float = 3.0,
    due_share: float = 0.1,
) -> World:
    """Make a world from a seed. `due_share` of the targets have a closed case, half of them a
    follow-up that is due; half as many have a complaint.
    """
    rng = np.random.default_rng(seed)
    codes = [c for c in load_code_lists()["district"] if c != "330200"][:districts]
    target = _make_targets(rng, targets, codes, rings, offices, due_share)
    findings, truth = _make_findings(rng, target, leads_a_target)
    people = _make_inspectors(rng, codes, inspectors_a_district, days_per_month)
    registers = build_registers(
        {
            "inspection_target": target,
            "inspector": people,
            "recusal_pair": _make_recusals(rng, people, target),
            "complaint": _make_complaints(rng, target, due_share / 2),
            "expert": _make_experts(rng, codes),
            "inspection_calendar": pd.DataFrame(
                {
                    "entry_id": ["k1"],
                    "period_kind": ["national"],
                    "date_from": ["2026-08-10"],
                    "date_to": ["2026-08-14"],
                    "district": [codes[0]],
                }
            ),
        }
    )
    scored = findings.groupby(["subject_id", "record_table"]).size().rename("records") * 3
    facts = RunFacts(
        run_id=f"world-{seed}",
        as_of=AS_OF.isoformat(),
        findings=findings,
        scored=scored.reset_index(),
        judged={("made", "P01"): 30, ("made", "P15"): 8},
        missed_rate=0.02,
    )
    return World(facts, registers, truth)


def _make_targets(rng, count, codes, rings, offices, due_share):
    kind = rng.choice(KINDS, count, p=KIND_SHARES)
    district = rng.choice(codes, count)
    place = {c: (121.0 + n % 4 * 0.3, 29.3 + n // 4 * 0.3) for n, c in enumerate(codes)}
    rows = pd.DataFrame(
        {
            "target_id": [f"{k}{n:06}" for n, k in enumerate(kind)],
            "target_kind": kind,
            "district": district,
            "lon": [place[d][0] + rng.normal(0, 0.05) for d in district],
            "lat": [place[d][1] + rng.normal(0, 0.05) for d in district],
            "level": [
                rng.choice(["1", "2", "3"], p=[0.7, 0.25, 0.05]) if k == "H" else None for k in kind
            ],
            "grade": rng.choice(["A", "B", "C", "D"], count, p=[0.5, 0.3, 0.15, 0.05]),
            "ownership": rng.choice(["1", "2"], count),
            "chain_id": [
                f"c{rng.integers(max(count // 100, 1))}"
                if k == "P" and rng.random() < 0.5
                else None
                for k in kind
            ],
            "visits_this_year": rng.choice([0, 1], count, p=[0.8, 0.2]),
            "exempt_reason": [rng.choice([None, "数据监测线索"], p=[0.9, 0.1]) for _ in kind],
            "assigned_kind": [
                rng.choice([None, "4"], p=[0.75, 0.25]) if k != "E" else None for k in kind
            ],
            "past_visiting_districts": [
                rng.choice(codes) if rng.random() < 0.2 else None for _ in kind
            ],
            "blackout": ["2026-07-01/2026-07-31" if rng.random() < 0.1 else None for _ in kind],
            "closed_on": [date(2026, 5, 10) if rng.random() < due_share else None for _ in kind],
            "is_fraud_suspected": rng.random(count) < 0.1,
        }
    )
    rows["follow_up_due_on"] = [
        d and (date(2026, 9, 10) if rng.random() < 0.5 else None) for d in rows.closed_on
    ]
    rows["ring_id"] = None
    pharmacies = list(rows.index[rows.target_kind == "P"])
    for n in range(rings):
        size = int(rng.integers(2, 6))
        members = pharmacies[n * 5 : n * 5 + size]
        rows.loc[members, "ring_id"] = f"R{n}"
    if offices:
        more = pd.DataFrame(
            {"target_id": [f"O{c}" for c in codes], "target_kind": "O", "district": codes}
        )
        rows = pd.concat([rows, more], ignore_index=True)
    return rows


def _make_findings(rng, targets, leads_a_target):
    rows, truth = [], {}
    for target in targets[targets.target_kind != "O"].itertuples():
        # few targets hold most of the leads
        size = SIZES.get(target.level, 1) if target.target_kind == "H" else 1
        count = int(rng.poisson(size * leads_a_target * rng.gamma(0.6, 1 / 0.6)))
        for n in range(count):
            rule = str(rng.choice(RULES_OF_KIND[target.target_kind]))
            level, chance, yuan = RULES[rule]
            # large sums are seldom what they seem, which greedy by amount does not know
            amount = round(float(rng.lognormal(np.log(yuan), 1.2)), 2)
            credence = float(np.clip(chance * (yuan / (yuan + amount)) ** 0.5 * 1.4, 0.02, 0.95))
            finding_id = f"F{len(rows):08}"
            kappa = {"H": 0.9, "S": 0.5, "M": 0.1}[level]
            truth[finding_id] = amount * kappa if rng.random() < credence else 0.0
            rows.append(
                {
                    "finding_id": finding_id,
                    "case_id": f"C{target.target_id}",
                    "scenario_id": "made",
                    "indicator_id": rule,
                    "level": level,
                    "credence": round(credence, 6),
                    "subject_kind": "employer" if target.target_kind == "E" else "institution",
                    "subject_id": target.target_id,
                    "record_table": "claim_header",
                    "record_id": f"{target.target_id}|{n // 2 if n % 5 == 0 else n}",
                    "amount_involved": amount,
                    "district": target.district,
                    "data_question": None,
                }
            )
    return pd.DataFrame(rows, columns=FINDING_COLUMNS), pd.Series(truth, dtype=float)


def _make_inspectors(rng, codes, a_district, days):
    rows = []
    for code in codes:
        for n in range(a_district):
            ends = FIRST_DAY + timedelta(
                int(rng.choice([-10, 12, 45, 400], p=[0.1, 0.1, 0.1, 0.7]))
            )
            rows.append(
                {
                    "inspector_id": f"I{code}{n:02}",
                    "office": f"局{code}",
                    "district": code,
                    "licence_no": f"L{n}" if n < a_district - 1 else None,
                    "licence_valid_to": ends,
                    "skills": "、".join(rng.choice(SKILLS, 2, replace=False)),
                    "can_lead": n % 3 == 0,
                    "days_per_month": days,
                    "max_consecutive_weeks": int(rng.choice([2, 3])),
                }
            )
    return pd.DataFrame(rows)


def _make_recusals(rng, people, targets):
    count = max(len(targets) // 2, 1)
    return pd.DataFrame(
        {
            "recusal_id": [f"r{n}" for n in range(count)],
            "inspector_id": rng.choice(people.inspector_id, count),
            "target_id": rng.choice(targets.target_id, count),
            "reason": rng.choice(["1", "2"], count),
            "until_on": [None if rng.random() < 0.5 else date(2026, 7, 10) for _ in range(count)],
        }
    )


def _make_complaints(rng, targets, share):
    ordinary = targets[targets.target_kind != "O"]
    count = max(int(len(ordinary) * share), 1)
    return pd.DataFrame(
        {
            "complaint_id": [f"j{n}" for n in range(count)],
            "target_id": rng.choice(ordinary.target_id, count),
            "received_on": AS_OF,
            "due_on": [AS_OF + timedelta(60) if rng.random() < 0.5 else None for _ in range(count)],
            "plausibility": rng.integers(1, 4, count),
            "amount_yuan": rng.integers(1_000, 90_000, count),
        }
    )


def _make_experts(rng, codes):
    return pd.DataFrame(
        {
            "expert_id": ["e1", "e2", "e3", "e4"],
            "district": rng.choice(codes, 4),
            "skills": ["临床", "药学", "财务", "护理"],
            "days_per_quarter": 60,
            "conflict_declared_on": AS_OF,
        }
    )
