"""The rows of the workbook's sheets, from a published run."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from cases.merge_findings import MODEL
from contracts.checklist import FUNDS, MODEL_AND_CONTROL, format_credence
from contracts.checklist_book import build_dictionary_rows
from contracts.codes import get_code_name, load_code_lists
from contracts.errors import RunError, UsageError
from contracts.levels import LEVEL_ORDER, Level, format_level
from contracts.tables import get_input_tables
from scenarios import load_scenarios

DAYS_TO_ANSWER = 30  # calendar days, printed as 反馈期限: a month to answer
CONTROL = "control"
LISTED = ("listed", CONTROL)


@dataclass(frozen=True)
class Sheets:
    """`listed`: key of a column → value; the others: tuples as printed."""

    run_id: str
    as_of: date
    listed: list[dict]
    evidence: list[tuple]
    summary: list[tuple]
    dictionary: list[tuple]


def build_sheets(run: Path, *, district: str | None = None) -> Sheets:
    """Build the rows of what a run issued, of one district if given.

    Raises UsageError for an unknown district.
    """
    if district is not None and district not in load_code_lists()["district"]:
        districts = "、".join(f"{c} {n.zh}" for c, n in load_code_lists()["district"].items())
        raise UsageError(f"there is no district {district!r}", next_step=f"known: {districts}")
    record = _read_run_record(run)
    cases = pd.read_parquet(run / "cases.parquet")
    cases = cases[cases.list_status.isin(LISTED)]
    if district is not None:
        cases = cases[cases.district == district]
    findings = _read_ordered_findings(run, cases)
    evidence = pd.read_parquet(run / "evidence.parquet")
    evidence = evidence[evidence.finding_id.isin(set(findings.finding_id))]
    return Sheets(
        run_id=record["run_id"],
        as_of=date.fromisoformat(record["as_of"]),
        listed=[
            _build_list_row(n, row, record)
            for n, row in enumerate(findings.to_dict("records"), start=1)
        ],
        evidence=_build_evidence_rows(findings, evidence),
        summary=_summarize_cases(cases, findings),
        dictionary=build_dictionary_rows(_list_indicators()),
    )


def _read_run_record(run):
    try:
        return json.loads((run / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise RunError(
            f"{run} has no readable run.json", next_step="name a published run below runs/"
        ) from None


def _read_ordered_findings(run, cases):
    """Read the findings that are shown (H, S, model, control) in the order of the list.

    Findings of a case stay together.
    """
    findings = pd.read_parquet(run / "findings.parquet")
    is_shown = findings.level.isin(["H", "S", CONTROL]) | (findings.indicator_id == MODEL)
    case_columns = cases[["case_id", "district", "authority", "position", "source_count"]].assign(
        case_credence=cases.credence
    )
    merged = findings[is_shown].merge(case_columns, on="case_id")
    merged = merged.assign(own_order=merged.level.map(LEVEL_ORDER))
    return merged.sort_values(["authority", "district", "position", "own_order", "finding_id"])


def _build_list_row(number, row, record):
    issued = date.fromisoformat(record["as_of"])
    scenario = load_scenarios()[row["scenario_id"]]
    return {
        "number": number,
        "finding_id": row["finding_id"],
        "batch": record["run_id"],
        "issued_date": issued,
        "due_date": issued + timedelta(days=DAYS_TO_ANSWER),
        "authority": row["authority"],
        "fund": FUNDS.get(scenario.id, ""),
        "scenario": scenario.title.zh,
        "kind": _format_kind(scenario, row["indicator_id"]),
        "level": format_level(row["level"]),
        "credence": format_credence(row["case_credence"], row["source_count"]),
        "subject_kind": get_code_name("subject_kind", row["subject_kind"]).zh,
        "subject_id": row["subject_id"],
        "district": get_code_name("district", row["district"]).zh,
        "reason": row["reason_zh"],
        "period_from": row["period_from"],
        "period_to": row["period_to"],
        "amount_involved": float(row["amount_involved"]),
        "law": row["law"],
        "record": f"{row['record_table']} {row['record_id']}",
        "look_alikes": row["look_alikes"],
        "verify": row["verify"],
    }


def _format_kind(scenario, indicator_id):
    titles = {i.id: i.title for i in scenario.indicators} | MODEL_AND_CONTROL
    return f"{indicator_id} {titles[indicator_id].zh}"


def _build_evidence_rows(findings, evidence):
    """Build 疑点编号, 来源表, 记录键, 记录内容 of source rows, in the order of the list."""
    place = {finding_id: n for n, finding_id in enumerate(findings.finding_id, start=1)}
    ordered = evidence.assign(place=evidence.finding_id.map(place)).sort_values(
        ["place", "table", "row_key"]
    )
    return [
        (
            r.place,
            r.finding_id,
            f"{_get_contract(r.table).zh} {r.table}",
            _format_json_values(r.row_key, r.table),
            _format_json_values(r.row, r.table),
        )
        for r in ordered.itertuples()
    ]


def _get_contract(table):
    return get_input_tables()[table].contract


def _format_json_values(text, table):
    columns = _get_contract(table).columns
    values = json.loads(text)
    return "；".join(
        f"{columns[k].zh}={_format_value(columns[k], v)}"
        for k, v in values.items()
        if v is not None
    )


def _format_value(column, value):
    if isinstance(value, bool):
        return "是" if value else "否"
    if column.codes and str(value) in load_code_lists()[column.codes]:
        return f"{value} {get_code_name(column.codes, str(value)).zh}"
    return value


def _summarize_cases(cases, findings):
    """Count cases by level, findings and yuan by 主管部门, 参保地 and 场景.

    A case of two scenarios counts in both.
    """
    pairs = findings[["case_id", "scenario_id"]].drop_duplicates().merge(cases, on="case_id")
    counts = findings.groupby(["authority", "district", "scenario_id"]).size()
    rows = []
    for key, group_cases in pairs.groupby(["authority", "district", "scenario_id"], sort=True):
        level = group_cases.level.value_counts()
        rows.append(
            (
                key[0],
                get_code_name("district", key[1]).zh,
                load_scenarios()[key[2]].title.zh,
                *(int(level.get(name, 0)) for name in Level),
                int(counts[key]),
                float(group_cases.amount_involved.astype(float).sum()),
            )
        )
    return rows


def _list_indicators():
    """List scenario, indicator and definition of everything that can be found."""
    return [
        (scenario.title.zh, f"{i.id} {i.title.zh}", i.definition.zh)
        for scenario in load_scenarios().values()
        for i in scenario.indicators
    ]
