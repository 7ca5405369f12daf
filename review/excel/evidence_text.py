"""Source rows as text: Chinese names of columns and codes."""

from contracts.codes import get_code_name, load_code_lists
from contracts.tables import get_input_tables

MOST_ROWS = 60  # of one finding on paper; the desk shows them all


def build_evidence_rows(
    number: int, finding_id: str, rows: list[tuple[str, dict, dict]]
) -> list[tuple]:
    """Build the rows of 证据明细 from the source rows (table, key, row) of one finding."""
    sheet_rows = [
        (number, finding_id, format_table_name(t), format_row(t, key), format_row(t, row))
        for t, key, row in rows[:MOST_ROWS]
    ]
    if len(rows) > MOST_ROWS:
        sheet_rows.append(
            (number, finding_id, "", "", f"另有 {len(rows) - MOST_ROWS} 行，见系统案件页")
        )
    return sheet_rows


def format_table_name(table: str) -> str:
    """Format "失业待遇申领 unemployment_claim"; an undeclared table is its own name."""
    input_table = get_input_tables().get(table)
    return f"{input_table.contract.zh} {table}" if input_table else table


def format_row(table: str, values: dict) -> str:
    """Format the values of a row with their names."""
    input_table = get_input_tables().get(table)
    columns = input_table.contract.columns if input_table else {}
    return "；".join(
        f"{columns[k].zh if k in columns else k}={_format_value(columns.get(k), v)}"
        for k, v in values.items()
        if v is not None
    )


def _format_value(column, value):
    if isinstance(value, bool):
        return "是" if value else "否"
    if column is not None and column.codes and str(value) in load_code_lists()[column.codes]:
        return f"{value} {get_code_name(column.codes, str(value)).zh}"
    return value
