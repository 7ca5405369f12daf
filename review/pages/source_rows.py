"""Source rows on the case page: declared names, decoded codes, shortened hashes.

Accounts of operators are shown to discipline alone.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from contracts.bilingual_text import BilingualText
from contracts.tables import get_input_tables
from review.case_findings import list_case_findings
from review.labels import get_code_name, is_english, translate
from review.models import Case, Evidence, Officer
from review.models.officer import DISCIPLINE

# a page with more rows or dots is no longer readable
MOST_ROWS, MOST_FACTS = 60, 120


@dataclass(frozen=True)
class SourceTable:
    """Rows of one source table as texts; `count` is the number before the cut at MOST_ROWS."""

    name: str
    title: str
    columns: list[tuple[str, str]]
    rows: list[list[str]]
    count: int


def load_latest_evidence(case: Case) -> dict[str, Evidence]:
    """Load finding_id → its current evidence."""
    evidence = Evidence.objects.filter(
        finding__in=list_case_findings(case).values("pk")
    ).select_related("finding")
    return {e.finding_id: e for e in evidence if e.evidence_hash == e.finding.evidence_hash}


def build_source_tables(pieces: list[Evidence], officer: Officer) -> list[SourceTable]:
    """Build the tables of the source rows behind some findings, each row once."""
    rows = defaultdict(dict)
    for piece in pieces:
        for table, key, row in piece.rows():
            rows[table][str(key)] = row
    return [
        _build_table(name, list(by_key.values()), officer) for name, by_key in sorted(rows.items())
    ]


def collect_dated_facts(pieces: list[Evidence]) -> dict[str, list[tuple[date, str]]]:
    """Collect table title → its dated facts (day, text), for the timeline."""
    lanes = defaultdict(set)
    for piece in pieces:
        for table, _, row in piece.rows():
            contract = _find_contract(table)
            for name, value in row.items():
                column = contract.columns.get(name) if contract else None
                if (
                    column
                    and value
                    and column.type.name in ("date", "month", "ts")
                    and (day := _parse_day(value))
                ):
                    lanes[_get_title(table)].add((day, _get_label(column)))
    return {lane: sorted(facts)[:MOST_FACTS] for lane, facts in sorted(lanes.items())}


def _build_table(name, rows, officer):
    contract = _find_contract(name)
    names = [n for n in rows[0] if any(r.get(n) not in (None, "") for r in rows)]
    if officer.role != DISCIPLINE:
        names = [n for n in names if not (n.endswith("_op") or n == "op_id")]
    columns = [
        (n, _get_label(contract.columns[n]) if contract and n in contract.columns else n)
        for n in names
    ]
    cells = [
        [_format_value(r.get(n), contract and contract.columns.get(n)) for n in names]
        for r in rows[:MOST_ROWS]
    ]
    return SourceTable(name, _get_title(name), columns, cells, len(rows))


def _format_value(value, column):
    if value in (None, ""):
        return ""
    if column is None:
        return str(value)
    if column.codes:
        return get_code_name(column.codes, str(value))
    if column.type.name == "hash":
        return f"#{str(value)[:6]}…"
    if column.type.name == "bool":
        return (
            translate(BilingualText("是", "yes"))
            if value in (True, 1, "1")
            else translate(BilingualText("否", "no"))
        )
    if column.type.name == "money":
        return f"{float(value):,.2f}"
    return str(value)


def _parse_day(value):
    text = str(value)[:10]
    try:
        return date.fromisoformat(text if len(text) == 10 else f"{text}-01")
    except ValueError:
        return None


def _find_contract(name):
    table = get_input_tables().get(name)
    return table.contract if table else None


def _get_title(name):
    contract = _find_contract(name)
    return name if contract is None else contract.en if is_english() else contract.zh


def _get_label(column):
    return column.en if is_english() else column.zh
