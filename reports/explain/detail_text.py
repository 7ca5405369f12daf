"""What the command line shows below an explanation: reasons, chains in full, source rows."""

import json

from contracts.bilingual_text import BilingualText
from reports.explain.facts import Explanation
from reports.explain.feature_chain import ChainLink
from reports.explain.run_tables import RunTables
from reports.explain.words import name_table, text

ROWS_SHOWN = 5  # of a table: what a value is made of; all of them are in evidence.parquet


def write_details(
    run: RunTables,
    explanation: Explanation,
    chains: dict[str, ChainLink],
    rows: dict[str, list],
    rows_note: BilingualText | None,
) -> BilingualText:
    """Reasons of the findings, each chain (of an indicator, or a feature of the model) as a tree,
    and the first source rows of each table.
    """
    lines = []
    findings = run.findings[run.findings.case_id == explanation.subject.case_id]
    shown = {r.finding_id for r in explanation.results}
    reasons = findings[findings.finding_id.isin(shown)]
    if len(reasons):
        lines.append(text("【事实与理由】", "[Reasons]"))
        lines += [
            text(f"- {f.indicator_id} {f.reason_zh}", f"- {f.indicator_id} {f.reason_en}")
            for f in reasons.itertuples()
        ]
    for name, link in chains.items():
        lines += [text(f"【{name} 的特征链条】", f"[Chain of {name}]"), *_write_tree(link)]
    if rows_note is not None:
        lines.append(text(f"【来源记录明细】{rows_note.zh}", f"[Source rows] {rows_note.en}"))
    for table, own in rows.items():
        name = name_table(table)
        lines.append(text(f"{name.zh}，{len(own)}行", f"{name.en}, {len(own)} rows"))
        lines += [text(f"  {row}", f"  {row}") for row in map(_format_row, own[:ROWS_SHOWN])]
        if len(own) > ROWS_SHOWN:
            more = len(own) - ROWS_SHOWN
            lines.append(text(f"  另有{more}行", f"  and {more} more"))
    return BilingualText("\n".join(line.zh for line in lines), "\n".join(line.en for line in lines))


def _write_tree(link: ChainLink, depth: int = 0, seen: set | None = None) -> list[BilingualText]:
    """A line an expression, what it reads indented below it; one that was shown above is not opened
    again.
    """
    seen = set() if seen is None else seen
    indent = "  " * depth
    head = f"{indent}{link.name}  {link.module}"
    if link.name in seen:
        return [text(f"{head}（见上）", f"{head} (above)")]
    seen.add(link.name)
    lines = [text(f"{head}  {link.summary}", f"{head}  {link.summary}")]
    for below in link.reads:
        lines += _write_tree(below, depth + 1, seen)
    for table in link.tables:
        name = name_table(table.contract.name)
        lines.append(text(f"{indent}  表 {name.zh}", f"{indent}  table {name.en}"))
    return lines


def _format_row(row) -> str:
    """A source row on one line: the columns that hold something."""
    values = json.loads(row["row"]) if "row" in row else row
    return ", ".join(f"{k}={v}" for k, v in values.items() if v is not None and v == v)
