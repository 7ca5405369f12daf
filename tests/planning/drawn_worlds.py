"""Drawn worlds for the planner: registers and findings as small tables."""

from datetime import date

import pandas as pd

from planning.leads import RunFacts
from planning.quarter import parse_quarter
from planning.registers import build_registers

QUARTER = parse_quarter("2026Q3")
AS_OF = "2026-06-30"
HAISHU, JIANGBEI, BEILUN, ZHENHAI = "330203", "330205", "330206", "330211"


def draw_target(target_id, district=HAISHU, kind="P", **cells):
    return {"target_id": target_id, "target_kind": kind, "district": district} | cells


def draw_team(district=HAISHU, *, count=4, days=20, **cells):
    """Inspectors of a district, all licensed and able to lead."""
    person = {
        "office": "局",
        "district": district,
        "licence_no": "L",
        "licence_valid_to": date(2027, 12, 31),
        "skills": "临床、药学、财务",
        "can_lead": True,
        "days_per_month": days,
    }
    return [person | cells | {"inspector_id": f"I{district}{n}"} for n in range(count)]


def draw_finding(finding_id, target_id, *, yuan, credence=0.5, record=None, **cells):
    return {
        "finding_id": finding_id,
        "case_id": f"C{target_id}",
        "scenario_id": "pharmacy_billing",
        "indicator_id": "P15",
        "level": "S",
        "credence": credence,
        "subject_kind": "institution",
        "subject_id": target_id,
        "record_table": "claim_header",
        "record_id": record or finding_id,
        "amount_involved": yuan,
        "district": HAISHU,
        "data_question": None,
    } | cells


def draw_facts(findings=(), *, scored=(), judged=None, missed_rate=None):
    columns = [*draw_finding("f", "t", yuan=1)]
    scored = pd.DataFrame(scored, columns=["subject_id", "record_table", "records"])
    return RunFacts(
        run_id="drawn",
        as_of=AS_OF,
        findings=pd.DataFrame(list(findings), columns=columns),
        scored=scored,
        judged=judged or {},
        missed_rate=missed_rate,
    )


def draw_registers(targets, inspectors=None, **others):
    """Registers from lists of rows."""
    raw = {"inspection_target": targets, "inspector": inspectors or draw_team()} | others
    return build_registers({name: pd.DataFrame(rows) for name, rows in raw.items() if len(rows)})
