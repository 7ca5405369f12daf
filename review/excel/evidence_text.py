"""Source rows in words: columns by their Chinese names, codes by theirs."""

from contracts.codes import code_lists, code_name
from contracts.tables import input_tables

MOST_ROWS = 60  # of one finding on paper; the desk shows them all


def evidence_rows(number: int, finding_id: str, rows: list[tuple[str, dict, dict]]) -> list[tuple]:
    """Rows of 证据明细 for the source rows (table, key, row) of one finding."""
    told = [
        (number, finding_id, table_name(t), said(t, key), said(t, row)) for t, key, row in rows[:MOST_ROWS]
    ]
    if len(rows) > MOST_ROWS:
        told.append((number, finding_id, "", "", f"另有 {len(rows) - MOST_ROWS} 行，见系统案件页"))
    return told


def table_name(table: str) -> str:
    """ "失业待遇申领 unemployment_claim"; a table that the contract does not know is its own name."""
    known = input_tables().get(table)
    return f"{known.contract.zh} {table}" if known else table


def said(table: str, values: dict) -> str:
    """The values of a row, named."""
    known = input_tables().get(table)
    columns = known.contract.columns if known else {}
    return "；".join(
        f"{columns[k].zh if k in columns else k}={_shown(columns.get(k), v)}"
        for k, v in values.items()
        if v is not None
    )


def _shown(column, value):
    if isinstance(value, bool):
        return "是" if value else "否"
    if column is not None and column.codes and str(value) in code_lists()[column.codes]:
        return f"{value} {code_name(column.codes, str(value)).zh}"
    return value
