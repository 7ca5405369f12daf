"""Source rows of a case: declared names, decoded codes, totals, what matters first.

Accounts of operators are shown to discipline alone.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from contracts.bilingual_text import BilingualText
from contracts.tables import get_input_tables
from review.case_findings import list_case_findings
from review.labels import get_code_name, is_english, translate
from review.measure_words import format_measure
from review.models import Case, Evidence, Officer
from review.models.officer import DISCIPLINE

# rows of a table on the case page; its own page and the print hold all of them
MOST_ROWS = 20
# dots of a lane of the timeline: more are no longer told apart
MOST_FACTS = 120
# when, how much, what, how many, then what only identifies; a column that never varies says least
COLUMN_ORDER = {
    "date": 0,
    "month": 0,
    "ts": 0,
    "money": 1,
    "code": 2,
    "bool": 2,
    "int": 3,
    "float": 3,
    "string": 4,
    "id": 5,
    "hash": 6,
}
MATTERS_LEAST, NEVER_VARIES = 4, 10


@dataclass(frozen=True)
class SourceTable:
    """Rows of one source table as texts; `totals` are sums of money by column, of all `count` rows."""

    name: str
    title: str
    columns: list[tuple[str, str]]
    rows: list[list[str]]
    totals: list[str]
    count: int


def load_latest_evidence(case: Case) -> dict[str, Evidence]:
    """Load finding_id → its current evidence."""
    evidence = Evidence.objects.filter(
        finding__in=list_case_findings(case).values("pk")
    ).select_related("finding")
    return {e.finding_id: e for e in evidence if e.evidence_hash == e.finding.evidence_hash}


def collect_source_rows(pieces: list[Evidence]) -> dict[str, list[dict]]:
    """Collect table → its rows behind some findings, each row once."""
    rows = defaultdict(dict)
    for piece in pieces:
        for table, key, row in piece.rows():
            rows[table][str(key)] = row
    return {name: list(by_key.values()) for name, by_key in sorted(rows.items())}


def build_source_tables(
    pieces: list[Evidence], officer: Officer, *, most: int | None = MOST_ROWS
) -> list[SourceTable]:
    """Build the tables of the source rows behind some findings, at most `most` rows of each."""
    return [
        build_source_table(name, rows, officer, first=0, last=most)
        for name, rows in collect_source_rows(pieces).items()
    ]


def build_source_table(
    name: str, rows: list[dict], officer: Officer, *, first: int = 0, last: int | None = None
) -> SourceTable:
    """Build a table with the rows from `first` up to `last`, not included."""
    contract = _find_contract(name)
    known = contract.columns if contract else {}
    names = [n for n in rows[0] if any(r.get(n) not in (None, "") for r in rows)]
    if officer.role != DISCIPLINE:
        names = [n for n in names if not (n.endswith("_op") or n == "op_id")]
    names.sort(key=lambda n: _rank_column(known.get(n), [r.get(n) for r in rows]))
    columns = [(n, _get_label(known[n]) if n in known else n) for n in names]
    cells = [[_format_value(r.get(n), known.get(n)) for n in names] for r in rows[first:last]]
    totals = [_sum_column(known.get(n), [r.get(n) for r in rows]) for n in names]
    return SourceTable(
        name, _get_title(name), columns, cells, totals if any(totals) else [], len(rows)
    )


def collect_dated_facts(pieces: list[Evidence]) -> dict[str, list[tuple[date, str]]]:
    """Collect table title → its dated facts (day, text), for the timeline."""
    lanes = defaultdict(set)
    for table, rows in collect_source_rows(pieces).items():
        contract = _find_contract(table)
        dated = {
            name: column
            for name, column in (contract.columns if contract else {}).items()
            if column.type.name in ("date", "month", "ts")
        }
        for row in rows:
            for name, column in dated.items():
                if row.get(name) and (day := _parse_day(row[name])):
                    lanes[_get_title(table)].add((day, _get_label(column)))
    return {lane: sorted(facts) for lane, facts in sorted(lanes.items())}


def _rank_column(column, values):
    rank = COLUMN_ORDER.get(column.type.name, MATTERS_LEAST) if column else MATTERS_LEAST
    if column and column.codes:
        rank = COLUMN_ORDER["code"]
    never_varies = len(values) > 1 and len(set(map(str, values))) == 1
    return rank + NEVER_VARIES * never_varies


def _sum_column(column, values):
    """Sum a column of money over several rows; "" for other columns."""
    if column is None or column.type.name != "money" or len(values) < 2:
        return ""
    try:
        total = sum((Decimal(str(v)) for v in values if v not in (None, "")), Decimal(0))
    except InvalidOperation:
        return ""
    return f"{total:,.2f}"


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
        is_true = value in (True, 1, "1")
        return translate(BilingualText("是", "yes") if is_true else BilingualText("否", "no"))
    if column.type.name == "money":
        return f"{float(value):,.2f}"
    if column.unit == "share":
        return format_measure(float(value), column.unit)
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
