"""A small published run, written in the declared columns: a case, its findings, their evidence."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from contracts.published import get_published_tables

TITLES = {  # what the catalogue says of the indicators that are drawn with words
    "short_term_enrollment": "短期参保骗取失业保险待遇",
    "pharmacy_billing": "医保药店结算异常",
    "agency_handling": "经办内部风险",
    "U05": "末次参保过短",
    "U11": "同单位集中申领",
    "P01": "追溯码重复",
    "O01": "一人多岗",
}
AS_OF = date(2026, 6, 30)


@dataclass
class DrawnCase:
    """A case; `findings` are (indicator_id, level, amount, source rows as {table: [row]})."""

    case_id: str
    district: str = "330203"
    authority: str = "人社"
    subject_kind: str = "person"
    subject_id: str = ""
    level: str = "H"
    severity: float = 90.0
    list_status: str = "listed"
    ring_id: str | None = None
    scenario_id: str = "short_term_enrollment"
    findings: list = field(
        default_factory=lambda: [("U04", "H", 4482, {"unemployment_claim": [{"claim_id": "u1"}]})]
    )
    has_one_record: bool = False  # every finding names the same record
    reason: str = "在末次用人单位参保2个月后领取失业保险金，涉及{amount}元"

    @property
    def subject(self) -> str:
        return self.subject_id or f"p{self.case_id[1:]}"


def write_run(
    folder: Path,
    cases: list[DrawnCase],
    *,
    run_id="20260630-aaaaaaaaaa",
    as_of=AS_OF,
    part="ordinary",
) -> Path:
    """Write the run's folder; the files are what the desk reads."""
    folder.mkdir(parents=True)
    tables = {
        "cases": [],
        "findings": [],
        "evidence": [],
        "rings": [],
        "ring_ties": [],
        "scenario_catalog": [],
        "case_subjects": [],
    }
    for rank, case in enumerate(cases, 1):
        findings = [_finding(case, n, *said) for n, said in enumerate(case.findings)]
        tables["findings"] += [f for f, _ in findings]
        tables["evidence"] += [row for _, rows in findings for row in rows]
        tables["cases"].append(_case(case, rank, [f for f, _ in findings], as_of))
    tables["rings"], tables["ring_ties"] = _rings(cases, tables["cases"])
    tables["case_subjects"] = [_subject(c) for c in tables["cases"]]
    tables["scenario_catalog"] = _catalog(tables["findings"])
    for name, rows in tables.items():
        contract = get_published_tables()[name].contract
        rows.sort(key=lambda r: [str(r[k]) for k in contract.key])
        pq.write_table(
            pa.Table.from_pylist(rows, schema=contract.arrow_schema), folder / f"{name}.parquet"
        )
    record = {
        "run_id": run_id,
        "part": part,
        "as_of": as_of.isoformat(),
        "snapshot_date": as_of.isoformat(),
    }
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def with_texts(folder: Path, letters: int) -> Path:
    """Make every text of a written run `letters` long, but for keys, hashes, levels and states."""
    kept = {
        "case_id",
        "finding_id",
        "ring_id",
        "evidence_hash",
        "row_key",
        "row",
        "level",
        "list_status",
    }
    for path in folder.glob("*.parquet"):
        rows = pq.read_table(path)
        long = {f.name for f in rows.schema if f.type == pa.string()} - kept
        plain = [
            row | {name: "长" * letters for name in long if row[name] is not None}
            for row in rows.to_pylist()
        ]
        pq.write_table(pa.Table.from_pylist(plain, schema=rows.schema), path)
    return folder


def _case(case, rank, findings, as_of):
    return {
        "case_id": case.case_id,
        "authority": case.authority,
        "district": case.district,
        "subject_kind": case.subject_kind,
        "subject_id": case.subject,
        "ring_id": case.ring_id,
        "level": case.level,
        "credence": case.severity / 100,
        "source_count": 1,
        "position": rank,
        "severity": case.severity,
        "rank": rank,
        "list_status": case.list_status,
        "amount_involved": sum(
            {f["record_id"]: f["amount_involved"] for f in findings}.values(), Decimal(0)
        ),
        "finding_count": len(findings),
        "first_flagged_on": as_of,
        "reappeared": None,
        "summary_zh": findings[0]["reason_zh"] if findings else "随机对照",
        "summary_en": findings[0]["reason_en"] if findings else "control sample",
    }


def _subject(case_row):
    same = ("case_id", "subject_kind", "subject_id", "amount_involved")
    return {name: case_row[name] for name in same} | {"role": "subject", "record_count": 1}


def _finding(case, number, indicator_id, level, amount, tables):
    finding_id = (
        "F" + hashlib.sha256(f"{case.case_id}{indicator_id}{number}".encode()).hexdigest()[:16]
    )
    rows = [
        {
            "finding_id": finding_id,
            "table": table,
            "row_key": json.dumps({"n": n}),
            "row": json.dumps(row),
        }
        for table, found in tables.items()
        for n, row in enumerate(found)
    ]
    finding = {
        "finding_id": finding_id,
        "case_id": case.case_id,
        "scenario_id": case.scenario_id,
        "indicator_id": indicator_id,
        "level": level,
        "family": indicator_id,
        "source": indicator_id,
        "credence": 0.9,
        "subject_kind": case.subject_kind,
        "subject_id": case.subject,
        "record_table": next(iter(tables), "person"),
        "record_id": f"r{case.case_id}{0 if case.has_one_record else number}",
        "period_from": date(2026, 1, 1),
        "period_to": date(2026, 3, 31),
        "value": 2.0,
        "threshold": 3.0,
        "unit": "months",
        "peer_group": "同类人员",
        "peer_median": 40.0,
        "peer_percentile": 98.5,
        "amount_involved": Decimal(amount).quantize(Decimal("0.01")),
        "reason_zh": case.reason.format(amount=f"{Decimal(amount):,}"),
        "reason_en": f"drew the benefit two months after enrolling; {Decimal(amount):,} yuan",
        "law": "社会保险法第八十八条",
        "law_en": "Social Insurance Law art. 88",
        "look_alikes": "企业破产集中裁员",
        "look_alikes_en": "the employer went bankrupt",
        "verify": "查劳动合同、工资发放和考勤",
        "verify_en": "see contract, wages and attendance",
        "evidence_rows": len(rows),
        "evidence_hash": hashlib.sha256(
            json.dumps(tables, sort_keys=True, default=str).encode()
        ).hexdigest()[:16],
        "standing": "new",
    }
    return finding, rows


def _rings(cases, rows):
    rings, ties = {}, []
    for case, row in zip(cases, rows, strict=True):
        if case.ring_id:
            ring = rings.setdefault(
                case.ring_id,
                {"ring_id": case.ring_id, "case_count": 0, "amount_involved": Decimal(0)}
                | {"ties_zh": "共用银行账户1个", "ties_en": "a shared bank account"},
            )
            ring["case_count"] += 1
            ring["amount_involved"] += row["amount_involved"]
            ties.append(
                {
                    "ring_id": case.ring_id,
                    "case_id": case.case_id,
                    "link_kind": "bank",
                    "link_id": "b0b0",
                    "link_subjects": 4,
                }
            )
    return list(rings.values()), ties


def _catalog(findings):
    found = {(f["scenario_id"], f["indicator_id"]): f for f in findings}
    return [
        {
            "scenario_id": scenario_id,
            "scenario_zh": TITLES.get(scenario_id, scenario_id),
            "scenario_en": scenario_id,
            "authority": "人社",
            "indicator_id": indicator_id,
            "title_zh": TITLES.get(indicator_id, f"指标{indicator_id}"),
            "title_en": f"indicator {indicator_id}",
            "level": f["level"],
            "definition_zh": "末次参保月数低于阈值，且此前断缴一年以上",
            "definition_en": "definition",
            "threshold": 3.0,
            "comparison": "≥",
            "unit": "months",
            "law": f["law"],
            "computed": True,
            "not_computed_because": None,
            "model_version": None,
        }
        for (scenario_id, indicator_id), f in found.items()
    ]
