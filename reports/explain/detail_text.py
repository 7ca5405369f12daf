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
    """Write the reasons of the findings, each chain as a tree, and the first rows of each table."""
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
    seen: set[str] = set()
    for link in dict.fromkeys(chains.values()):
        names = "、".join(name for name, other in chains.items() if other is link)
        lines.append(text(f"【{names} 的特征链条】", f"[Chain of {names.replace('、', ', ')}]"))
        lines += _write_tree(link, 0, seen)
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


def _write_tree(link, depth, seen, above="") -> list[BilingualText]:
    """Write a line for each expression, and what it reads below it; one shown above stays closed.

    Steps of a loop share a docstring: below the first (`above`) the others have no line.
    """
    indent = "  " * depth
    if link.name in seen:
        return [text(f"{indent}{link.name}（见上）", f"{indent}{link.name} (above)")]
    seen.add(link.name)
    head = f"{indent}{link.name}  {link.module}  {link.summary}"
    is_step = link.summary == above
    lines, below = ([], depth) if is_step else ([text(head, head)], depth + 1)
    for one in link.reads:
        lines += _write_tree(one, below, seen, link.summary)
    for table in link.tables:
        name, space = name_table(table.contract.name), "  " * below
        lines.append(text(f"{space}表 {name.zh}", f"{space}table {name.en}"))
    return lines


def _format_row(row) -> str:
    """Format a source row on one line: the columns that hold something."""
    values = json.loads(row["row"]) if "row" in row else row
    return ", ".join(f"{k}={v}" for k, v in values.items() if v is not None and v == v)
